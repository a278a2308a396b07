#include "store/upkeep/beside.h"

#include "base/file.h"

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

static char *beside(const char *path)
{
	struct str name = {0};
	str_addf(&name, "%s.new", path);
	char *copy = mem_text(str_text(&name));
	str_fini(&name);
	return copy;
}

void beside_remove(const char *path)
{
	char *name = beside(path);
	remove_database(name);
	free(name);
}

bool beside_open(const char *path, enum cache_mode mode, struct cache **out, struct err *err)
{
	char *name = beside(path);
	remove_database(name);
	bool done = cache_open(name, mode, out, err);
	free(name);
	return done;
}

// ---- Put in place ----

// All of the WAL goes into the file, so that the file alone can be renamed. It is in WAL mode by
// then: a change of the mode is a write, and cut short it would leave a journal that no reader can
// undo.
static bool settle(struct cache *cache, struct err *err)
{
	int keep = 0;
	sqlite3_file_control(cache->db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
	return cache_execute(
		cache, "PRAGMA main.journal_mode = WAL; PRAGMA main.wal_checkpoint(TRUNCATE)", err);
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

// Opened once for writing, the new file has a WAL beside it that those who may only read can use.
static bool open_once(const char *path, struct err *err)
{
	struct cache *cache = NULL;
	bool done = cache_open(path, CACHE_WRITE, &cache, err);
	cache_close(cache);
	return done;
}

bool beside_place(struct cache *cache, const char *path, struct err *err)
{
	char *name = beside(path);
	bool done = settle(cache, err);
	cache_close(cache);
	done = done && move_over(name, path, err) && open_once(path, err);
	free(name);
	if (!done)
		beside_remove(path);
	return done;
}
