// Exact decimals in SQL: dec_sum(text) and dec_add(text, …) over canonical decimal text.
#ifndef GAVEL_STORE_DECIMAL_SQL_H
#define GAVEL_STORE_DECIMAL_SQL_H

#include <sqlite3.h>

// Registers, on one connection:
//   dec_sum(x)      aggregate; ignores NULL, NULL when there was nothing; an error on bad text
//   dec_add(x, …)   sum of its arguments, NULL counts as 0
//   dec_sub(x, y)   x - y, NULL counts as 0
void decimal_sql_register(sqlite3 *db);

#endif
