#include "store/cache.h"

#include "store/cache_private.h"
#include "store/finder/finder.h"

#include <stdio.h>
#include <string.h>

static bool same_bytes(sqlite3_stmt *left, sqlite3_stmt *right, int at)
{
	const void *x = sqlite3_column_blob(left, at), *y = sqlite3_column_blob(right, at);
	size_t len = (size_t)sqlite3_column_bytes(left, at);
	return len == (size_t)sqlite3_column_bytes(right, at) && (!len || !memcmp(x, y, len));
}

// Of the same type and bytes; texts may hold anything.
static bool same_value(sqlite3_stmt *left, sqlite3_stmt *right, int at)
{
	int type = sqlite3_column_type(left, at);
	if (type != sqlite3_column_type(right, at))
		return false;
	if (type == SQLITE_INTEGER)
		return sqlite3_column_int64(left, at) == sqlite3_column_int64(right, at);
	if (type == SQLITE_FLOAT)
		return sqlite3_column_double(left, at) == sqlite3_column_double(right, at);
	return type == SQLITE_NULL || same_bytes(left, right, at);
}

static bool same_steps(sqlite3_stmt *left, sqlite3_stmt *right)
{
	int columns = sqlite3_column_count(left), step = SQLITE_ROW;
	bool same = columns == sqlite3_column_count(right);
	while (same && step == SQLITE_ROW) {
		step = sqlite3_step(left);
		same = step == sqlite3_step(right);
		for (int i = 0; same && step == SQLITE_ROW && i < columns; i++)
			same = same_value(left, right, i);
	}
	return same && step == SQLITE_DONE;
}

// Every row in order of all columns, for the key of some tables has three.
static sqlite3_stmt *rows_of(struct cache *cache, const char *table, int columns)
{
	struct str sql = {0};
	sqlite3_stmt *rows = NULL;
	str_addf(&sql, "SELECT * FROM \"%s\" ORDER BY 1", table);
	for (int i = 2; i <= columns; i++)
		str_addf(&sql, ", %d", i);
	sqlite3_prepare_v2(cache->db, str_text(&sql), -1, &rows, NULL);
	str_fini(&sql);
	return rows;
}

static bool same_table(struct cache *cache, struct cache *fresh, sqlite3_stmt *table,
		       struct err *err)
{
	const char *name = (const char *)sqlite3_column_text(table, 0);
	int columns = sqlite3_column_int(table, 1);
	sqlite3_stmt *left = rows_of(cache, name, columns), *right = rows_of(fresh, name, columns);
	bool same = left && right && same_steps(left, right);
	sqlite3_finalize(left);
	sqlite3_finalize(right);
	return same || err_set(err, ERR_CORRUPT,
			       "%s: table %s is not what the archive gives; `gavel cache rebuild`",
			       cache->path, name);
}

static bool same_tables(struct cache *cache, struct cache *fresh, struct err *err)
{
	sqlite3_stmt *tables = cache_statement(fresh, "tables", NULL, 0);
	bool row, same;
	while ((same = cache_step(fresh, tables, &row, err)) && row) {
		same = same_table(cache, fresh, tables, err);
		if (!same)
			break;
	}
	cache_statement_done(tables);
	return same;
}

static bool fold_fresh(struct cache **out, struct archive *archive, int64_t last_run,
		       struct err *err)
{
	struct fold_options options = {.last_run = last_run};
	if (!cache_open_file("", CACHE_WRITE, out, err))
		return false;
	return !last_run || cache_fold(*out, archive, &options, err);
}

static bool same_indexes(struct cache *cache, struct cache *fresh, struct err *err)
{
	sqlite3_stmt *left = cache_statement(cache, "indexes", NULL, 0);
	sqlite3_stmt *right = cache_statement(fresh, "indexes", NULL, 0);
	bool same = left && right && same_steps(left, right);
	cache_statement_done(left);
	cache_statement_done(right);
	return same ||
	       err_set(err, ERR_CORRUPT,
		       "%s: its indexes are not those that gavel makes; `gavel cache rebuild`",
		       cache->path);
}

// That the indexes have what the tables have, and nothing else. What SQLite says of a page has a
// line before it.
static bool is_sound(struct cache *cache, struct err *err)
{
	sqlite3_stmt *answer = cache_statement(cache, "integrity", NULL, 0);
	bool row, done = cache_step(cache, answer, &row, err);
	const char *text = row ? (const char *)sqlite3_column_text(answer, 0) : "";
	const char *line = strrchr(text, '\n');
	if (done && strcmp(text, "ok") != 0)
		done = err_set(err, ERR_CORRUPT, "%s: %s; `gavel cache rebuild`", cache->path,
			       line ? line + 1 : text);
	cache_statement_done(answer);
	return done;
}

// In one read transaction, so that what is compared is what last_run was asked of.
static bool verify(struct cache *cache, struct archive *archive, int64_t *last_run, struct err *err)
{
	struct cache *fresh = NULL;
	struct err unlike = {0};
	bool done =
		cache_last_run(cache, last_run, err) && fold_fresh(&fresh, archive, *last_run, err);
	if (done && !same_tables(cache, fresh, &unlike))
		done = cache_whole(fresh, 0, err) && err_set(err, unlike.code, "%s", unlike.text);
	else if (done)
		done = same_indexes(cache, fresh, err) && is_sound(cache, err) &&
		       cache_whole(cache, 0, err) && finder_verify(cache, err);
	cache_close(fresh);
	return done;
}

bool cache_verify(struct cache *cache, struct archive *archive, int64_t *last_run, struct err *err)
{
	if (!cache_execute(cache, "BEGIN", err))
		return false;
	bool done = verify(cache, archive, last_run, err);
	cache_rollback(cache);
	return done;
}
