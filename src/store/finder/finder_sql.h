// The text index in SQL: sets of ids, a bit each, kept beside the statements that ask them.
#ifndef GAVEL_STORE_FINDER_FINDER_SQL_H
#define GAVEL_STORE_FINDER_FINDER_SQL_H

#include <sqlite3.h>

#include <stdint.h>

// SQLite copies a blob for each call of a function, so a set goes by a number.
struct finder_sets;

// Registers, on one connection that frees the sets when it is closed; a SET is a number, NULL has
// no ids:
//   finder_set(id)                 aggregate: the ids as a SET
//   finder_any(SET, id, …)         whether one of the ids is in it
//   finder_hint(SET, indexed, id)  whether it is in it, or beyond what is indexed
//   finder_named(id, word)         whether the finding's name holds the word, in any case
struct finder_sets *finder_sql_register(sqlite3 *db);
// The sets that are made from now on can be let go by finder_sets_drop.
uint64_t finder_sets_mark(const struct finder_sets *sets);
void finder_sets_drop(struct finder_sets *sets, uint64_t mark);

#endif
