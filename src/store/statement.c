#include "store/cache.h"

#include "store/cache_private.h"

#include "store_sql.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { STATEMENT_COUNT = sizeof SQL_STATEMENTS / sizeof *SQL_STATEMENTS };

size_t sql_count(void)
{
	return STATEMENT_COUNT;
}

const char *sql_name(size_t index)
{
	return SQL_STATEMENTS[index].name;
}

static size_t find(const char *name)
{
	for (size_t i = 0; i < STATEMENT_COUNT; i++)
		if (strcmp(SQL_STATEMENTS[i].name, name) == 0)
			return i;
	assert(!"a statement of this name");
	return 0;
}

const char *sql_text(const char *name)
{
	return SQL_STATEMENTS[find(name)].text;
}

// `keep`: whether SQLite has to copy texts (SQLITE_TRANSIENT) or finds them until it is reset
// (SQLITE_STATIC).
static void bind(sqlite3_stmt *statement, int at, const struct sql_value *value,
		 sqlite3_destructor_type keep)
{
	if (value->kind == SQL_INT)
		sqlite3_bind_int64(statement, at, value->integer);
	else if (value->kind == SQL_TEXT && value->text.at)
		sqlite3_bind_text(statement, at, value->text.at, (int)value->text.len, keep);
	else if (value->kind == SQL_BLOB)
		sqlite3_bind_blob(statement, at, value->text.at, (int)value->text.len, keep);
	else if (value->kind == SQL_REAL)
		sqlite3_bind_double(statement, at, value->real);
	else
		sqlite3_bind_null(statement, at);
}

static sqlite3_stmt *prepare(struct cache *cache, const char *name)
{
	size_t place = (uintptr_t)name / 8 % CACHE_ASKED;
	if (name != cache->asked[place].name) {
		cache->asked[place].index = find(name);
		cache->asked[place].name = name;
	}
	size_t index = cache->asked[place].index;
	if (!cache->statements)
		cache->statements = mem_alloc(STATEMENT_COUNT * sizeof(sqlite3_stmt *));
	sqlite3_stmt **statement = &cache->statements[index];
	if (!*statement &&
	    sqlite3_prepare_v3(cache->db, SQL_STATEMENTS[index].text, -1, SQLITE_PREPARE_PERSISTENT,
			       statement, NULL) != SQLITE_OK)
		return NULL;
	return *statement;
}

static sqlite3_stmt *prepare_bound(struct cache *cache, const char *name,
				   const struct sql_value *values, size_t count,
				   sqlite3_destructor_type keep)
{
	sqlite3_stmt *statement = prepare(cache, name);
	assert(!statement || sqlite3_bind_parameter_count(statement) == (int)count);
	for (size_t i = 0; statement && i < count; i++)
		bind(statement, (int)i + 1, &values[i], keep);
	return statement;
}

sqlite3_stmt *cache_statement(struct cache *cache, const char *name, const struct sql_value *values,
			      size_t count)
{
	return prepare_bound(cache, name, values, count, SQLITE_TRANSIENT);
}

void cache_statement_done(sqlite3_stmt *statement)
{
	sqlite3_reset(statement);
}

bool cache_step(struct cache *cache, sqlite3_stmt *statement, bool *row, struct err *err)
{
	int step = statement ? sqlite3_step(statement) : SQLITE_ERROR;
	*row = step == SQLITE_ROW;
	return step == SQLITE_ROW || step == SQLITE_DONE || cache_fail(cache, err);
}

bool cache_run(struct cache *cache, const char *name, const struct sql_value *values, size_t count,
	       struct err *err)
{
	sqlite3_stmt *statement = prepare_bound(cache, name, values, count, SQLITE_STATIC);
	if (!statement)
		return cache_fail(cache, err);
	int result = sqlite3_step(statement);
	bool done = result == SQLITE_DONE || result == SQLITE_ROW || cache_fail(cache, err);
	sqlite3_reset(statement);
	return done;
}

// The schemas are not statements to prepare: their tables are there already.
bool cache_prepare_all(struct cache *cache, struct err *err)
{
	for (size_t i = 0; i < STATEMENT_COUNT; i++) {
		sqlite3_stmt *statement = NULL;
		if (slice_ends(slice_of(SQL_STATEMENTS[i].name), "schema"))
			continue;
		int result =
			sqlite3_prepare_v2(cache->db, SQL_STATEMENTS[i].text, -1, &statement, NULL);
		sqlite3_finalize(statement);
		if (result != SQLITE_OK)
			return err_set(err, ERR_CORRUPT, "statement %s: %s", SQL_STATEMENTS[i].name,
				       sqlite3_errmsg(cache->db));
	}
	return true;
}

void cache_finalize_statements(struct cache *cache)
{
	for (size_t i = 0; cache->statements && i < STATEMENT_COUNT; i++)
		sqlite3_finalize(cache->statements[i]);
	free(cache->statements);
	cache->statements = NULL;
}

// ---- One moment ----

bool cache_hold(struct cache *cache, struct err *err)
{
	return cache_execute(cache, "SAVEPOINT held", err);
}

void cache_release(struct cache *cache)
{
	sqlite3_exec(cache->db, "RELEASE held", NULL, NULL, NULL);
}

// ---- Temporary tables ----

bool cache_temp_begin(struct cache *cache, struct err *err)
{
	return cache_execute(cache, "PRAGMA query_only = 0; SAVEPOINT temp", err);
}

void cache_temp_end(struct cache *cache)
{
	sqlite3_exec(cache->db, "RELEASE temp", NULL, NULL, NULL);
	if (sqlite3_db_readonly(cache->db, "main") == 1)
		sqlite3_exec(cache->db, "PRAGMA query_only = 1", NULL, NULL, NULL);
}
