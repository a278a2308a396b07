// What closes findings, in SQL (findings/version/upgrade.h). Private to the store.
#ifndef GAVEL_STORE_UPGRADE_SQL_H
#define GAVEL_STORE_UPGRADE_SQL_H

#include <sqlite3.h>

// Registers, on one connection; a text is what closes a finding:
//   upgrade_package(text)          what one upgrade is of
//   upgrade_closes(text, upgrade)  1 when it closes that; with '*' in it, when the text fits it
//   upgrade_best(text)             aggregate: the least upgrade that closes all, of one package
// NULL beside NULL; upgrade_best passes it over.
void upgrade_sql_register(sqlite3 *db);

#endif
