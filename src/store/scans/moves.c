#include "store/scans/scan_fold.h"

#include <stdlib.h>
#include <string.h>

// What others than scanners say of findings is part of their bucket, since lists are sorted and
// narrowed by it: it is set right whenever a run brought something that it depends on, whichever
// was first.

// Out of its bucket, and what its life has to say.
struct move {
	int64_t finding, value, other;
};

struct moves {
	const struct saying *saying;
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

static void set_running(struct life *life, int64_t workloads, int64_t none)
{
	(void)none;
	life->running = workloads;
}

// In their order: what is exploited is no longer what was accepted. Statements that tell which
// findings are in the wrong bucket, and two values that their life has to say then.
static const struct saying {
	const char *kinds; // of scopes after which it is looked at, each between blanks
	const char *find;
	void (*set)(struct life *life, int64_t value, int64_t other);
} SAYINGS[] = {
	{" scan vex kev ", "kev_moves", set_kev_due},
	{" scan vex sbom ", "claim_moves", set_vex_days},
	{" scan vex kev acceptances ", "acceptance_moves", set_accepted_until},
	{" scan sbom workloads ", "running_moves", set_running},
};

static bool find_moves(struct fold *fold, struct moves *moves, struct err *err)
{
	sqlite3_stmt *row = cache_statement(fold->cache, moves->saying->find, NULL, 0);
	bool any, done;
	while ((done = cache_step(fold->cache, row, &any, err)) && any)
		*vec_push(&moves->of) = (struct move){.finding = sqlite3_column_int64(row, 0),
						      .value = sqlite3_column_int64(row, 1),
						      .other = sqlite3_column_int64(row, 2)};
	cache_statement_done(row);
	return done;
}

// From a row of life_of to the bucket of its chain that says so.
static bool enter(struct fold *fold, struct moves *moves, const struct move *move,
		  sqlite3_stmt *life, struct err *err)
{
	struct life_row to = {.life = life_at(life, 3), .more = 1};
	moves->saying->set(&to.life, move->value, move->other);
	to.id = life_bucket((const char *)sqlite3_column_text(life, 2), &to.life, &moves->scratch);
	struct sql_value into[] = {SQL_I(move->finding), SQL_I(to.id)};
	struct sql_value from[] = {SQL_I(sqlite3_column_int64(life, 0))};
	return store_bucket(fold, sqlite3_column_int64(life, 1), &to, err) &&
	       cache_run(fold->cache, "move_finding", into, 2, err) &&
	       cache_run(fold->cache, "leave_bucket", from, 1, err);
}

static bool make_move(struct fold *fold, struct moves *moves, const struct move *move,
		      struct err *err)
{
	struct sql_value finding[] = {SQL_I(move->finding)};
	sqlite3_stmt *life = cache_statement(fold->cache, "life_of", finding, 1);
	bool any, done = cache_step(fold->cache, life, &any, err) &&
			 (!any || enter(fold, moves, move, life, err));
	cache_statement_done(life);
	return done;
}

static bool move_all(struct fold *fold, const struct saying *saying, struct err *err)
{
	struct moves moves = {.saying = saying};
	bool done = find_moves(fold, &moves, err);
	for (size_t i = 0; done && i < moves.of.len; i++)
		done = make_move(fold, &moves, &moves.of.at[i], err);
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
