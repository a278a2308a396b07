// How long repairs take, in SQL. Private to the store.
#ifndef GAVEL_STORE_REPAIR_SQL_H
#define GAVEL_STORE_REPAIR_SQL_H

#include <sqlite3.h>

// Registers, on one connection, two aggregates over (seconds, findings, repaired), each in seconds
// and NULL when it cannot be told (findings/measures/repair.h):
//   repair_median             of those that are repaired
//   repair_survival_median    Kaplan-Meier, of all
void repair_sql_register(sqlite3 *db);

#endif
