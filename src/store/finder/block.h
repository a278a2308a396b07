// The narrow half of the text index: the numbers of what bodies say, column by column, a block for
// some thousand bodies (finder_block). A million of them are looked through in a few milliseconds.
// Private to the store.
//
// Must not: know what the numbers stand for.
#ifndef GAVEL_STORE_FINDER_BLOCK_H
#define GAVEL_STORE_FINDER_BLOCK_H

#include "store/cache.h"

// The order is part of the schema (sql/finder.sql).
enum finder_column {
	FINDER_TITLE,
	FINDER_FILE,
	FINDER_PLACE,
	FINDER_URL,
	FINDER_REST,
	FINDER_RULE,
	FINDER_LINE,
	FINDER_PACKAGE,
	FINDER_FLAW,
	FINDER_TEXT,
	FINDER_OWNED,
	FINDER_COLUMNS
};
enum { FINDER_BLOCK = 4000 }; // bodies

// The columns of these names, "file, place", as bits; 0 when one is unknown.
unsigned finder_columns_of(struct slice names);

// ---- Read ----

struct finder_reader {
	sqlite3_stmt *rows;
	int64_t first; // body of numbers[0]
	size_t count;
	uint32_t numbers[FINDER_BLOCK]; // 0: says nothing
};
// A column from the block of a body on; a code of SQLite. End it in any case.
int finder_read(struct finder_reader *reader, sqlite3 *db, enum finder_column column, int64_t body);
// The next block that says anything: SQLITE_ROW, SQLITE_DONE or why not.
int finder_read_next(struct finder_reader *reader);
void finder_read_end(struct finder_reader *reader);

// ---- Written ----

struct finder_writer {
	struct cache *cache;
	int64_t block;
	uint8_t bytes[1 + 4 * FINDER_BLOCK];
	uint32_t numbers[FINDER_COLUMNS][FINDER_BLOCK];
};
// What stands behind a body is forgotten.
bool finder_write(struct finder_writer *writer, struct cache *cache, int64_t last, struct err *err);
// Bodies come in the order of their ids.
bool finder_write_body(struct finder_writer *writer, int64_t body,
		       const uint32_t numbers[FINDER_COLUMNS], struct err *err);
// All is written.
bool finder_write_end(struct finder_writer *writer, struct err *err);

#endif
