#include "ui/cost/pane_cost.h"

#include "base/clock.h"
#include "ui/pane.h"
#include "view/drill.h"
#include "view/narrow.h"

#include <stdlib.h>
#include <string.h>

const char *const COST_MEASURES[COST_MEASURES_COUNT] = {"amortized", "unblended", "net",
							"net_amortized"};

struct cost_level *cost_shown(struct cost_pane *pane)
{
	return &pane->levels.at[pane->levels.len - 1];
}

bool cost_is_grouped(const struct cost_level *level)
{
	return level->sheet.view && strcmp(level->sheet.view->name, "cost") == 0;
}

const char *cost_measure(const struct cost_pane *pane)
{
	return COST_MEASURES[pane->measure];
}

void cost_leave(struct cost_pane *pane)
{
	sheet_close(&pane->levels.at[--pane->levels.len].sheet);
}

static void cost_close(void *state)
{
	struct cost_pane *pane = state;
	while (pane->levels.len)
		cost_leave(pane);
	vec_fini(&pane->levels);
	arena_fini(&pane->burn_arena);
	free(pane);
}

// ---- Opening an address ----

static struct cost_level *cost_enter(struct cost_pane *pane, const struct view *view,
				     const struct select *select, struct arena *keep)
{
	struct cost_level *level = vec_push(&pane->levels);
	*level = (struct cost_level){0};
	sheet_open(&level->sheet, pane->session, view, select, keep);
	level->sheet.layout = view ? layouts_of(pane->layouts, view->name) : NULL;
	if (!view)
		level->sheet.fixed = "these are the bill's own lines, as they stand in it";
	return level;
}

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
	struct burn_start start;
	if (!burn_newest(pane->session, &all, arena, &start, err)) {
		if (err->code == ERR_CHECK)
			err_set(err, ERR_CHECK,
				"there is no cost yet; `gavel import PATH` takes in a bill");
		return NULL;
	}
	return arena_printf(arena, "cost by:service period:%s currency:%s", start.period,
			    start.currency ? start.currency : "");
}

static bool cost_open(struct session *session, struct layouts *layouts, const char *address,
		      void **state, struct err *err)
{
	struct cost_pane *pane = mem_alloc(sizeof *pane);
	struct arena keep = {0};
	const struct view *view;
	struct select select;
	pane->session = session;
	pane->layouts = layouts;
	if (!*address || strcmp(address, "cost") == 0)
		address = newest_address(pane, &keep, err);
	if (!address || !address_parse(slice_of(address), &keep, &view, &select, err)) {
		arena_fini(&keep);
		cost_close(pane);
		return false;
	}
	cost_enter(pane, view, &select, &keep);
	take_measure(pane, &select);
	*state = pane;
	return true;
}

// ---- Actions ----

static const char *refuse_open(const struct cost_pane *pane, const struct cost_level *level)
{
	if (!level->sheet.rows.table.rows)
		return "there is no row";
	if (level->cell)
		return "these are the bill's own lines";
	return level->sheet.select.spread
		       ? "shares of longer lines have no rows of their own; spread:no "
			 "shows those that do"
	       : pane->levels.len >= SELECT_DIMENSIONS ? "this is deep enough"
						       : NULL;
}

// The month that the address names, else the one that is shown; 0 when there is neither.
static int64_t month_of(const struct cost_pane *pane)
{
	struct err ignored;
	int64_t month = pane->has_burn ? pane->burn.month : 0;
	const char *period = narrow_held(&pane->levels.at[0].sheet.select, "period");
	if (period)
		clock_parse_month(slice_of(period), &month, &ignored);
	return month;
}

static const char *refuse_month(const struct cost_pane *pane)
{
	if (pane->levels.len > 1)
		return "go back first: the rows below are one month's";
	return month_of(pane) ? NULL : "there is no month to go from";
}

static const char *cost_refusal(const void *state, enum action action)
{
	const struct cost_pane *pane = state;
	const struct cost_level *level = &pane->levels.at[pane->levels.len - 1];
	bool cost = cost_is_grouped(level);
	switch (action) {
	case ACTION_OPEN: return refuse_open(pane, level);
	case ACTION_BACK: return pane->levels.len > 1 ? NULL : "this is the first level";
	case ACTION_BY: return cost ? NULL : "cells are not grouped";
	case ACTION_EARLIER:
	case ACTION_LATER: return refuse_month(pane);
	case ACTION_CURRENCY:
		return pane->levels.len > 1	   ? "go back first"
		       : pane->burn.currencies > 1 ? NULL
						   : "there is one currency";
	case ACTION_MEASURE: return NULL;
	default: return "that is not done here";
	}
}

