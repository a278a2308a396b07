#include "store/cache.h"

#include "base/clock.h"
#include "base/file.h"
#include "store/cache_private.h"
#include "store/decimal_sql.h"
#include "store/finder/common_sql.h"
#include "store/finder/finder_sql.h"
#include "store/owner_sql.h"
#include "store/repair_sql.h"
#include "store/rows_sql.h"
#include "store/stock/stock_sql.h"
#include "store/upgrade_sql.h"
#include "store/words_sql.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// "GAVL" in the file's header says whose database this is (sqlite.org/fileformat.html §1.3.17).
enum { APPLICATION = 0x4741564c, BUSY_MS = 5000, PROGRESS_STEPS = 4000 };

// What SQLite's result codes mean to the caller; any other is the system's
// (sqlite.org/rescode.html).
static const struct {
	int code;
	enum err_code kind;
} KINDS[] = {
	{SQLITE_CORRUPT, ERR_CORRUPT},	     {SQLITE_NOTADB, ERR_CORRUPT},
	{SQLITE_CONSTRAINT, ERR_CORRUPT},    {SQLITE_MISMATCH, ERR_CORRUPT},
	{SQLITE_TOOBIG, ERR_CORRUPT},	     {SQLITE_BUSY, ERR_BUSY},
	{SQLITE_INTERRUPT, ERR_INTERRUPTED},
};

static enum err_code kind_of(int code)
{
	for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
		if (KINDS[i].code == code)
			return KINDS[i].kind;
	return ERR_IO;
}

bool cache_fail(struct cache *cache, struct err *err)
{
	int code = sqlite3_errcode(cache->db);
	return err_set(err, kind_of(code), "%s: %s", cache->path, sqlite3_errmsg(cache->db));
}

bool cache_execute(struct cache *cache, const char *sql, struct err *err)
{
	return sqlite3_exec(cache->db, sql, NULL, NULL, NULL) == SQLITE_OK ||
	       cache_fail(cache, err);
}

void cache_rollback(struct cache *cache)
{
	sqlite3_progress_handler(cache->db, 0, NULL, NULL);
	if (!sqlite3_get_autocommit(cache->db))
		sqlite3_exec(cache->db, "ROLLBACK", NULL, NULL, NULL);
	cache_on_busy(cache, cache->busy, cache->busy_context);
}

