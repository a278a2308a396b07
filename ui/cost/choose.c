#include "ui/cost/pane_cost.h"

#include "view/narrow.h"

#include <string.h>

// In the place of the first condition on the column, so that the address keeps its order.
void cost_hold(struct cost_level *level, const char *column, const char *value)
{
	const char *const replaced[] = {column, NULL};
	struct select kept = narrow_without(&level->sheet.select, replaced),
		      next = level->sheet.select;
	size_t place = 0;
	while (place < kept.filter_count &&
	       level->sheet.select.filters[place].column == kept.filters[place].column)
		place++;
	if (!narrow_hold(&kept, column, value, &level->sheet.keep))
		return;
	for (size_t i = 0, from = 0; i < kept.filter_count; i++)
		next.filters[i] =
			i == place ? kept.filters[kept.filter_count - 1] : kept.filters[from++];
	next.filter_count = kept.filter_count;
	level->sheet.select = next;
	sheet_rewind(&level->sheet);
}

bool cost_next_currency(struct cost_pane *pane, struct err *err)
{
	static const char *const LINES[] = {"line_items", NULL};
	struct select s = {.relation = relation_find("cost"), .measures = LINES};
	struct arena arena = {0};
	struct result result;
	const char *now = pane->burn.currency ? pane->burn.currency : "";
	s.by[s.by_count++].column = relation_column(s.relation, SLICE("currency"));
	s.sort = s.by[0].column;
	bool done = view_run(pane->session, &s, &arena, &result, err) && result.row_count;
	size_t at = 0;
	while (done && at < result.row_count &&
	       strcmp(result_at(&result, at, 0)->text ? result_at(&result, at, 0)->text : "",
		      now) != 0)
		at++;
	if (done) {
		const char *next = result_at(&result, (at + 1) % result.row_count, 0)->text;
		cost_hold(cost_shown(pane), "currency", next ? next : "");
	}
	arena_fini(&arena);
	return done;
}

// ---- Group by ----

bool cost_list(void *state, enum action action, struct list *out)
{
	struct cost_pane *pane = state;
	const struct relation *r = cost_shown(pane)->sheet.select.relation;
	struct result keys;
	struct err ignored;
	if (action != ACTION_BY)
		return false;
	out->title = "Group by";
	*vec_push(&out->items) = (struct list_item){"total", "one row", NULL, 0};
	for (size_t i = 0; i < r->column_count; i++)
		if (r->columns[i].role == COLUMN_DIMENSION && !r->columns[i].keyed)
			*vec_push(&out->items) =
				(struct list_item){r->columns[i].name, r->columns[i].help, NULL, 0};
	struct select tags = {.relation = relation_find("tags")};
	if (!tags.relation || !view_run(pane->session, &tags, &out->arena, &keys, &ignored))
		return true;
	for (size_t i = 0; i < keys.row_count; i++)
		*vec_push(&out->items) = (struct list_item){
			arena_printf(&out->arena, "tag:%s", result_at(&keys, i, 0)->text),
			"a cost allocation tag", NULL, 0};
	return true;
}

bool cost_choose(void *state, enum action action, const struct list_item *item, struct outcome *out,
		 struct err *err)
{
	struct cost_level *level = cost_shown(state);
	(void)action, (void)out;
	level->sheet.select.sort = NULL;
	sheet_rewind(&level->sheet);
	level->sheet.rows.table.selected = level->sheet.rows.table.top = 0;
	return address_group(slice_of(item->text), &level->sheet.keep, &level->sheet.select, err);
}
