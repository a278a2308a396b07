// One finding in full: what it is and where, what to do, its history, and every scan that saw it.
#include "ui/form/form.h"
#include "view/format.h"

#include <stdlib.h>
#include <string.h>

// ---- Its own columns ----

// What is said of it, in the order of what a person asks: how bad, until when, what, where, and
// then.
static const struct {
	const char *label, *column, *address; // address: where it leads, with {} for the value
} LINES[] = {
	{"severity", "severity", NULL},
	{"as the tool says", "raw", NULL},
	{"severity from", "from", NULL},
	{"state", "state", NULL},
	{"due", "due", NULL},
	{"first seen", "first_seen", NULL},
	{"last seen", "last_seen", NULL},
	{"episodes", "episodes", NULL},
	{"what", "title", NULL},
	{"", "text", NULL},
	{"place", "place", NULL},
	{"resource", "resource", NULL},
	{"target", "target", "findings target:{} state:open"},
	{"package", "package", "findings package:{} state:open"},
	{"version", "version", NULL},
	{"upgrade", "upgrade", NULL},
	{"fix", "fix", NULL},
	{"fixed in", "fixed", NULL},
	{"purl", "purl", NULL},
	{"rule", "rule", "findings rule:{} state:open"},
	{"ids", "ids", NULL},
	{"CVE", "cve", "findings cve:{} state:open"},
	{"CWE", "cwe", NULL},
	{"CVSS", "cvss", NULL},
	{"EPSS", "epss", NULL},
	{"known to be exploited", "kev", NULL},
	{"claim", "claim", NULL},
	{"claimed why", "claim_why", NULL},
	{"claimed by", "claim_by", NULL},
	{"claimed at", "claim_at", NULL},
	{"claimed in", "claim_in", NULL},
	{"claimed until", "claim_until", NULL},
	{"acceptance", "acceptance", NULL},
	{"accepted until", "accepted_until", NULL},
	{"lapsed", "lapsed", NULL},
	{"tool", "tool", NULL},
	{"category", "category", NULL},
	{"class", "class", NULL},
	{"read more", "link", NULL},
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

// How a value is to be read at a glance.
static enum role role_of(const struct form *form, const char *column, const struct value *value)
{
	if (!strcmp(column, "due") && value->integer < form->session->now)
		return ROLE_BAD;
	if (!strcmp(column, "severity") &&
	    (!strcmp(value->text, "critical") || !strcmp(value->text, "high")))
		return ROLE_BAD;
	return ROLE_TEXT;
}

static void add_column(struct form *form, const struct result *row, size_t line)
{
	struct str text = {0};
	size_t at = result_place(row, LINES[line].column);
	const struct value *value = at < row->column_count ? result_at(row, 0, at) : NULL;
	if (!value || !value->text || !*value->text ||
	    (!strcmp(LINES[line].column, "kev") && !value->integer))
		return;
	format_value(form->session, &row->columns[at], value, &text);
	if (!strcmp(LINES[line].column, "due") && value->integer < form->session->now)
		str_add_text(&text, "  late");
	struct form_line added = {.label = LINES[line].label,
				  .text = str_text(&text),
				  .role = role_of(form, LINES[line].column, value),
				  .address = lead(LINES[line].address, value->text, &form->arena)};
	form_add(form, &added);
	str_fini(&text);
}

// ---- What became of it ----

static bool query(struct form *form, const char *address, struct arena *arena, struct result *out,
		  struct err *err)
{
	const struct view *view;
	struct select select;
	return address_parse(slice_of(address), arena, &view, &select, err) &&
	       view_run(form->session, &select, arena, out, err);
}

// Some columns of a row, blanks between.
static void add_row(struct form *form, const struct result *result, size_t row, const char *label,
		    const char *const *columns)
{
	struct str text = {0};
	for (size_t i = 0; columns[i]; i++) {
		size_t at = result_place(result, columns[i]);
		const struct value *value =
			at < result->column_count ? result_at(result, row, at) : NULL;
		if (!value || !value->text)
			continue;
		str_add_text(&text, text.len ? "  " : "");
		format_value(form->session, &result->columns[at], value, &text);
	}
	struct form_line line = {.label = label, .text = str_text(&text)};
	form_add(form, &line);
	str_fini(&text);
}

static bool add_rows(struct form *form, const char *label, const char *address,
		     const char *const *columns, struct err *err)
{
	struct arena arena = {0};
	struct result result;
	bool done = query(form, address, &arena, &result, err);
	for (size_t i = 0; done && i < result.row_count; i++)
		add_row(form, &result, i, i ? "" : label, columns);
	arena_fini(&arena);
	return done;
}

static bool add_history(struct form *form, const char *id, struct err *err)
{
	static const char *const EVENT[] = {"at", "kind", "old", "new", NULL};
	static const char *const SIGHTING[] = {"at",	"tool",	  "version", "severity",
					       "place", "reason", NULL};
	struct arena arena = {0};
	bool done =
		add_rows(form, "history",
			 arena_printf(&arena, "finding_events finding:%s limit:50", id), EVENT,
			 err) &&
		add_rows(form, "seen by", arena_printf(&arena, "sightings finding:%s limit:50", id),
			 SIGHTING, err);
	arena_fini(&arena);
	return done;
}

static bool fill(struct form *form, struct err *err)
{
	struct arena arena = {0};
	struct result row;
	const char *address = form->of;
	bool done = query(form, address, &arena, &row, err);
	if (done && !row.row_count)
		done = err_set(err, ERR_NOT_FOUND, "there is no such finding");
	for (size_t i = 0; done && i < sizeof LINES / sizeof *LINES; i++)
		add_column(form, &row, i);
	size_t id = done ? result_place(&row, "id") : 0;
	done = done && add_history(form, result_at(&row, 0, id)->text, err);
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

static bool pane_load(void *state, struct err *err)
{
	return PANE_FORM.load(state, err);
}

static void pane_close(void *state)
{
	PANE_FORM.close(state);
}

static void pane_paint(void *state, struct area area)
{
	PANE_FORM.paint(state, area);
}

static void pane_address(const void *state, struct str *out)
{
	PANE_FORM.address(state, out);
}

static struct sheet *pane_sheet(void *state)
{
	return PANE_FORM.sheet(state);
}

// It has an address, other than forms that are made of rows.
static const char *pane_refusal(const void *state, enum action action)
{
	return action == ACTION_COPY ? NULL : PANE_FORM.refusal(state, action);
}

static bool pane_act(void *state, enum action action, struct outcome *out, struct err *err)
{
	return PANE_FORM.act(state, action, out, err);
}

static bool pane_list(void *state, enum action action, struct list *out)
{
	return PANE_FORM.list(state, action, out);
}

static const char *pane_working(const void *state)
{
	return PANE_FORM.working(state);
}

const struct pane_class PANE_FINDING = {
	.view = "finding",
	.open = pane_open,
	.close = pane_close,
	.load = pane_load,
	.paint = pane_paint,
	.address = pane_address,
	.sheet = pane_sheet,
	.refusal = pane_refusal,
	.act = pane_act,
	.list = pane_list,
	.working = pane_working,
};
