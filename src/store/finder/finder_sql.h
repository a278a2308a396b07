// The text index in SQL.
#ifndef GAVEL_STORE_FINDER_FINDER_SQL_H
#define GAVEL_STORE_FINDER_FINDER_SQL_H

#include "store/finder/sets.h"

#include <sqlite3.h>

// SQLite copies a blob for each call of a function, so a set goes by a number. Registers, on one
// connection that frees the sets when it is closed; NULL is a set without ids:
//   finder_set(id)             aggregate: the ids as a SET
//   finder_bodies(word, columns, SET, …)
//                              the bodies of which one of the columns, "file, place", has a number
//                              of the SET behind it; those that are not indexed; and findings
//                              whose name holds the word, where that is not NULL. NULL when that
//                              is none at all
//   finder_hint(SET, body)     whether it is in a SET that finder_bodies made
//   finder_hint(SET, body, id) the same, or the finding's name
struct finder_sets *finder_sql_register(sqlite3 *db);

#endif
