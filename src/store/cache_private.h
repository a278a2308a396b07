// What cache.c, statement.c, fold/ and upkeep/ share of an open cache. Private to the store.
#ifndef GAVEL_STORE_CACHE_PRIVATE_H
#define GAVEL_STORE_CACHE_PRIVATE_H

#include "store/cache.h"

#include <sys/types.h>

enum { CACHE_ASKED = 64 };

struct cache {
	sqlite3 *db;
	char *path;   // "" = a private temporary file
	dev_t device; // of the file that is open; inode 0 = it was made by this opening
	ino_t inode;
	int64_t generation;	   // how often the file was found replaced
	sqlite3_stmt **statements; // by index in the table of named statements; NULL = not yet
	// Those that were asked for, by the address of their name: most are asked for again.
	struct {
		const char *name;
		size_t index;
	} asked[CACHE_ASKED];
	// That the SQL functions know, and of which generation of this they are.
	const struct owners *owners;
	int64_t owners_number, owners_generation;
	bool (*busy)(void *context);
	void *busy_context;
	struct finder_sets *sets; // of running queries; the connection's
	int64_t limit_ms;	  // of clock_monotonic_ms, when SQL is interrupted; 0 = never
};

// Opens without asking where the file lies; "" is a private temporary file that SQLite removes.
bool cache_open_file(const char *path, enum cache_mode mode, struct cache **out, struct err *err);
// The text of a named statement; NULL when there is none of that name.
const char *sql_text(const char *name);
size_t sql_count(void);
const char *sql_name(size_t index);

// ERR_CORRUPT or ERR_IO (disk full, no permission, busy) from SQLite's last error.
bool cache_fail(struct cache *cache, struct err *err);
// Runs SQL without results.
bool cache_execute(struct cache *cache, const char *sql, struct err *err);
// Ends a transaction, whatever interrupts; nothing when there is none.
void cache_rollback(struct cache *cache);
bool cache_last_run(struct cache *cache, int64_t *out, struct err *err); // 0 = none was folded
void cache_finalize_statements(struct cache *cache);

#endif