static int64_t pragma(struct cache *cache, const char *name)
{
	char sql[64];
	sqlite3_stmt *statement = NULL;
	int64_t value = -1;
	snprintf(sql, sizeof sql, "PRAGMA %s", name);
	if (sqlite3_prepare_v2(cache->db, sql, -1, &statement, NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW)
		value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

// ---- Opening ----

void cache_set_up(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static const char *const SCHEMAS[] = {"schema", "findings_schema", "stock_schema", "finder_schema",
				      NULL},
			 *const TEMPORARY[] = {"temp_schema", "findings_temp_schema",
					       "preview_temp_schema", NULL};

static bool make_tables(struct cache *cache, const char *const schemas[], struct err *err)
{
	while (*schemas && cache_execute(cache, sql_text(*schemas), err))
		schemas++;
	return !*schemas;
}

static bool make_schema(struct cache *cache, struct err *err)
{
	char header[128];
	// Group and owner: the -wal and -shm files take the same mode.
	if (cache->path[0] && chmod(cache->path, 0640) < 0)
		return err_errno(err, "%s", cache->path);
	snprintf(header, sizeof header, "PRAGMA application_id = %d; PRAGMA user_version = %d;",
		 APPLICATION, CACHE_SCHEMA);
	return cache_execute(cache, "BEGIN IMMEDIATE;", err) && make_tables(cache, SCHEMAS, err) &&
	       cache_execute(cache, header, err) && cache_execute(cache, "COMMIT", err);
}

static bool check_schema(struct cache *cache, enum cache_mode mode, struct err *err)
{
	int64_t version = pragma(cache, "user_version"),
		application = pragma(cache, "application_id");
	if (version < 0)
		return cache_fail(cache, err);
	if (version == 0 && application == 0 && pragma(cache, "schema_version") == 0 &&
	    mode != CACHE_READ)
		return make_schema(cache, err);
	if (application != APPLICATION)
		return err_set(err, ERR_CORRUPT, "%s: not a cache of gavel", cache->path);
	if (version != CACHE_SCHEMA)
		return err_set(
			err, ERR_STALE,
			"%s: made by another version of gavel (schema %lld, this one reads %d); "
			"`gavel cache rebuild` makes it anew from the archive",
			cache->path, (long long)version, CACHE_SCHEMA);
	return true;
}

// A file that may not be seen is not one that is missing.
static bool is_there(const char *path, struct err *err)
{
	struct stat st;
	if (stat(path, &st) == 0)
		return true;
	if (errno == EACCES)
		return err_set(err, ERR_DENIED, "%s: may not be read by this account", path);
	return err_set(err, ERR_NOT_FOUND,
		       "%s: no cache here yet; `gavel sync` or `gavel import PATH` makes one",
		       path);
}

static bool check_place(const char *path, enum cache_mode mode, struct err *err)
{
	char *folder = file_folder(path);
	const char *system = file_network_system(folder);
	bool done = !system;
	if (system)
		err_set(err, ERR_INVALID,
			"%s: lies on a network file system (%s), where SQLite's locks do not hold; "
			"put it on a local disk with --cache FILE or `cache:` in gavel.yaml",
			path, system);
	done = done && (mode == CACHE_READ || file_make_folders(folder, 0750, err));
	free(folder);
	return done && (mode != CACHE_READ || is_there(path, err));
}

// Large pages: a large bill needs a fourth of the calls.
#define WRITING "PRAGMA page_size = 16384; PRAGMA cache_size = -32768; "
static const char *const SETTINGS[] = {
	[CACHE_READ] = "PRAGMA query_only = 1; PRAGMA cache_size = -4096;",
	[CACHE_WRITE] = WRITING "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
				"PRAGMA journal_size_limit = 1048576;",
	[CACHE_NEW] = WRITING "PRAGMA journal_mode = OFF; PRAGMA synchronous = NORMAL;",
};

static void (*const REGISTERED[])(sqlite3 *) = {
	decimal_sql_register, stock_sql_register, words_sql_register,	 repair_sql_register,
	upgrade_sql_register, rows_sql_register,  finder_common_register};

static bool configure(struct cache *cache, enum cache_mode mode, struct err *err)
{
	int keep = 1;
	sqlite3_busy_timeout(cache->db, BUSY_MS);
	// -wal and -shm stay: a reader of another uid may not make them. The last close cuts -wal.
	sqlite3_file_control(cache->db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
	for (size_t i = 0; i < sizeof REGISTERED / sizeof *REGISTERED; i++)
		REGISTERED[i](cache->db);
	owner_sql_register(cache->db, NULL);
	cache->sets = finder_sql_register(cache->db);
	return make_tables(cache, TEMPORARY, err) && cache_execute(cache, SETTINGS[mode], err);
}

// Looked at before the file is opened: when it is replaced in between, the next look sees that.
static void remember_file(struct cache *cache)
{
	struct stat st = {0};
	if (stat(cache->path, &st) == 0)
		cache->device = st.st_dev, cache->inode = st.st_ino;
}

// SQLite opens a file that it may only read without a word.
static bool check_right(struct cache *cache, enum cache_mode mode, struct err *err)
{
	return mode == CACHE_READ || sqlite3_db_readonly(cache->db, "main") == 0 ||
	       err_set(err, ERR_DENIED, "%s: may only be read by this account", cache->path);
}

bool cache_open_file(const char *path, enum cache_mode mode, struct cache **out, struct err *err)
{
	int flags = mode == CACHE_READ ? SQLITE_OPEN_READONLY
				       : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	struct cache *cache = mem_alloc(sizeof *cache);
	cache->path = mem_text(path);
	remember_file(cache);
	bool done =
		sqlite3_open_v2(path, &cache->db, flags | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK ||
		cache_fail(cache, err);
	done = done && check_right(cache, mode, err) && configure(cache, mode, err) &&
	       check_schema(cache, mode, err);
	if (done)
		*out = cache;
	else
		cache_close(cache);
	return done;
}

bool cache_open(const char *path, enum cache_mode mode, struct cache **out, struct err *err)
{
	return check_place(path, mode, err) && cache_open_file(path, mode, out, err);
}

void cache_close(struct cache *cache)
{
	if (!cache)
		return;
	cache_finalize_statements(cache);
	sqlite3_close(cache->db);
	free(cache->path);
	free(cache);
}

sqlite3 *cache_handle(struct cache *cache)
{
	return cache->db;
}

bool cache_is_busy(struct cache *cache)
{
	return cache->busy && cache->busy(cache->busy_context);
}

static int on_progress(void *context)
{
	const struct cache *cache = context;
	return cache_is_busy(context) ||
	       (cache->limit_ms && clock_monotonic_ms() > cache->limit_ms);
}

static void watch(struct cache *cache)
{
	bool needed = cache->busy || cache->limit_ms;
	sqlite3_progress_handler(cache->db, needed ? PROGRESS_STEPS : 0, on_progress, cache);
}

void cache_limit(struct cache *cache, int64_t ms)
{
	cache->limit_ms = ms ? clock_monotonic_ms() + ms : 0;
	watch(cache);
}

void cache_on_busy(struct cache *cache, bool (*busy)(void *context), void *context)
{
	cache->busy = busy;
	cache->busy_context = context;
	watch(cache);
}

// ---- Snapshots ----

// Gives the reader the file that stands in the place of its own, after `cache rebuild`. While
// that cannot be opened the old one stays: it is whole, only old.
static void follow_file(struct cache *cache)
{
	struct stat st;
	struct cache *fresh;
	struct err ignored = {0};
	if (!cache->inode || stat(cache->path, &st) < 0 ||
	    (st.st_dev == cache->device && st.st_ino == cache->inode) ||
	    !cache_open_file(cache->path, CACHE_READ, &fresh, &ignored))
		return;
	struct cache old = *cache;
	cache->db = fresh->db;
	cache->statements = fresh->statements;
	cache->sets = fresh->sets;
	cache->device = fresh->device;
	cache->inode = fresh->inode;
	cache->generation++;
	cache_on_busy(cache, old.busy, old.busy_context);
	fresh->db = old.db;
	fresh->statements = old.statements;
	cache_close(fresh);
}

int64_t cache_snapshot(struct cache *cache)
{
	if (sqlite3_db_readonly(cache->db, "main") == 1)
		follow_file(cache);
	return cache->generation << 32 | pragma(cache, "data_version");
}
