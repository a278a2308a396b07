#include "store/rows_sql.h"

#include <stdlib.h>

#define POINTER_TYPE "rows_sql"
#define TAKER_TYPE   "rows_taker"

enum { NOT_GIVEN, GIVEN }; // plans

struct cursor {
	sqlite3_vtab_cursor base;
	struct rows_sql *rows;
	const struct sql_value *values; // of the row, NULL: behind the last
	int64_t at;
};

static int rows_connect(sqlite3 *db, void *context, int count, const char *const *arguments,
			sqlite3_vtab **out, char **message)
{
	(void)context, (void)count, (void)arguments, (void)message;
	*out = mem_alloc(sizeof **out);
	sqlite3_vtab_config(db, SQLITE_VTAB_DIRECTONLY);
	return sqlite3_declare_vtab(db, "CREATE TABLE x(c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, "
					"c11, c12, c13, c14, c15, rows HIDDEN)");
}

static int rows_disconnect(sqlite3_vtab *table)
{
	free(table);
	return SQLITE_OK;
}

static int rows_plan(sqlite3_vtab *table, sqlite3_index_info *plan)
{
	(void)table;
	plan->idxNum = NOT_GIVEN;
	for (int i = 0; i < plan->nConstraint; i++) {
		if (plan->aConstraint[i].iColumn != ROWS_SQL_COLUMNS)
			continue;
		if (!plan->aConstraint[i].usable)
			return SQLITE_CONSTRAINT;
		plan->aConstraintUsage[i].argvIndex = 1;
		plan->aConstraintUsage[i].omit = 1;
		plan->idxNum = GIVEN;
	}
	return SQLITE_OK;
}

static int rows_open(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
	struct cursor *c = mem_alloc(sizeof *c);
	(void)table;
	*out = &c->base;
	return SQLITE_OK;
}

static int rows_close(sqlite3_vtab_cursor *base)
{
	free(base);
	return SQLITE_OK;
}

static int rows_next(sqlite3_vtab_cursor *base)
{
	struct cursor *c = (struct cursor *)base;
	c->values = c->rows ? c->rows->next(c->rows->context) : NULL;
	c->at++;
	return SQLITE_OK;
}

static int rows_filter(sqlite3_vtab_cursor *base, int plan, const char *name, int count,
		       sqlite3_value **values)
{
	struct cursor *c = (struct cursor *)base;
	(void)name, (void)count;
	c->rows = plan == GIVEN ? sqlite3_value_pointer(values[0], POINTER_TYPE) : NULL;
	return rows_next(base);
}

static int rows_eof(sqlite3_vtab_cursor *base)
{
	return !((const struct cursor *)base)->values;
}

static int rows_column(sqlite3_vtab_cursor *base, sqlite3_context *out, int column)
{
	const struct cursor *c = (const struct cursor *)base;
	if (column >= ROWS_SQL_COLUMNS)
		return SQLITE_OK;
	const struct sql_value *value = &c->values[column];
	if (value->kind == SQL_INT)
		sqlite3_result_int64(out, value->integer);
	else if (value->kind == SQL_BLOB)
		sqlite3_result_blob(out, value->text.at, (int)value->text.len, SQLITE_TRANSIENT);
	else if (value->kind == SQL_TEXT)
		sqlite3_result_text(out, value->text.at, (int)value->text.len, SQLITE_TRANSIENT);
	else if (value->kind == SQL_REAL)
		sqlite3_result_double(out, value->real);
	return SQLITE_OK;
}

static int rows_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
	*out = ((const struct cursor *)base)->at;
	return SQLITE_OK;
}

static void take_row(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct rows_taker *taker = count ? sqlite3_value_pointer(values[0], TAKER_TYPE) : NULL;
	(void)context;
	if (taker)
		taker->take(taker->context, values + 1);
}

static void end_taking(sqlite3_context *context)
{
	sqlite3_result_null(context);
}

void rows_sql_register(sqlite3 *db)
{
	// Without a way to create it, it is there under its own name.
	static const sqlite3_module MODULE = {.xConnect = rows_connect,
					      .xDisconnect = rows_disconnect,
					      .xBestIndex = rows_plan,
					      .xOpen = rows_open,
					      .xClose = rows_close,
					      .xFilter = rows_filter,
					      .xNext = rows_next,
					      .xEof = rows_eof,
					      .xColumn = rows_column,
					      .xRowid = rows_rowid};
	sqlite3_create_module(db, "given_rows", &MODULE, NULL);
	sqlite3_create_function(db, "taken", -1, SQLITE_UTF8 | SQLITE_DIRECTONLY, NULL, NULL,
				take_row, end_taking);
}

static bool step(struct cache *cache, sqlite3_stmt *statement, struct err *err)
{
	bool row;
	return cache_step(cache, statement, &row, err);
}

bool rows_sql_step(struct cache *cache, sqlite3_stmt *statement, struct rows_sql *rows,
		   struct err *err)
{
	if (statement)
		sqlite3_bind_pointer(statement, 1, rows, POINTER_TYPE, NULL);
	return step(cache, statement, err);
}

static sqlite3_stmt *find(struct cache *cache, const char *name)
{
	struct sql_value none[] = {{.kind = SQL_NULL}};
	return cache_statement(cache, name, none, 1);
}

static void let_go(sqlite3_stmt *statement)
{
	cache_statement_done(statement);
	if (statement)
		sqlite3_bind_null(statement, 1);
}

bool rows_sql_run(struct cache *cache, const char *name, struct rows_sql *rows, struct err *err)
{
	sqlite3_stmt *statement = find(cache, name);
	bool done = rows_sql_step(cache, statement, rows, err);
	let_go(statement);
	return done;
}

bool rows_sql_take(struct cache *cache, const char *name, struct rows_taker *taker, struct err *err)
{
	sqlite3_stmt *statement = find(cache, name);
	if (statement)
		sqlite3_bind_pointer(statement, 1, taker, TAKER_TYPE, NULL);
	bool done = step(cache, statement, err);
	let_go(statement);
	return done;
}
