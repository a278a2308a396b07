// What cache*.c, statement.c and fold*.c share of an open cache. Private to the store.
#ifndef GAVEL_STORE_CACHE_PRIVATE_H
#define GAVEL_STORE_CACHE_PRIVATE_H

#include "store/cache.h"

struct cache {
	sqlite3 *db;
	char *path;
	sqlite3_stmt **statements; // by index in the table of named statements; NULL = not yet
	bool (*busy)(void *context);
	void *busy_context;
};

// The text of a named statement; NULL when there is none of that name.
const char *sql_text(const char *name);
size_t sql_count(void);
const char *sql_name(size_t index);

// ERR_CORRUPT or ERR_IO (disk full, no permission, busy) from SQLite's last error.
bool cache_fail(struct cache *cache, struct err *err);
// Runs SQL without results.
bool cache_execute(struct cache *cache, const char *sql, struct err *err);
// Runs a named statement that gives no rows.
bool cache_run(struct cache *cache, const char *name, const struct sql_value *values, size_t count,
	       struct err *err);
void cache_finalize_statements(struct cache *cache);

#endif
