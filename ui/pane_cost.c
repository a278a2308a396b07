#include "ui/pane_cost.h"

#include "base/clock.h"
#include "ui/pane.h"
#include "view/drill.h"
#include "view/format.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 5000 };

const char *const COST_MEASURES[COST_MEASURES_COUNT] = {"amortized", "unblended", "net",
							"net_amortized"};

struct cost_level *cost_shown(struct cost_pane *pane)
{
	return &pane->levels.at[pane->levels.len - 1];
}

static bool is_cost(const struct cost_level *level)
{
	return strcmp(level->view->name, "cost") == 0;
}

static const char *measure_of(const struct cost_pane *pane)
{
	return COST_MEASURES[pane->measure];
}

static void level_fini(struct cost_level *level)
{
	arena_fini(&level->keep);
	arena_fini(&level->loaded);
}

static void cost_close(void *state)
{
	struct cost_pane *pane = state;
	for (size_t i = 0; i < pane->levels.len; i++)
		level_fini(&pane->levels.at[i]);
	vec_fini(&pane->levels);
	arena_fini(&pane->burn_arena);
	free(pane);
}

// ---- Opening an address ----

// The measure that an address sorts by is the one it is about.
static void take_measure(struct cost_pane *pane, const struct select *select)
{
	for (size_t i = 0; select->sort && i < COST_MEASURES_COUNT; i++)
		if (strcmp(select->sort->name, COST_MEASURES[i]) == 0)
			pane->measure = i;
}

// No address: the newest month in its currency, by service.
static const char *newest_address(struct cost_pane *pane, struct arena *arena, struct err *err)
{
	struct select all = {.relation = relation_find("cost")};
	const char *period, *currency;
	if (!burn_newest(pane->session, &all, arena, &period, &currency, err)) {
		if (err->code == ERR_CHECK)
			err_set(err, ERR_CHECK,
				"there is no cost yet; `gavel import PATH` takes in a bill");
		return NULL;
	}
	return arena_printf(arena, "cost by:service period:%s currency:%s", period,
			    currency ? currency : "");
}

static bool cost_open(struct session *session, const char *address, void **state, struct err *err)
{
	struct cost_pane *pane = mem_alloc(sizeof *pane);
	struct cost_level level = {0};
	pane->session = session;
	if (!*address || strcmp(address, "cost") == 0)
		address = newest_address(pane, &level.keep, err);
	bool done = address &&
		    address_parse(slice_of(address), &level.keep, &level.view, &level.select, err);
	*vec_push(&pane->levels) = level;
	if (!done) {
		cost_close(pane);
		return false;
	}
	take_measure(pane, &level.select);
	*state = pane;
	return true;
}

// ---- Loading ----

static size_t dimension_count(const struct result *result)
{
	size_t count = 0;
	while (count < result->column_count &&
	       result->columns[count].column->role == COLUMN_DIMENSION)
		count++;
	return count;
}

static size_t column_of(const struct result *result, const char *name)
{
	size_t at = 0;
	while (at < result->column_count && strcmp(result->columns[at].name, name) != 0)
		at++;
	return at;
}

static const struct value *value_at(const struct result *result, size_t row, size_t column)
{
	return &result->values[row * result->column_count + column];
}

static const char *const *columns_of(const struct cost_pane *pane, const struct cost_level *level,
				     struct arena *arena)
{
	const char **names = arena_alloc(arena, TABLE_COLUMNS * sizeof *names);
	size_t count = 0;
	const char *other = pane->measure == 1 ? "amortized" : "unblended";
	static const char *const CELLS[] = {"start", "usage_type", "operation"};
	for (size_t i = 0; !is_cost(level) && i < sizeof CELLS / sizeof *CELLS; i++)
		names[count++] = CELLS[i];
	names[count++] = measure_of(pane);
	if (is_cost(level))
		names[count++] = other;
	names[count++] = "line_items";
	if (!is_cost(level))
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
		in_order ? first : relation_column(select->relation, slice_of(measure_of(pane)));
	select->descending = !in_order;
}

