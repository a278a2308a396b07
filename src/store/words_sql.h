// SQL functions that spell what the cache keeps as numbers: level_word, class_word, state_word,
// reason_word, finding_word. Also those who look into the cache by hand have them.
#ifndef GAVEL_STORE_WORDS_SQL_H
#define GAVEL_STORE_WORDS_SQL_H

#include <sqlite3.h>

void words_sql_register(sqlite3 *db);

#endif
