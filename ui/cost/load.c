#include "ui/cost/pane_cost.h"

#include "base/clock.h"

#include <string.h>

static const char *const *columns_of(const struct cost_pane *pane, const struct cost_level *level,
				     struct arena *arena)
{
	const char **names = arena_alloc(arena, TABLE_COLUMNS * sizeof *names);
	size_t count = 0;
	const char *other = pane->measure == 1 ? "amortized" : "unblended";
	static const char *const CELLS[] = {"start", "usage_type", "operation"};
	for (size_t i = 0; !cost_is_grouped(level) && i < sizeof CELLS / sizeof *CELLS; i++)
		names[count++] = CELLS[i];
	names[count++] = cost_measure(pane);
	if (cost_is_grouped(level))
		names[count++] = other;
	names[count++] = "line_items";
	if (!cost_is_grouped(level))
		names[count++] = "cell";
	return names;
}

// Rows by the measure, from the largest, unless the address says otherwise; days in order.
static void choose_order(const struct cost_pane *pane, struct select *select)
{
	const struct column *first = select->by_count ? select->by[0].column : NULL;
	bool in_order = first && (first->kind == COLUMN_DAY || first->kind == COLUMN_MONTH);
	if (select->sort)
		return;
	select->sort =
		in_order ? first : relation_column(select->relation, slice_of(cost_measure(pane)));
	select->descending = !in_order;
}

bool cost_add(const struct value *value, struct decimal *sum)
{
	struct decimal x;
	if (!value->text || !decimal_read(value->text, strlen(value->text), &x))
		return false;
	decimal_add(sum, &x);
	return true;
}

static bool is_mixed(const struct result *result)
{
	size_t at = result_place(result, "currency");
	for (size_t i = 1; at < result->column_count && i < result->row_count; i++) {
		const char *a = result_at(result, 0, at)->text, *b = result_at(result, i, at)->text;
		if (a != b && (!a || !b || strcmp(a, b) != 0))
			return true;
	}
	return false;
}

// Over all rows, those shown or, when there are more, by a query of its own.
static bool sum_rows(struct cost_pane *pane, const struct cost_level *level, struct rows *next,
		     struct cost_sum *sum, struct err *err)
{
	struct result whole;
	const struct result *result = &next->result;
	if (result->more || level->sheet.select.offset) {
		struct select all = level->sheet.select;
		all.relation = relation_find("cost");
		all.by_count = 0;
		all.limit = 0;
		all.offset = 0;
		all.sort = NULL;
		all.measures = columns_of(pane, &pane->levels.at[0], &next->arena);
		if (!view_run(pane->session, &all, &next->arena, &whole, err))
			return false;
		result = &whole;
	}
	size_t at = result_place(result, cost_measure(pane));
	*sum = (struct cost_sum){.has = at < result->column_count, .mixed = is_mixed(result)};
	for (size_t i = 0; sum->has && i < result->row_count; i++)
		sum->has = cost_add(result_at(result, i, at), &sum->sum);
	sum->has = sum->has && !sum->mixed;
	return true;
}

// ---- The table ----

static const char *share_of(const struct cost_sum *sum, const struct value *value,
			    struct arena *arena)
{
	double whole = decimal_to_double(&sum->sum);
	if (!value->text || !sum->has || whole <= 0)
		return "-";
	return arena_printf(arena, "%.1f %%", 100 * value->number / whole);
}

// The share stands behind the measure.
static void add_share(const struct cost_sum *sum, struct rows *next, size_t at)
{
	table_add(
		&next->table,
		(struct table_column){.name = "", .title = "share", .right = true, .whole = true});
	for (size_t row = 0; row < next->result.row_count; row++)
		table_set(&next->table, row, next->table.column_count - 1,
			  share_of(sum, result_at(&next->result, row, at), &next->arena));
}

static void put_behind(struct table *table, size_t column)
{
	size_t last = table->column_count - 1;
	memmove(&table->order[column + 2], &table->order[column + 1],
		(last - column - 1) * sizeof *table->order);
	table->order[column + 1] = last;
}

// The one currency stands in the title.
static void leave_out_currency(const struct cost_level *level, const struct cost_sum *sum,
			       struct rows *next)
{
	const struct select *s = &level->sheet.select;
	size_t at = result_place(&next->result, "currency");
	bool asked = s->by_count && strcmp(s->by[0].column->name, "currency") == 0;
	if (at < next->result.column_count && !sum->mixed && !asked)
		next->table.columns[at].put_away = true;
}

static void fill_table(const struct cost_pane *pane, const struct cost_level *level,
		       const struct cost_sum *sum, struct rows *next)
{
	size_t at = result_place(&next->result, cost_measure(pane));
	sheet_fill(&level->sheet, next);
	leave_out_currency(level, sum, next);
	if (at == next->result.column_count)
		return;
	add_share(sum, next, at);
	put_behind(&next->table, at);
}

// ---- Loading ----

bool cost_load_level(struct cost_pane *pane, struct cost_level *level, struct err *err)
{
	struct rows next = {0};
	struct cost_sum sum;
	struct select select = level->sheet.select;
	if (level->cell)
		return cost_load_lines(pane, level, err);
	select.measures = columns_of(pane, level, &next.arena);
	choose_order(pane, &select);
	if (!sheet_query_window(&level->sheet, &select, &next, err))
		return false;
	if (!sum_rows(pane, level, &next, &sum, err)) {
		rows_fini(&next);
		return false;
	}
	fill_table(pane, level, &sum, &next);
	sheet_take(&level->sheet, &next);
	level->sum = sum;
	return true;
}

bool cost_load(void *state, struct err *err)
{
	struct cost_pane *pane = state;
	struct arena arena = {0};
	struct burn burn = {.measure = cost_measure(pane)};
	struct cost_level *level = cost_shown(pane);
	struct select select = level->sheet.select; // cells have the same columns, and no grouping
	select.relation = relation_find("cost");
	pane->session->now = clock_now();
	if (!cost_load_level(pane, level, err)) {
		if (!level->sheet.ready && pane->levels.len > 1 && err->code != ERR_INTERRUPTED)
			cost_leave(pane);
		return false;
	}
	if (!burn_read(pane->session, &select, &arena, &burn, err)) {
		arena_fini(&arena);
		pane->has_burn = pane->has_burn && err->code != ERR_CHECK;
		return err->code == ERR_CHECK;
	}
	arena_fini(&pane->burn_arena);
	pane->burn_arena = arena;
	pane->burn = burn;
	pane->has_burn = true;
	return true;
}
