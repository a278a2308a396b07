#include "store/cache.h"

#include "base/clock.h"
#include "base/file.h"
#include "store/cache_private.h"
#include "store/finder/finder.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void remove_beside(const char *path, const char *suffix)
{
	struct str name = {0};
	str_addf(&name, "%s%s", path, suffix);
	unlink(str_text(&name));
	str_fini(&name);
}

static void remove_database(const char *path)
{
	static const char *const SUFFIXES[] = {"", "-wal", "-shm"};
	for (size_t i = 0; i < sizeof SUFFIXES / sizeof *SUFFIXES; i++)
		remove_beside(path, SUFFIXES[i]);
}

// ---- Put in place ----

// All of the WAL goes into the file, so that the file alone can be renamed. It stays in WAL mode: a
// change of the mode is a write, and cut short it would leave a journal that no reader can undo.
static bool settle(struct cache *cache, struct err *err)
{
	int keep = 0;
	sqlite3_file_control(cache->db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
	return cache_execute(cache, "PRAGMA wal_checkpoint(TRUNCATE)", err);
}

// Whether nothing is left in the WAL: the first column says that someone reads it
// (sqlite.org/pragma.html#pragma_wal_checkpoint). A file that is no database has nothing.
static bool is_emptied(const char *path, sqlite3 *db, struct err *err)
{
	sqlite3_stmt *row = NULL;
	int result = sqlite3_prepare_v2(db, "PRAGMA wal_checkpoint(TRUNCATE)", -1, &row, NULL);
	int step = result == SQLITE_OK ? sqlite3_step(row) : result;
	bool busy = step == SQLITE_ROW && sqlite3_column_int(row, 0) != 0;
	sqlite3_finalize(row);
	if (busy || step == SQLITE_BUSY)
		return err_set(err, ERR_BUSY, "%s: is being read, try again", path);
	return step == SQLITE_ROW || step == SQLITE_NOTADB || step == SQLITE_CORRUPT ||
	       err_set(err, ERR_IO, "%s: %s", path, sqlite3_errmsg(db));
}

// What only the old file's WAL holds goes into the old file before the WAL is taken away: after
// a crash in between the old cache is whole. Its schema may be another one.
static bool settle_old(const char *path, struct err *err)
{
	enum { WAIT_MS = 5000 };
	sqlite3 *db = NULL;
	if (!file_exists(path))
		return true;
	bool done = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK ||
		    err_set(err, ERR_IO, "%s: %s", path, sqlite3_errmsg(db));
	sqlite3_busy_timeout(db, WAIT_MS);
	done = done && is_emptied(path, db, err);
	sqlite3_close(db);
	return done;
}

// The old file's WAL must not meet the new file, so it goes first.
static bool move_over(const char *from, const char *path, struct err *err)
{
	if (!settle_old(path, err))
		return false;
	remove_beside(path, "-wal");
	remove_beside(path, "-shm");
	char *folder = file_folder(path);
	bool done = (rename(from, path) == 0 || err_errno(err, "%s", path)) &&
		    file_sync_folder(folder, err);
	free(folder);
	return done;
}

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

// Opened once for writing, the new file has a WAL beside it that those who may only read can use.
static bool open_once(const char *path, struct err *err)
{
	struct cache *cache = NULL;
	bool done = cache_open(path, CACHE_WRITE, &cache, err);
	cache_close(cache);
	return done;
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
	struct str beside = {0};
	struct cache *cache = NULL;
	options = options ? options : &NONE;
	str_addf(&beside, "%s.new", path);
	remove_database(str_text(&beside));
	bool done = cache_open(str_text(&beside), CACHE_WRITE, &cache, err) &&
		    cache_fold(cache, archive, options, err) && loses_nothing(path, cache, err) &&
		    index_texts(cache, &options->progress, err) && settle(cache, err);
	cache_close(cache);
	done = done && move_over(str_text(&beside), path, err) && open_once(path, err);
	if (!done)
		remove_database(str_text(&beside));
	str_fini(&beside);
	return done;
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

bool cache_open_as_of(struct archive *archive, int64_t as_of, struct cache **out, struct err *err)
{
	struct fold_options options = {.as_of = as_of};
	if (!cache_open_file("", CACHE_WRITE, out, err))
		return false;
	if (cache_fold(*out, archive, &options, err) && is_all_here(*out, err))
		return true;
	cache_close(*out);
	*out = NULL;
	return false;
}
