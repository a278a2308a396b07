#include "store/fold/cost_cell.h"

#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

enum {
	SPREAD_DAYS_MAX = 400,
	SHARE_PLACES = 12,
	SPREAD_COUNT = ROLLUP_DAY_MEASURES, // the first measures are money that can be divided
	POSTED = 1,			    // cost_day.spread
	SPREAD = 2,
};

// ---- Rollups ----

static int64_t id_of(const struct cost_cell *cell, size_t dimension)
{
	const struct sql_value *value = &cell->dimensions[dimension];
	return value->kind == SQL_INT ? value->integer : 0;
}

// Private discounts are absent where the bill has no such column; all else is then zero.
static bool is_net(size_t measure)
{
	return measure == 2 || measure == 3;
}

static void add_month(struct fold_scope *scope, const struct cost_cell *cell)
{
	// Of the cell: account, service, region, line type; and all measures but usage.
	static const size_t TAKEN[ROLLUP_MEASURES] = {0, 1, 2, 3, 5, 6, 7, 8};
	struct rollup_amounts amounts = {.lines = cell->lines};
	int64_t keys[ROLLUP_KEYS] = {id_of(cell, 0),
				     id_of(cell, 1),
				     id_of(cell, 2),
				     id_of(cell, 3),
				     id_of(cell, CELL_TAGS) != 0,
				     id_of(cell, CELL_CURRENCY)};
	for (size_t i = 0; i < ROLLUP_MEASURES; i++) {
		amounts.values[i] = cell->values[TAKEN[i]];
		amounts.has[i] = !is_net(i) || cell->texts[TAKEN[i]].at;
	}
	rollup_add(&scope->months, keys, &amounts);
}

static void add_day(struct fold_scope *scope, const struct cost_cell *cell, int64_t day,
		    int64_t spread, struct rollup_amounts *amounts)
{
	int64_t keys[ROLLUP_KEYS] = {day, spread, id_of(cell, CELL_CURRENCY)};
	for (size_t i = 0; i < SPREAD_COUNT; i++)
		amounts->has[i] = !is_net(i) || cell->texts[i].at;
	amounts->lines = day == clock_day(cell->start) ? cell->lines : 0;
	rollup_add(&scope->days, keys, amounts);
}

static void add_whole(struct fold_scope *scope, const struct cost_cell *cell, int64_t spread)
{
	struct rollup_amounts amounts = {0};
	memcpy(amounts.values, cell->values, SPREAD_COUNT * sizeof *cell->values);
	add_day(scope, cell, clock_day(cell->start), spread, &amounts);
}

// ---- Long cells ----

// One cell's shares: its measures by its days.
struct shares {
	size_t days;
	struct decimal *of[SPREAD_COUNT];
	struct decimal *memory;
};

static bool insert_share(struct fold *fold, const struct cost_cell *cell, int64_t day,
			 const struct rollup_amounts *amounts, struct err *err)
{
	char texts[SPREAD_COUNT][DECIMAL_TEXT];
	struct sql_value values[2 + SPREAD_COUNT] = {SQL_I(cell->id), SQL_I(day)};
	for (size_t i = 0; i < SPREAD_COUNT; i++) {
		if (!cell->texts[i].at)
			continue;
		decimal_format(&amounts->values[i], texts[i]);
		values[2 + i] = SQL_T(texts[i]);
	}
	return cache_run(fold->cache, "add_spread", values, 2 + SPREAD_COUNT, err);
}

// In proportion to the seconds on each day.
static void divide(const struct cost_cell *cell, int64_t first, struct shares *shares)
{
	int64_t seconds[SPREAD_DAYS_MAX];
	for (size_t d = 0; d < shares->days; d++) {
		int64_t from = first + (int64_t)d * DAY_SECONDS, to = from + DAY_SECONDS;
		seconds[d] = (to < cell->stop ? to : cell->stop) -
			     (from > cell->start ? from : cell->start);
	}
	shares->memory = mem_alloc(SPREAD_COUNT * shares->days * sizeof *shares->memory);
	for (size_t i = 0; i < SPREAD_COUNT; i++) {
		shares->of[i] = shares->memory + i * shares->days;
		if (cell->texts[i].at)
			decimal_share(&cell->values[i], seconds, shares->days, SHARE_PLACES,
				      shares->of[i]);
	}
}

bool cell_spread(struct fold *fold, struct fold_scope *scope, const struct cost_cell *cell,
		 struct err *err)
{
	int64_t first = clock_day(cell->start);
	struct shares shares = {
		(size_t)((cell->stop - first + DAY_SECONDS - 1) / DAY_SECONDS), {0}, NULL};
	bool done = true;
	add_month(scope, cell);
	add_whole(scope, cell, POSTED);
	if (cell->stop - cell->start <= DAY_SECONDS || shares.days > SPREAD_DAYS_MAX) {
		add_whole(scope, cell, SPREAD);
		return true;
	}
	divide(cell, first, &shares);
	for (size_t d = 0; done && d < shares.days; d++) {
		struct rollup_amounts amounts = {0};
		int64_t day = first + (int64_t)d * DAY_SECONDS;
		for (size_t i = 0; i < SPREAD_COUNT; i++)
			amounts.values[i] = shares.of[i][d];
		done = insert_share(fold, cell, day, &amounts, err);
		add_day(scope, cell, day, SPREAD, &amounts);
	}
	free(shares.memory);
	return done;
}
