// The pane for any view: a title, the rows, how many there are.
#include "ui/view/pane_view.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "ui/form/form.h"
#include "view/text_index.h"

#include <stdlib.h>
#include <string.h>

void view_pane_close(void *state)
{
	struct view_pane *pane = state;
	sheet_close(&pane->sheet);
	free(pane);
}

bool view_pane_open(struct view_pane *pane, struct session *session, struct layouts *layouts,
		    const char *address, struct err *err)
{
	struct arena keep = {0};
	const struct view *view;
	struct select select;
	if (!address_parse(slice_of(address), &keep, &view, &select, err)) {
		arena_fini(&keep);
		return false;
	}
	sheet_open(&pane->sheet, session, view, &select, &keep);
	pane->sheet.layout = layouts_of(layouts, view->name);
	return true;
}

static bool pane_open(struct session *session, struct layouts *layouts, const char *address,
		      void **state, struct err *err)
{
	struct view_pane *pane = mem_alloc(sizeof *pane);
	bool done = view_pane_open(pane, session, layouts, address, err);
	*state = pane;
	if (!done)
		free(pane);
	return done;
}

// How many match is not asked when all that is loaded is all; else later, for it may take longer
// than the rows.
static struct view_count count_rows(const struct sheet *sheet, const struct rows *next)
{
	bool all = !next->result.more && !sheet->select.offset && !sheet->select.filter_count;
	return (struct view_count){.matching = all ? (int64_t)next->result.row_count : -1,
				   .total = -1};
}

bool view_pane_is_partial(const void *state)
{
	const struct view_pane *pane = state;
	return pane->sheet.ready && pane->sheet.rows.count.matching < 0;
}

bool view_pane_complete(void *state, struct err *err)
{
	struct view_pane *pane = state;
	struct view_count count;
	if (!view_count(pane->sheet.session, &pane->sheet.select, &count, err))
		return false;
	pane->sheet.rows.count = count;
	return true;
}

bool view_pane_load(void *state, struct err *err)
{
	struct view_pane *pane = state;
	struct sheet *sheet = &pane->sheet;
	struct rows next = {0};
	sheet->session->now = clock_now();
	if (!sheet_query_window(sheet, &sheet->select, &next, err))
		return false;
	next.count = count_rows(sheet, &next);
	next.index_percent = text_index_percent(sheet->session, &sheet->select);
	if (!view_age(sheet->session, sheet->view, &next.arena, &next.age, err)) {
		rows_fini(&next);
		return false;
	}
	sheet_fill(sheet, &next);
	sheet_take(sheet, &next);
	return true;
}

// ---- Painting ----

void view_pane_address(const void *state, struct str *out)
{
	const struct view_pane *pane = state;
	sheet_address(&pane->sheet, out);
}

// How old the data is; loud when it is older than it may be.
enum role view_pane_facts(const void *state, struct str *out)
{
	const struct view_pane *pane = state;
	const struct session *session = pane->sheet.session;
	char age[32];
	if (!pane->sheet.rows.age.source)
		return ROLE_TEXT;
	int64_t seconds = session->now - pane->sheet.rows.age.newest;
	bool stale =
		pane->sheet.rows.age.stale || (session->max_age >= 0 && seconds > session->max_age);
	str_addf(out, "%s%s%sdata %s old", stale ? "STALE: " : "", pane->sheet.rows.age.source,
		 *pane->sheet.rows.age.source ? " " : "", clock_format_age(seconds, age));
	return stale ? ROLE_BAD : ROLE_TEXT;
}

// What changed since the person last looked.
static void add_changed(const struct sheet *sheet, struct str *out)
{
	const struct result *result = &sheet->rows.result;
	const char *since = layout_since(sheet->layout);
	size_t at = since ? result_place(result, since) : result->column_count, count = 0;
	char age[32];
	if (!sheet->layout->looked || at == result->column_count)
		return;
	for (size_t i = 0; i < result->row_count; i++) {
		const struct value *value = result_at(result, i, at);
		count += value->text && value->integer > sheet->layout->looked;
	}
	int64_t ago = sheet->session->now - sheet->layout->looked;
	if (count)
		str_addf(out, ", %zu changed since you last looked, %s ago", count,
			 clock_format_age(ago, age));
}

static void paint_count(const struct view_pane *pane, struct area area, int row)
{
	const struct sheet *sheet = &pane->sheet;
	struct str text = {0};
	long long shown = (long long)sheet->rows.result.row_count,
		  matching = (long long)pane->sheet.rows.count.matching;
	long long offset = (long long)sheet->rows.select.offset;
	bool part = sheet->rows.result.more || offset;
	if (part)
		str_addf(&text, "%lld to %lld of ", offset + 1, offset + shown);
	if (matching >= 0)
		str_addf(&text, "%lld row%s", matching, matching == 1 ? "" : "s");
	else
		str_addf(&text, part ? "? rows" : "%lld row%s", shown, shown == 1 ? "" : "s");
	if (matching >= 0 && pane->sheet.rows.count.total > matching)
		str_addf(&text, " of %lld", (long long)pane->sheet.rows.count.total);
	if (sheet->rows.table.rows)
		str_addf(&text, ", row %lld", offset + (long long)sheet->rows.table.selected + 1);
	if (sheet->rows.index_percent < 100)
		str_addf(&text, ", text index %d %%", sheet->rows.index_percent);
	if (sheet->rows.count.unknown)
		str_addf(&text, ", %lld more of an unknown version",
			 (long long)sheet->rows.count.unknown);
	add_changed(sheet, &text);
	area_text(area, row, 0, ROLE_DIM, str_slice(&text));
	str_fini(&text);
}

