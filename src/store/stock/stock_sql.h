// The order of versions and the matching of packages in SQL (findings/version, findings/purl).
#ifndef GAVEL_STORE_STOCK_STOCK_SQL_H
#define GAVEL_STORE_STOCK_STOCK_SQL_H

#include <sqlite3.h>

// Registers, on one connection; TYPE is a purl's type, or NULL:
//   version_cmp(TYPE, a, b)         -1, 0 or 1; NULL beside NULL
//   version_in(TYPE, version, range) 1 when it lies in it (findings/version/range.h); a range that
//                                   is NULL or empty holds all, a version that nobody knows in none
//   version_may_be_in(…)            the same, but one that nobody knows may lie in any, and a
//                                   commit between any bounds
//   source_in(TYPE, version, range) of a source package: 2 when it lies in it, 1 when it may, 0
//   version_asked(…)                the same, without the version's epoch where the range has none
//   purl_covers(pattern, purl)      1 when the pattern speaks of it
//   other_release(product, purl)    1 when both tell of which release of a distribution they are,
//                                   and it is not one (findings/package/release.h)
//   purl_may_cover(pattern, purl, version)  the same, of a purl whose version is told beside it, or
//                                   by nobody
//   purl_may_build(pattern, purl, version)  1 when the pattern is a source package, and one that
//                                   the package may be built of, if the names say so
//   vex_names(product, name, ref, digest)  1 when a statement's product is what was scanned
//   purl_fix(fixed, purl)           1 when the package is older than the fixed one, 2 when it is
//                                   that or newer (enum purl_fix), 0 when neither says anything
//   purl_base(purl)                 without version and qualifiers, as it is compared
//                                   (purl_unify); NULL when it is none
// and the collation VERSION, which orders texts "TYPE version".
void stock_sql_register(sqlite3 *db);

#endif
