#include "store/scans/scan_fold.h"

#include <stdlib.h>
#include <string.h>

// What others than scanners say of findings is part of their bucket, since lists are sorted and
// narrowed by it: it is set right whenever a run brought something that it depends on, whichever
// was first.

struct move {
	int64_t finding, from, chain;
	struct life_row to;
};

struct moves {
	vec(struct move) of;
	struct str scratch;
};

static void set_kev_due(struct life *life, int64_t due, int64_t none)
{
	(void)none;
	life->kev_due = due;
}

static void set_vex_days(struct life *life, int64_t day, int64_t until)
{
	life->vex_from = day;
	life->vex_until = until;
}

static void set_accepted_until(struct life *life, int64_t until, int64_t none)
{
	(void)none;
	life->accepted_until = until;
}

// In their order: what is exploited is no longer what was accepted. Statements that tell who is in
// the wrong bucket, and what their life has to say then.
static const struct saying {
	const char *kinds; // of scopes after which it is looked at, each between blanks
	const char *find;
	void (*set)(struct life *life, int64_t value, int64_t other);
} SAYINGS[] = {
	{" scan vex kev ", "kev_moves", set_kev_due},
	{" scan vex sbom ", "claim_moves", set_vex_days},
	{" scan vex kev acceptances ", "acceptance_moves", set_accepted_until},
};

static void add_move(struct moves *moves, const struct saying *saying, sqlite3_stmt *row)
{
	struct move *move = vec_push(&moves->of);
	*move = (struct move){.finding = sqlite3_column_int64(row, 0),
			      .from = sqlite3_column_int64(row, 3),
			      .chain = sqlite3_column_int64(row, 4),
			      .to = {.life = life_at(row, 6), .more = 1}};
	saying->set(&move->to.life, sqlite3_column_int64(row, 1), sqlite3_column_int64(row, 2));
	move->to.id = life_bucket((const char *)sqlite3_column_text(row, 5), &move->to.life,
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

static bool find_moves(struct fold *fold, const struct saying *saying, struct moves *moves,
		       struct err *err)
{
	sqlite3_stmt *row = cache_statement(fold->cache, saying->find, NULL, 0);
	bool any, done;
	while ((done = cache_step(fold->cache, row, &any, err)) && any)
		add_move(moves, saying, row);
	cache_statement_done(row);
	return done;
}

static bool move_all(struct fold *fold, const struct saying *saying, struct err *err)
{
	struct moves moves = {{0}, {0}};
	bool done = find_moves(fold, saying, &moves, err);
	for (size_t i = 0; done && i < moves.of.len; i++)
		done = make_move(fold, &moves.of.at[i], err);
	done = done && (!moves.of.len || cache_run(fold->cache, "drop_left_buckets", NULL, 0, err));
	vec_fini(&moves.of);
	str_fini(&moves.scratch);
	return done;
}

bool fold_sayings(struct fold *fold, struct err *err)
{
	for (size_t i = 0; i < sizeof SAYINGS / sizeof *SAYINGS; i++)
		if (fold_has_scope(fold, SAYINGS[i].kinds) && !move_all(fold, &SAYINGS[i], err))
			return false;
	return true;
}
