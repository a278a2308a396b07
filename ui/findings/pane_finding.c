// One finding in full: what it is and where, what to do, its history, and every scan that saw it.
#include "ui/findings/about.h"
#include "ui/sheet/look.h"
#include "view/format.h"

#include <stdlib.h>
#include <string.h>

// ---- Its own columns ----

// What is said of it, in the order of what a person asks: how bad, until when, what, where, and
// then. `beside` follows in the same line; the address is where it leads, with {} for the value.
static const struct line {
	const char *label, *column, *beside, *address;
} LINES[] = {
	{"severity", "severity", NULL, NULL},
	{"state", "state", NULL, NULL},
	{"due in", "left", "due", NULL},
	{"known to be exploited", "kev", NULL, NULL},
	{"age", "age", NULL, NULL},
	{"what", "title", NULL, NULL},
	{"", "text", NULL, NULL},
	{"place", "place", NULL, NULL},
	{"resource", "resource", NULL, NULL},
	{"target", "target", NULL, "findings target:{} state:open"},
	{"owner", "owner", "owner_from", "findings owner:{} state:open"},
	{"package", "package", "version", "findings package:{} state:open"},
	{"upgrade", "upgrade", NULL, "findings upgrade:{} state:open"},
	{"fix", "fix", NULL, NULL},
	{"fixed in", "fixed", NULL, NULL},
	{"rule", "rule", NULL, "findings rule:{} state:open"},
	{"CVE", "cve", NULL, "findings cve:{} state:open"},
	{"CWE", "cwe", NULL, NULL},
	{"CVSS", "cvss", NULL, NULL},
	{"EPSS", "epss", NULL, NULL},
	{"claim", "claim", NULL, NULL},
	{"claimed why", "claim_why", NULL, NULL},
	{"claimed by", "claim_by", "claim_at", NULL},
	{"claimed in", "claim_in", NULL, NULL},
	{"ignored in", "ignored_in", NULL, NULL},
	{"claimed until", "claim_until", NULL, NULL},
	{"acceptance", "acceptance", NULL, NULL},
	{"accepted until", "accepted_until", NULL, NULL},
	{"lapsed", "lapsed", NULL, NULL},
	{"tool", "tool", "category", NULL},
	{"class", "class", NULL, NULL},
	{"as the tool says", "raw", "from", NULL},
	{"first seen", "first_seen", NULL, NULL},
	{"last seen", "last_seen", NULL, NULL},
	{"episodes", "episodes", NULL, NULL},
	{"ids", "ids", NULL, NULL},
	{"purl", "purl", NULL, NULL},
	{"digest", "digest", NULL, NULL},
	{"read more", "link", NULL, NULL},
};

// A column's value behind what stands there already.
static void add_value(const struct form *form, const struct result *result, size_t row,
		      const char *column, struct str *out)
{
	size_t at;
	const struct value *value = about_value(result, row, column, &at);
	if (!value)
		return;
	str_add_text(out, out->len ? "  " : "");
	format_value(form->session, &result->columns[at], value, out);
}

// What the tool says: a line for each of its own.
static void add_text(struct form *form, const char *text)
{
	struct slice rest = slice_of(text);
	while (rest.at) {
		struct slice line = slice_trim(slice_cut(&rest, '\n'));
		if (line.len)
			form_add(form,
				 &(struct form_line){.text = arena_slice(&form->arena, line)});
	}
}

static void add_line(struct form *form, const struct result *row, const struct line *line)
{
	struct str text = {0};
	size_t at;
	const struct value *value = about_value(row, 0, line->column, &at);
	if (!value || (row->columns[at].column->kind == COLUMN_BOOL && !value->integer))
		return;
	if (!*line->label) {
		add_text(form, value->text);
		return;
	}
	add_value(form, row, 0, line->column, &text);
	add_value(form, row, 0, line->beside, &text);
	struct form_line added = {.label = line->label,
				  .text = str_text(&text),
				  .role = look_of(form->session, row->columns[at].column, value),
				  .address = about_lead(line->address, value->text, &form->arena)};
	form_add(form, &added);
	str_fini(&text);
}

// ---- What became of it ----

static bool add_history(struct form *form, const struct result *row, struct err *err)
{
	static const struct about RUNS = {.label = "runs as",
					  .key = "id",
					  .address = "workloads finding:{}",
					  .columns = {"kind", "namespace", "workload", "cluster"}};
	static const struct about EVENTS = {.label = "history",
					    .key = "id",
					    .address = "finding_events finding:{}",
					    .columns = {"at", "kind", "old", "new"}};
	static const struct about SEEN = {.label = "seen by",
					  .key = "id",
					  .address = "sightings finding:{}",
					  .lead = "inputs sha256:{}",
					  .columns = {"report_sha256", "at", "reason", "severity",
						      "version", "place", "report"}};
	return about_add(form, &RUNS, row, err) && about_add(form, &EVENTS, row, err) &&
	       about_add(form, &SEEN, row, err);
}

static bool fill(struct form *form, struct err *err)
{
	struct arena arena = {0};
	struct result row;
	const char *address = form->of;
	bool done = about_query(form, (struct question){address, NULL}, &arena, &row, err);
	if (done && !row.row_count)
		done = err_set(err, ERR_NOT_FOUND, "there is no such finding");
	for (size_t i = 0; done && i < sizeof LINES / sizeof *LINES; i++)
		add_line(form, &row, &LINES[i]);
	done = done && add_history(form, &row, err);
	arena_fini(&arena);
	return done;
}

static bool pane_open(struct session *session, struct layouts *layouts, const char *address,
		      void **state, struct err *err)
{
	struct arena arena = {0};
	const struct view *view;
	struct select select;
	struct pane pane;
	(void)layouts;
	bool done = address_parse(slice_of(address), &arena, &view, &select, err);
	if (done && !select.filter_count)
		done = err_set(err, ERR_INVALID, "which finding? finding id:F-…");
	arena_fini(&arena);
	if (!done)
		return false;
	struct form *form = form_new(session, address, &pane);
	form->of = arena_text(&form->arena, address);
	form->fill = fill;
	*state = form;
	return true;
}

// It has an address, other than forms that are made of rows.
static const char *pane_refusal(const void *state, enum action action)
{
	return action == ACTION_COPY ? NULL : form_refusal(state, action);
}

const struct pane_class PANE_FINDING = {
	.view = "finding",
	.open = pane_open,
	.close = form_close,
	.load = form_load,
	.paint = form_paint,
	.address = form_address,
	.facts = form_facts,
	.sheet = form_sheet,
	.refusal = pane_refusal,
	.act = form_act,
	.list = form_list,
	.working = form_working,
};
