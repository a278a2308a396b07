// One finding in full: what it is and where, what to do, its history, and every scan that saw it.
#include "ui/form/form.h"
#include "ui/sheet/look.h"
#include "view/format.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_MOST = 50 }; // of each kind in its history

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
	{"age", "age", "first_seen", NULL},
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
	{"last seen", "last_seen", NULL, NULL},
	{"episodes", "episodes", NULL, NULL},
	{"ids", "ids", NULL, NULL},
	{"purl", "purl", NULL, NULL},
	{"digest", "digest", NULL, NULL},
	{"read more", "link", NULL, NULL},
};

// The address with the value in the place of {}.
static const char *lead(const char *address, const char *value, struct arena *arena)
{
	struct slice rest = slice_of(address);
	struct str out = {0};
	if (!address)
		return NULL;
	str_add_slice(&out, slice_cut(&rest, '{'));
	address_add_value(slice_of(value), &out);
	slice_cut(&rest, '}');
	str_add_slice(&out, rest);
	const char *copy = arena_slice(arena, str_slice(&out));
	str_fini(&out);
	return copy;
}

static const struct value *value_of(const struct result *result, size_t row, const char *column,
				    size_t *at)
{
	*at = column ? result_place(result, column) : result->column_count;
	const struct value *value = *at < result->column_count ? result_at(result, row, *at) : NULL;
	return value && value->text && *value->text ? value : NULL;
}

// A column's value behind what stands there already.
static void add_value(const struct form *form, const struct result *result, size_t row,
		      const char *column, struct str *out)
{
	size_t at;
	const struct value *value = value_of(result, row, column, &at);
	if (!value)
		return;
	str_add_text(out, out->len ? "  " : "");
	format_value(form->session, &result->columns[at], value, out);
}

static void add_line(struct form *form, const struct result *row, const struct line *line)
{
	struct str text = {0};
	size_t at;
	const struct value *value = value_of(row, 0, line->column, &at);
	if (!value || (row->columns[at].column->kind == COLUMN_BOOL && !value->integer))
		return;
	add_value(form, row, 0, line->column, &text);
	add_value(form, row, 0, line->beside, &text);
	struct form_line added = {.label = line->label,
				  .text = str_text(&text),
				  .role = look_of(form->session, row->columns[at].column, value),
				  .address = lead(line->address, value->text, &form->arena)};
	form_add(form, &added);
	str_fini(&text);
}

// ---- What became of it ----

// These columns, or all, whatever cols: says.
static bool query(struct form *form, const char *address, const char *const *columns,
		  struct arena *arena, struct result *out, struct err *err)
{
	const struct view *view;
	struct select select;
	if (!address_parse(slice_of(address), arena, &view, &select, err))
		return false;
	select.measures = columns;
	return view_run(form->session, &select, arena, out, err);
}

// What other views say of it: a line a row, of some columns. With `lead` the first of these is not
// shown: it is the {} of where the line leads.
struct about {
	const char *label, *address, *lead;
	const char *columns[9];
};

static void add_row(struct form *form, const struct about *about, const struct result *result,
		    size_t row)
{
	struct str text = {0};
	size_t at;
	const struct value *key = value_of(result, row, about->columns[0], &at);
	for (size_t i = about->lead ? 1 : 0; about->columns[i]; i++)
		add_value(form, result, row, about->columns[i], &text);
	struct form_line line = {
		.label = row ? "" : about->label,
		.text = str_text(&text),
		.address = key ? lead(about->lead, key->text, &form->arena) : NULL,
	};
	form_add(form, &line);
	str_fini(&text);
}

// The address with the value for {}; rows beyond the most are a line that leads to all.
static bool add_rows(struct form *form, const struct about *about, const char *value,
		     struct err *err)
{
	struct arena arena = {0};
	struct result result;
	const char *all = lead(about->address, value, &arena);
	bool done = query(form, arena_printf(&arena, "%s limit:%d", all, ROWS_MOST), about->columns,
			  &arena, &result, err);
	for (size_t i = 0; done && i < result.row_count; i++)
		add_row(form, about, &result, i);
	if (done && result.more)
		form_add(form, &(struct form_line){.text = "there is more", .address = all});
	arena_fini(&arena);
	return done;
}

static bool add_history(struct form *form, const struct result *row, struct err *err)
{
	static const struct about RUNS = {.label = "runs as",
					  .address = "workloads digest:{} replicas>0",
					  .columns = {"kind", "namespace", "workload", "cluster"}};
	static const struct about EVENTS = {.label = "history",
					    .address = "finding_events finding:{}",
					    .columns = {"at", "kind", "old", "new"}};
	static const struct about SEEN = {.label = "seen by",
					  .address = "sightings finding:{}",
					  .lead = "inputs sha256:{}",
					  .columns = {"report_sha256", "at", "tool", "severity",
						      "version", "place", "reason", "report"}};
	size_t at;
	const struct value *digest = value_of(row, 0, "digest", &at);
	const char *id = value_of(row, 0, "id", &at)->text;
	return (!digest || add_rows(form, &RUNS, digest->text, err)) &&
	       add_rows(form, &EVENTS, id, err) && add_rows(form, &SEEN, id, err);
}

static bool fill(struct form *form, struct err *err)
{
	struct arena arena = {0};
	struct result row;
	const char *address = form->of;
	bool done = query(form, address, NULL, &arena, &row, err);
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
