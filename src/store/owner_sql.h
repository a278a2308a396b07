// SQL functions over findings: owner_of(class, target, tool, package, purl, file) is "@a @b" or
// NULL for nobody, owner_from(…) "FILE:LINE" of what says so, owner_has(owners, name) whether the
// name, in which '*' is any text, is one of them.
#ifndef GAVEL_STORE_OWNER_SQL_H
#define GAVEL_STORE_OWNER_SQL_H

#include "findings/owner/owners.h"

#include <sqlite3.h>

// Owners NULL: nobody owns anything. They are used until others are registered. False when the
// functions are in use.
bool owner_sql_register(sqlite3 *db, const struct owners *owners);

#endif
