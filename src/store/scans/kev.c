#include "store/scans/scan_fold.h"

#include <stdlib.h>
#include <string.h>

// Findings are sorted by when they are due, so the date of the KEV catalogue is part of their
// bucket: it is set right whenever a scan or a catalogue came, whichever was first.

struct move {
	int64_t finding, from, chain;
	struct life_row to;
};

struct moves {
	vec(struct move) of;
	struct str scratch;
};

static void add_move(struct moves *moves, sqlite3_stmt *row)
{
	struct move *move = vec_push(&moves->of);
	*move = (struct move){.finding = sqlite3_column_int64(row, 0),
			      .from = sqlite3_column_int64(row, 2),
			      .chain = sqlite3_column_int64(row, 3),
			      .to = {.life = life_at(row, 5), .more = 1}};
	move->to.life.kev_due = sqlite3_column_int64(row, 1);
	move->to.id = life_bucket((const char *)sqlite3_column_text(row, 4), &move->to.life,
				  &moves->scratch);
}

static bool make_move(struct fold *fold, const struct move *move, struct err *err)
{
	struct sql_value to[] = {SQL_I(move->finding), SQL_I(move->to.id)};
	struct sql_value from[] = {SQL_I(move->from)};
	return store_bucket(fold, move->chain, &move->to, err) &&
	       cache_run(fold->cache, "move_finding", to, 2, err) &&
	       cache_run(fold->cache, "leave_bucket", from, 1, err);
}

static bool find_moves(struct fold *fold, struct moves *moves, struct err *err)
{
	sqlite3_stmt *row = cache_statement(fold->cache, "kev_moves", NULL, 0);
	bool any, done;
	while ((done = cache_step(fold->cache, row, &any, err)) && any)
		add_move(moves, row);
	cache_statement_done(row);
	return done;
}

static bool concerns(const struct fold *fold)
{
	for (size_t i = 0; i < fold->scopes.len; i++)
		if (!strcmp(fold->scopes.at[i].kind, "scan") ||
		    !strcmp(fold->scopes.at[i].kind, "kev"))
			return true;
	return false;
}

bool fold_kev_dates(struct fold *fold, struct err *err)
{
	struct moves moves = {{0}, {0}};
	bool done = !concerns(fold) || find_moves(fold, &moves, err);
	for (size_t i = 0; done && i < moves.of.len; i++)
		done = make_move(fold, &moves.of.at[i], err);
	done = done && (!moves.of.len ||
			cache_run(fold->cache, "drop_left_buckets", NULL, 0, err));
	vec_fini(&moves.of);
	str_fini(&moves.scratch);
	return done;
}
