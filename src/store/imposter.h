// A table of the cache, and each of its indexes, written by themselves: many rows whose indexes are
// each given in their own order are stored in less than half of the time that a row takes whose
// entry is sought in every index. Private to the store.
//
// An imposter table stands for the pages of another (https://www.sqlite.org/imposter.html), for as
// long as the connection has it; SQLite writes the pages as ever. That the indexes have what the
// table has is the caller's part.
#ifndef GAVEL_STORE_IMPOSTER_H
#define GAVEL_STORE_IMPOSTER_H

#include "store/rows_sql.h"

// Whether this SQLite can.
bool imposter_is_possible(void);
// Adds rows to a table, or entries to an index: of these the values are its columns and the row's
// id. In whatever order; that of the index is the fastest. In a transaction, and once for each name
// until imposter_end, which is due after a failure too. ERR_IO when the file has none of that name.
bool imposter_add(struct cache *cache, const char *name, struct rows_sql *rows, struct err *err);
// After the last: none is there any more.
void imposter_end(struct cache *cache);

#endif