static void paint_nothing(const struct sheet *sheet, struct area area)
{
	struct str text = {0};
	long long unknown = (long long)sheet->rows.count.unknown;
	if (!sheet->select.filter_count)
		str_add_text(&text, "there is nothing here yet");
	else if (unknown)
		str_addf(&text, "nothing matches; %lld of an unknown version may: version= has %s",
			 unknown, unknown == 1 ? "it" : "them");
	else
		str_add_text(&text, "nothing matches; / changes what is asked for");
	area_text(area, 1, 0, ROLE_WARN, str_slice(&text));
	str_fini(&text);
}

void view_pane_paint(struct view_pane *pane, struct area area)
{
	struct table *table = &pane->sheet.rows.table;
	table_paint(table, area_cut(area, 0, 0, area.rows - 1, area.columns));
	if (!table->rows && pane->sheet.ready)
		paint_nothing(&pane->sheet, area);
	if (pane->sheet.ready)
		paint_count(pane, area, area.rows - 1);
}

static void pane_paint(void *state, struct area area)
{
	view_pane_paint(state, area_cut(area, 1, 0, area.rows - 1, area.columns));
}

// ---- Actions ----

const char *view_pane_refusal(const void *state, enum action action)
{
	const struct view_pane *pane = state;
	switch (action) {
	case ACTION_OPEN: return pane->sheet.rows.table.rows ? NULL : "there is no row";
	case ACTION_BACK: return "this is the first level";
	case ACTION_BY: return pane->sheet.view->by ? NULL : "these rows are not grouped";
	case ACTION_FIXES: return "that is about findings; their pane has it";
	default: return "that is about cost; its pane has it";
	}
}

// Where the selected value leads, else the row.
static const char *target_of(const struct sheet *sheet, struct arena *arena)
{
	const struct table_column *column = table_column(&sheet->rows.table);
	const struct result *result = &sheet->rows.result;
	size_t row = sheet->rows.table.selected;
	const char *address = NULL;
	if (sheet->rows.table.column && column)
		address = view_target(sheet->view, result, row, column->name, arena);
	if (!address)
		address = view_target(sheet->view, result, row, NULL, arena);
	return address ? address : view_below(sheet->view, &sheet->rows.select, result, row, arena);
}

// Where it leads, or all there is to know of the row.
bool view_pane_act(void *state, enum action action, struct outcome *out, struct err *err)
{
	struct view_pane *pane = state;
	struct arena arena = {0};
	(void)action, (void)err;
	const struct sheet *sheet = &pane->sheet;
	const char *address = target_of(sheet, &arena);
	if (address)
		out->address = mem_text(address);
	else
		out->next = form_of_row(sheet);
	arena_fini(&arena);
	return true;
}

struct sheet *view_pane_sheet(void *state)
{
	struct view_pane *pane = state;
	return &pane->sheet;
}

// Any dimension of a view that groups.
static bool pane_lists(void *state, enum action action, struct list *out)
{
	const struct view_pane *pane = state;
	if (action != ACTION_BY)
		return false;
	view_pane_list(pane->sheet.select.relation, out);
	return true;
}

void view_pane_list(const struct relation *relation, struct list *out)
{
	out->title = "Group by";
	for (size_t i = 0; i < relation->column_count; i++)
		if (relation->columns[i].role == COLUMN_DIMENSION && !relation->columns[i].keyed)
			*vec_push(&out->items) = (struct list_item){
				relation->columns[i].name, relation->columns[i].help, NULL, 0};
}

static bool pane_choose(void *state, enum action action, const struct list_item *item,
			struct outcome *out, struct err *err)
{
	struct sheet *sheet = view_pane_sheet(state);
	(void)action, (void)out;
	sheet->select.sort = NULL;
	sheet_rewind(sheet);
	return address_group(slice_of(item->text), &sheet->keep, &sheet->select, err);
}

const char *view_pane_working(const void *state)
{
	(void)state;
	return NULL;
}

const struct pane_class PANE_VIEW = {
	.open = pane_open,
	.close = view_pane_close,
	.load = view_pane_load,
	.paint = pane_paint,
	.address = view_pane_address,
	.facts = view_pane_facts,
	.sheet = view_pane_sheet,
	.refusal = view_pane_refusal,
	.act = view_pane_act,
	.list = pane_lists,
	.choose = pane_choose,
	.complete = view_pane_complete,
	.is_partial = view_pane_is_partial,
	.working = view_pane_working,
};
