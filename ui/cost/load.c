#include "ui/cost/pane_cost.h"

#include "base/clock.h"
#include "view/format.h"

#include <string.h>

enum { ROWS_MAX = 5000 };

static size_t dimension_count(const struct result *result)
{
	size_t count = 0;
	while (count < result->column_count &&
	       result->columns[count].column->role == COLUMN_DIMENSION)
		count++;
	return count;
}

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
static bool sum_rows(struct cost_pane *pane, struct cost_level *level, struct err *err)
{
	struct result whole;
	const struct result *result = &level->result;
	if (level->result.more) {
		struct select all = level->select;
		all.relation = relation_find("cost");
		all.by_count = 0;
		all.limit = 0;
		all.sort = NULL;
		all.measures = columns_of(pane, &pane->levels.at[0], &level->loaded);
		if (!view_run(pane->session, &all, &level->loaded, &whole, err))
			return false;
		result = &whole;
	}
	size_t at = result_place(result, cost_measure(pane));
	level->sum = (struct decimal){0};
	level->has_sum = at < result->column_count;
	for (size_t i = 0; level->has_sum && i < result->row_count; i++)
		level->has_sum = cost_add(result_at(result, i, at), &level->sum);
	level->mixed = is_mixed(result);
	level->has_sum = level->has_sum && !level->mixed;
	return true;
}

static const char *share_of(const struct cost_level *level, const struct value *value,
			    struct arena *arena)
{
	double whole = decimal_to_double(&level->sum);
	if (!value->text || !level->has_sum || whole <= 0)
		return "-";
	return arena_printf(arena, "%.1f %%", 100 * value->number / whole);
}

// The one currency stands in the header.
static bool is_left_out(const struct cost_level *level, const struct result_column *column)
{
	bool asked =
		level->select.by_count && strcmp(level->select.by[0].column->name, "currency") == 0;
	return strcmp(column->name, "currency") == 0 && !level->mixed && !asked;
}

// The texts of a row; the share stands behind the measure.
static void fill_row(const struct cost_pane *pane, struct cost_level *level, size_t row)
{
	size_t at = result_place(&level->result, cost_measure(pane)), to = 0;
	for (size_t c = 0; c < level->result.column_count; c++) {
		const struct result_column *column = &level->result.columns[c];
		const struct value *value = result_at(&level->result, row, c);
		if (is_left_out(level, column))
			continue;
		struct str text = {0};
		format_value(pane->session, column, value, &text);
		table_set(&level->table, row, to++, arena_slice(&level->loaded, str_slice(&text)));
		str_fini(&text);
		if (c == at)
			table_set(&level->table, row, to++, share_of(level, value, &level->loaded));
	}
}

static void fill_table(const struct cost_pane *pane, struct cost_level *level)
{
	size_t at = result_place(&level->result, cost_measure(pane));
	size_t selected = level->table.selected, top = level->table.top;
	table_init(&level->table, level->result.row_count, &level->loaded);
	for (size_t c = 0; c < level->result.column_count; c++) {
		const struct result_column *column = &level->result.columns[c];
		if (is_left_out(level, column))
			continue;
		table_column(&level->table, column->key ? column->name : column->column->title,
			     format_is_number(column->column), column->column->kind != COLUMN_TEXT);
		if (c == at)
			table_column(&level->table, "share", true, true);
	}
	for (size_t i = 0; i < level->result.row_count; i++)
		fill_row(pane, level, i);
	level->table.top = top;
	table_move(&level->table, (long)selected);
}

// What a row is, whatever its place: the texts of its dimensions.
static bool same_row(const struct result *a, size_t row_a, const struct result *b, size_t row_b)
{
	size_t count = dimension_count(a) ? dimension_count(a) : a->column_count;
	for (size_t i = 0; i < count; i++) {
		const char *x = result_at(a, row_a, i)->text, *y = result_at(b, row_b, i)->text;
		if (x != y && (!x || !y || strcmp(x, y) != 0))
			return false;
	}
	return true;
}

// The selection stays with its row.
static void select_again(struct cost_level *level, const struct result *before, size_t row)
{
	if (row >= before->row_count || before->column_count != level->result.column_count)
		return;
	for (size_t i = 0; i < level->result.row_count; i++)
		if (same_row(before, row, &level->result, i)) {
			level->table.selected = i;
			return;
		}
}

bool cost_load_level(struct cost_pane *pane, struct cost_level *level, struct err *err)
{
	struct cost_level next = *level;
	if (level->cell)
		return cost_load_lines(pane, level, err);
	next.loaded = (struct arena){0};
	struct select select = level->select;
	select.measures = columns_of(pane, level, &next.loaded);
	choose_order(pane, &select);
	if (!select.limit)
		select.limit = ROWS_MAX;
	if (!view_run(pane->session, &select, &next.loaded, &next.result, err) ||
	    !sum_rows(pane, &next, err)) {
		arena_fini(&next.loaded);
		return false;
	}
	fill_table(pane, &next);
	select_again(&next, &level->result, level->table.selected);
	arena_fini(&level->loaded);
	*level = next;
	return true;
}

bool cost_load(void *state, struct err *err)
{
	struct cost_pane *pane = state;
	struct arena arena = {0};
	struct burn burn = {.measure = cost_measure(pane)};
	struct cost_level *level = cost_shown(pane);
	struct select select = level->select; // cells have the same columns, and no grouping
	select.relation = relation_find("cost");
	pane->session->now = clock_now();
	if (!cost_load_level(pane, level, err)) {
		if (!level->ready && pane->levels.len > 1 && err->code != ERR_INTERRUPTED)
			cost_leave(pane);
		return false;
	}
	level->ready = true;
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
