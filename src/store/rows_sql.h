// Rows that a program gives, as a table of SQL: many are stored by one statement, which takes less
// than as many statements. Private to the store.
#ifndef GAVEL_STORE_ROWS_SQL_H
#define GAVEL_STORE_ROWS_SQL_H

#include "store/cache.h"

enum { ROWS_SQL_COLUMNS = 15 };

// Gives ROWS_SQL_COLUMNS values of the next row, good until the next call; NULL behind the last.
struct rows_sql {
	const struct sql_value *(*next)(void *context);
	void *context;
};

// Is given the values of each row.
struct rows_taker {
	void (*take)(void *context, sqlite3_value **values);
	void *context;
};

// Registers, on one connection, the table given_rows(rows): its columns are c1 to c15, and it is
// empty unless `rows` is bound by rows_sql_run; and the aggregate taken(taker, …), which likewise
// takes nothing unless rows_sql_take runs it.
void rows_sql_register(sqlite3 *db);
// Runs a named statement whose only parameter is that of given_rows.
bool rows_sql_run(struct cache *cache, const char *name, struct rows_sql *rows, struct err *err);
// Likewise one that the caller prepared (NULL: could not be), and resets.
bool rows_sql_step(struct cache *cache, sqlite3_stmt *statement, struct rows_sql *rows,
		   struct err *err);
// Runs a named statement whose only parameter is the first of taken: that takes half of the time of
// asking for row after row.
bool rows_sql_take(struct cache *cache, const char *name, struct rows_taker *taker,
		   struct err *err);

#endif