static bool add_sum(const struct value *value, struct decimal *sum)
{
	struct decimal x;
	if (!value->text || !decimal_read(value->text, strlen(value->text), &x))
		return false;
	decimal_add(sum, &x);
	return true;
}

static bool is_mixed(const struct result *result)
{
	size_t at = column_of(result, "currency");
	for (size_t i = 1; at < result->column_count && i < result->row_count; i++) {
		const char *a = value_at(result, 0, at)->text, *b = value_at(result, i, at)->text;
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
	size_t at = column_of(result, measure_of(pane));
	level->sum = (struct decimal){0};
	level->has_sum = at < result->column_count;
	for (size_t i = 0; level->has_sum && i < result->row_count; i++)
		level->has_sum = add_sum(value_at(result, i, at), &level->sum);
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
	size_t at = column_of(&level->result, measure_of(pane)), to = 0;
	for (size_t c = 0; c < level->result.column_count; c++) {
		const struct result_column *column = &level->result.columns[c];
		const struct value *value = value_at(&level->result, row, c);
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
	size_t at = column_of(&level->result, measure_of(pane));
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
		const char *x = value_at(a, row_a, i)->text, *y = value_at(b, row_b, i)->text;
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

static bool load_level(struct cost_pane *pane, struct cost_level *level, struct err *err)
{
	struct cost_level next = *level;
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

static bool cost_load(void *state, struct err *err)
{
	struct cost_pane *pane = state;
	struct arena arena = {0};
	struct burn burn;
	struct cost_level *level = cost_shown(pane);
	struct select select = level->select; // cells have the same columns, and no grouping
	select.relation = relation_find("cost");
	pane->session->now = clock_now();
	if (!load_level(pane, level, err))
		return false;
	if (!burn_read(pane->session, &select, measure_of(pane), &arena, &burn, err)) {
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

// ---- Actions ----

static const char *refuse_open(const struct cost_pane *pane, const struct cost_level *level)
{
	if (!level->result.row_count)
		return "there is no row";
	if (!is_cost(level))
		return "these are the smallest rows kept";
	return level->select.spread ? "shares of longer lines have no rows of their own; spread:no "
				      "shows those that do"
	       : pane->levels.len >= SELECT_DIMENSIONS ? "this is deep enough"
						       : NULL;
}

static const char *cost_refusal(const void *state, enum action action)
{
	const struct cost_pane *pane = state;
	const struct cost_level *level = &pane->levels.at[pane->levels.len - 1];
	bool cost = is_cost(level);
	switch (action) {
	case ACTION_OPEN: return refuse_open(pane, level);
	case ACTION_BACK:
		return pane->levels.len > 1 ? NULL : "this is the first level; Q leaves gavel";
	case ACTION_BY: return cost ? NULL : "cells are not grouped";
	case ACTION_EARLIER:
	case ACTION_LATER:
		return pane->levels.len == 1 ? NULL
					     : "go back first: the rows below are one month's";
	case ACTION_CURRENCY:
		return pane->levels.len > 1	   ? "go back first"
		       : pane->burn.currencies > 1 ? NULL
						   : "there is one currency";
	default: return NULL;
	}
}

static bool descend(struct cost_pane *pane, struct err *err)
{
	struct cost_level *from = cost_shown(pane), next = {0};
	size_t row = from->table.selected, at = column_of(&from->result, measure_of(pane));
	const struct value *opened = value_at(&from->result, row, at);
	if (!drill_open(&from->select, &from->result, row, &next.keep, &next.view, &next.select)) {
		level_fini(&next);
		return err_set(err, ERR_CHECK, "there is nothing below this row");
	}
	next.has_opened = add_sum(opened, &next.opened);
	next.opened_label = arena_text(&next.keep, from->table.texts[row * TABLE_COLUMNS]);
	if (!load_level(pane, &next, err)) {
		level_fini(&next);
		return false;
	}
	*vec_push(&pane->levels) = next;
	return true;
}

static void replace_filter(struct cost_level *level, const char *column, const char *value)
{
	struct select *s = &level->select;
	size_t kept = 0;
	for (size_t i = 0; i < s->filter_count; i++)
		if (!s->filters[i].column || strcmp(s->filters[i].column->name, column) != 0)
			s->filters[kept++] = s->filters[i];
	s->filter_count = kept;
	struct filter filter = {.column = relation_column(s->relation, slice_of(column)),
				.values = arena_alloc(&level->keep, sizeof(char *)),
				.value_count = 1};
	filter.values[0] = arena_text(&level->keep, value);
	s->filters[s->filter_count++] = filter;
}

static void move_month(struct cost_pane *pane, int months)
{
	char text[32];
	int64_t month = clock_add_months(pane->burn.month, months);
	replace_filter(cost_shown(pane), "period", clock_format_month(month, text));
}

static bool next_currency(struct cost_pane *pane, struct err *err)
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
	       strcmp(value_at(&result, at, 0)->text ? value_at(&result, at, 0)->text : "", now) !=
		       0)
		at++;
	if (done) {
		const char *next = value_at(&result, (at + 1) % result.row_count, 0)->text;
		replace_filter(cost_shown(pane), "currency", next ? next : "");
	}
	arena_fini(&arena);
	return done;
}

// Sorted by the old measure means sorted by the new one.
static void next_measure(struct cost_pane *pane)
{
	pane->measure = (pane->measure + 1) % COST_MEASURES_COUNT;
	for (size_t i = 0; i < pane->levels.len; i++) {
		struct select *s = &pane->levels.at[i].select;
		struct cost_level *level = &pane->levels.at[i];
		bool money = s->sort && s->sort->kind == COLUMN_MONEY;
		if (money)
			s->sort = relation_column(s->relation, slice_of(measure_of(pane)));
		level->has_opened = false; // it was of the other measure
	}
}

static bool cost_act(void *state, enum action action, bool *stale, struct err *err)
{
	struct cost_pane *pane = state;
	struct table *table = &cost_shown(pane)->table;
	long page = table->page > 1 ? table->page : 1;
	*stale = true;
	switch (action) {
	case ACTION_OPEN: return descend(pane, err);
	case ACTION_BACK: level_fini(&pane->levels.at[--pane->levels.len]); return true;
	case ACTION_MEASURE: next_measure(pane); return true;
	case ACTION_EARLIER: move_month(pane, -1); return true;
	case ACTION_LATER: move_month(pane, 1); return true;
	case ACTION_CURRENCY: return next_currency(pane, err);
	default: *stale = false; break;
	}
	switch (action) {
	case ACTION_DOWN: table_move(table, 1); break;
	case ACTION_UP: table_move(table, -1); break;
	case ACTION_PAGE_DOWN: table_move(table, page); break;
	case ACTION_PAGE_UP: table_move(table, -page); break;
	case ACTION_FIRST: table->selected = 0; break;
	case ACTION_LAST: table_move(table, (long)table->rows); break;
	default: break;
	}
	return true;
}

// ---- Group by ----

static bool cost_list(void *state, enum action action, struct list *out)
{
	struct cost_pane *pane = state;
	const struct relation *r = cost_shown(pane)->select.relation;
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
			arena_printf(&out->arena, "tag:%s", value_at(&keys, i, 0)->text),
			"a cost allocation tag", NULL, 0};
	return true;
}

static bool cost_choose(void *state, enum action action, const struct list_item *item,
			struct err *err)
{
	struct cost_level *level = cost_shown(state);
	(void)action;
	level->select.sort = NULL;
	level->table.selected = level->table.top = 0;
	return address_group(slice_of(item->text), &level->keep, &level->select, err);
}

static void cost_address(const void *state, struct str *out)
{
	const struct cost_pane *pane = state;
	const struct cost_level *level = &pane->levels.at[pane->levels.len - 1];
	address_print(level->view, &level->select, out);
}

const struct pane_class PANE_COST = {
	.view = "cost",
	.open = cost_open,
	.close = cost_close,
	.load = cost_load,
	.paint = cost_paint,
	.refusal = cost_refusal,
	.act = cost_act,
	.list = cost_list,
	.choose = cost_choose,
	.address = cost_address,
};
