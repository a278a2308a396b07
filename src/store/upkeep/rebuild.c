#include "store/cache.h"

#include "base/clock.h"
#include "store/cache_private.h"
#include "store/finder/finder.h"
#include "store/upkeep/beside.h"

// ---- Made anew ----

static bool uses(struct cache *cache, int64_t run, bool *used, struct err *err)
{
	struct sql_value values[] = {SQL_I(run)};
	sqlite3_stmt *row = cache_statement(cache, "run_is_used", values, 1);
	bool done = cache_step(cache, row, used, err);
	cache_statement_done(row);
	return done;
}

// The first run that `old` has and `fresh` cannot have, 0 when there is none.
static bool find_lost(struct cache *old, struct cache *fresh, int64_t *lost, struct err *err)
{
	sqlite3_stmt *faults = cache_statement(fresh, "fault_runs", NULL, 0);
	bool row, used = false, done;
	*lost = 0;
	while (!used && (done = cache_step(fresh, faults, &row, err)) && row) {
		*lost = sqlite3_column_int64(faults, 0);
		done = uses(old, *lost, &used, err);
		if (!done)
			break;
	}
	*lost = used ? *lost : 0;
	cache_statement_done(faults);
	return done;
}

// A run that was damaged since it was folded is in the old cache alone: nothing brings it back.
static bool loses_nothing(const char *path, struct cache *fresh, struct err *err)
{
	struct cache *old;
	struct err ignored = {0};
	int64_t lost;
	if (cache_whole(fresh, 0, &ignored) || !cache_open(path, CACHE_READ, &old, &ignored))
		return true;
	bool done = find_lost(old, fresh, &lost, err);
	cache_close(old);
	if (!done || !lost)
		return done;
	cache_whole(fresh, lost, err);
	return err_wrap(err, "%s: kept as it is, for it has what the archive no longer gives",
			path);
}

static bool index_texts(struct cache *cache, const struct cache_progress *progress, struct err *err)
{
	enum { PIECE_MS = 500 };
	struct finder_state state;
	bool done;
	do
		done = finder_build(cache, PIECE_MS, &state, err) &&
		       (!progress->keep_going ||
			progress->keep_going(progress->context, "text index", state.indexed,
					     state.total) ||
			err_set(err, ERR_INTERRUPTED, "interrupted"));
	while (done && state.indexed < state.total);
	return done;
}

bool cache_rebuild(const char *path, struct archive *archive, const struct fold_options *options,
		   struct err *err)
{
	static const struct fold_options NONE = {0};
	struct cache *cache = NULL;
	options = options ? options : &NONE;
	bool done = beside_open(path, CACHE_WRITE, &cache, err) &&
		    cache_fold(cache, archive, options, err) && loses_nothing(path, cache, err) &&
		    index_texts(cache, &options->progress, err);
	if (done)
		return beside_place(cache, path, err);
	cache_close(cache);
	beside_remove(path);
	return false;
}

// What was shown then may be pruned by now: nothing is better than a bill that seems to be 0.
static bool is_all_here(struct cache *cache, struct err *err)
{
	sqlite3_stmt *row = cache_statement(cache, "pruned_shown", NULL, 0);
	bool gone, done = cache_step(cache, row, &gone, err);
	char day[32];
	if (gone)
		err_set(err, ERR_INCOMPLETE,
			"as of then run %lld was shown (%s), and its records were pruned on %s",
			(long long)sqlite3_column_int64(row, 0),
			(const char *)sqlite3_column_text(row, 1),
			clock_format_day(sqlite3_column_int64(row, 2), day));
	cache_statement_done(row);
	return done && !gone;
}

bool cache_open_past(struct archive *archive, const struct fold_options *options,
		     struct cache **out, struct err *err)
{
	if (!cache_open_file("", CACHE_WRITE, out, err))
		return false;
	if (cache_fold(*out, archive, options, err) && is_all_here(*out, err))
		return true;
	cache_close(*out);
	*out = NULL;
	return false;
}

bool cache_has_later(struct cache *cache, int64_t before, bool *later, struct err *err)
{
	struct sql_value values[] = {SQL_I(before)};
	sqlite3_stmt *row = cache_statement(cache, "has_later", values, 1);
	bool done = cache_step(cache, row, later, err);
	cache_statement_done(row);
	return done;
}