// What the selected row opens: finer rows, or a cell's line items (`view` NULL).
static bool open_below(const struct cost_level *from, struct drill *below, int64_t *cell,
		       struct arena *keep)
{
	const struct result *result = &from->sheet.rows.result;
	size_t row = from->sheet.rows.table.selected;
	if (cost_is_grouped(from))
		return drill_open(&from->sheet.select, result, row, keep, below);
	*below = (struct drill){.select = from->sheet.select};
	*cell = result_at(result, row, result_place(result, "cell"))->integer;
	return true;
}

static bool descend(struct cost_pane *pane, struct err *err)
{
	const struct sheet *from = &cost_shown(pane)->sheet;
	struct arena keep = {0};
	struct drill below;
	int64_t cell = 0;
	struct decimal opened = {0};
	size_t row = from->rows.table.selected,
	       at = result_place(&from->rows.result, cost_measure(pane));
	if (!open_below(cost_shown(pane), &below, &cell, &keep)) {
		arena_fini(&keep);
		return err_set(err, ERR_CHECK, "there is nothing below this row");
	}
	bool has_opened = cost_add(result_at(&from->rows.result, row, at), &opened);
	const char *label = arena_text(&keep, table_text(&from->rows.table, row, 0));
	struct cost_level *next = cost_enter(pane, below.view, &below.select, &keep);
	next->has_opened = has_opened;
	next->opened = opened;
	next->opened_label = label;
	next->cell = cell;
	return true;
}

static void move_month(struct cost_pane *pane, int months)
{
	char text[32];
	int64_t month = clock_add_months(month_of(pane), months);
	cost_hold(cost_shown(pane), "period", clock_format_month(month, text));
}

// Sorted by the old measure means sorted by the new one.
static void next_measure(struct cost_pane *pane)
{
	pane->measure = (pane->measure + 1) % COST_MEASURES_COUNT;
	for (size_t i = 0; i < pane->levels.len; i++) {
		struct select *s = &pane->levels.at[i].sheet.select;
		struct cost_level *level = &pane->levels.at[i];
		bool money = s->sort && s->sort->kind == COLUMN_MONEY;
		if (money)
			s->sort = relation_column(s->relation, slice_of(cost_measure(pane)));
		level->has_opened = false; // it was of the other measure
	}
}

static bool cost_act(void *state, enum action action, struct outcome *out, struct err *err)
{
	struct cost_pane *pane = state;
	bool reload = true;
	switch (action) {
	case ACTION_OPEN: reload = descend(pane, err); break;
	case ACTION_BACK: cost_leave(pane); break;
	case ACTION_MEASURE: next_measure(pane); break;
	case ACTION_EARLIER: move_month(pane, -1); break;
	case ACTION_LATER: move_month(pane, 1); break;
	case ACTION_CURRENCY: reload = cost_next_currency(pane, err); break;
	default: return true;
	}
	out->stale = reload;
	return reload;
}

// ---- The table of functions ----

static bool cost_return_to(void *state, const char *address)
{
	struct cost_pane *pane = state;
	size_t depth = pane->levels.len;
	bool found = false;
	while (depth > 0 && !found) {
		struct str text = {0};
		sheet_address(&pane->levels.at[depth - 1].sheet, &text);
		found = strcmp(str_text(&text), address) == 0;
		depth -= !found;
		str_fini(&text);
	}
	while (found && pane->levels.len > depth)
		cost_leave(pane);
	return found;
}

static const char *cost_working(const void *state)
{
	const struct cost_pane *pane = state;
	return pane->levels.at[pane->levels.len - 1].cell ? "reading the bill's own lines" : NULL;
}

static struct sheet *cost_sheet(void *state)
{
	return &cost_shown(state)->sheet;
}

const struct pane_class PANE_COST = {
	.view = "cost",
	.head = true,
	.open = cost_open,
	.close = cost_close,
	.load = cost_load,
	.paint = cost_paint,
	.address = cost_address,
	.facts = cost_facts,
	.return_to = cost_return_to,
	.sheet = cost_sheet,
	.refusal = cost_refusal,
	.act = cost_act,
	.list = cost_list,
	.choose = cost_choose,
	.working = cost_working,
};
