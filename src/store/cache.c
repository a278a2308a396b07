#include "store/cache.h"

#include "base/file.h"
#include "store/cache_private.h"
#include "store/decimal_sql.h"

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

static bool make_schema(struct cache *cache, struct err *err)
{
	char header[128];
	// Group and owner: the -wal and -shm files take the same mode.
	if (cache->path[0] && chmod(cache->path, 0640) < 0)
		return err_errno(err, "%s", cache->path);
	snprintf(header, sizeof header, "PRAGMA application_id = %d; PRAGMA user_version = %d;",
		 APPLICATION, CACHE_SCHEMA);
	return cache_execute(cache, "BEGIN IMMEDIATE;", err) &&
	       cache_execute(cache, sql_text("schema"), err) && cache_execute(cache, header, err) &&
	       cache_execute(cache, "COMMIT", err);
}

static bool check_schema(struct cache *cache, enum cache_mode mode, struct err *err)
{
	int64_t version = pragma(cache, "user_version"),
		application = pragma(cache, "application_id");
	if (version < 0)
		return cache_fail(cache, err);
	if (version == 0 && application == 0 && pragma(cache, "schema_version") == 0 &&
	    mode == CACHE_WRITE)
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
	if (done && mode == CACHE_READ && !file_exists(path))
		done = err_set(
			err, ERR_NOT_FOUND,
			"%s: no cache here yet; `gavel sync` or `gavel import PATH` makes one",
			path);
	return done;
}

static bool configure(struct cache *cache, enum cache_mode mode, struct err *err)
{
	int keep = 1;
	sqlite3_busy_timeout(cache->db, BUSY_MS);
	// The -wal and -shm files stay, so that a reader of another uid needs no right to make
	// them.
	sqlite3_file_control(cache->db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
	decimal_sql_register(cache->db);
	return cache_execute(cache,
			     mode == CACHE_READ
				     ? "PRAGMA query_only = 1; PRAGMA cache_size = -8192;"
				     : "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
				       "PRAGMA cache_size = -32768;",
			     err);
}

static bool open_file(const char *path, int flags, enum cache_mode mode, struct cache **out,
		      struct err *err)
{
	struct cache *cache = mem_alloc(sizeof *cache);
	cache->path = mem_text(path);
	bool done = sqlite3_open_v2(path, &cache->db, flags, NULL) == SQLITE_OK ||
		    cache_fail(cache, err);
	done = done && configure(cache, mode, err) && check_schema(cache, mode, err);
	if (done)
		*out = cache;
	else
		cache_close(cache);
	return done;
}

bool cache_open(const char *path, enum cache_mode mode, struct cache **out, struct err *err)
{
	int flags = mode == CACHE_READ ? SQLITE_OPEN_READONLY
				       : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	return check_place(path, mode, err) &&
	       open_file(path, flags | SQLITE_OPEN_NOMUTEX, mode, out, err);
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

int64_t cache_snapshot(struct cache *cache)
{
	return pragma(cache, "data_version");
}

static int on_progress(void *context)
{
	struct cache *cache = context;
	return cache->busy && cache->busy(cache->busy_context);
}

void cache_on_busy(struct cache *cache, bool (*busy)(void *context), void *context)
{
	cache->busy = busy;
	cache->busy_context = context;
	sqlite3_progress_handler(cache->db, busy ? PROGRESS_STEPS : 0, on_progress, cache);
}

// ---- Made anew ----

static void remove_database(const char *path)
{
	static const char *const SUFFIXES[] = {"", "-wal", "-shm"};
	for (size_t i = 0; i < sizeof SUFFIXES / sizeof *SUFFIXES; i++) {
		struct str name = {0};
		str_addf(&name, "%s%s", path, SUFFIXES[i]);
		unlink(str_text(&name));
		str_fini(&name);
	}
}

// All of the WAL goes into the file, so that the file alone can be renamed.
static bool settle(struct cache *cache, struct err *err)
{
	int keep = 0;
	sqlite3_file_control(cache->db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
	return cache_execute(cache,
			     "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE;", err);
}

// The old file's WAL must not meet the new file: it goes first, and readers reopen.
static bool move_over(const char *from, const char *path, struct err *err)
{
	struct str name = {0};
	str_addf(&name, "%s-wal", path);
	unlink(str_text(&name));
	str_clear(&name);
	str_addf(&name, "%s-shm", path);
	unlink(str_text(&name));
	str_fini(&name);
	return rename(from, path) == 0 || err_errno(err, "%s", path);
}

bool cache_rebuild(const char *path, struct archive *archive, const struct fold_options *options,
		   struct err *err)
{
	struct str beside = {0};
	struct cache *cache = NULL;
	str_addf(&beside, "%s.new", path);
	remove_database(str_text(&beside));
	bool done = cache_open(str_text(&beside), CACHE_WRITE, &cache, err) &&
		    cache_fold(cache, archive, options, err) && settle(cache, err);
	cache_close(cache);
	cache = NULL;
	// Opened once for writing, the new file is in WAL mode again before any reader meets it.
	done = done && move_over(str_text(&beside), path, err) &&
	       cache_open(path, CACHE_WRITE, &cache, err);
	cache_close(cache);
	if (!done)
		remove_database(str_text(&beside));
	str_fini(&beside);
	return done;
}

bool cache_open_as_of(struct archive *archive, int64_t as_of, struct cache **out, struct err *err)
{
	struct fold_options options = {.as_of = as_of};
	// An empty name is a private temporary file that SQLite removes (sqlite3_open).
	if (!open_file("", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
		       CACHE_WRITE, out, err))
		return false;
	if (cache_fold(*out, archive, &options, err))
		return true;
	cache_close(*out);
	*out = NULL;
	return false;
}

// ---- Verified ----

// The digest of a table's rows in order of their keys, for comparing two caches.
static bool same_rows(struct cache *a, struct cache *b, const char *table, struct err *err)
{
	char sql[128];
	sqlite3_stmt *left = NULL, *right = NULL;
	snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" ORDER BY 1, 2", table);
	bool same = sqlite3_prepare_v2(a->db, sql, -1, &left, NULL) == SQLITE_OK &&
		    sqlite3_prepare_v2(b->db, sql, -1, &right, NULL) == SQLITE_OK;
	int more = SQLITE_ROW;
	while (same && more == SQLITE_ROW) {
		more = sqlite3_step(left);
		same = more == sqlite3_step(right);
		for (int i = 0; same && more == SQLITE_ROW && i < sqlite3_column_count(left); i++) {
			const char *x = (const char *)sqlite3_column_text(left, i);
			const char *y = (const char *)sqlite3_column_text(right, i);
			same = x && y ? strcmp(x, y) == 0 : x == y;
		}
	}
	same = same && more == SQLITE_DONE;
	sqlite3_finalize(left);
	sqlite3_finalize(right);
	return same || err_set(err, ERR_CORRUPT, "%s: table %s is not what the archive gives",
			       a->path, table);
}

bool cache_verify(struct cache *cache, struct archive *archive, const struct fold_options *options,
		  struct err *err)
{
	struct cache *fresh = NULL;
	(void)options;
	if (!cache_open_as_of(archive, 0, &fresh, err))
		return false;
	sqlite3_stmt *tables = cache_statement(fresh, "tables", NULL, 0);
	bool done = tables || cache_fail(fresh, err);
	while (done && sqlite3_step(tables) == SQLITE_ROW)
		done = same_rows(cache, fresh, (const char *)sqlite3_column_text(tables, 0), err);
	if (tables)
		cache_statement_done(tables);
	cache_close(fresh);
	return done;
}
