// SQL over files by DuckDB's C library, which is opened at run time; every value comes as text.
//
// gavel is built and works without it. The library that is named, or found in the usual places,
// must be an absolute path, a regular file owned by root or the running user, and not writable by
// group or others. It is kept small: two threads, a memory limit (and one for this process), no
// spilling to disk, no extensions loaded, no file but the one that is allowed, and its settings
// locked.
//
// Must not: hand out anything but text, or know what a column means.
#ifndef GAVEL_PLUGINS_SDK_DUCK_H
#define GAVEL_PLUGINS_SDK_DUCK_H

#include "base/err.h"
#include "base/str.h"

#include <stddef.h>

struct duck;

// Opens the library and an empty database in memory that may read `allowed` and nothing else
// (a path; it must hold no quote). `named`: the library's path, or NULL for $GAVEL_DUCKDB and
// then the usual places. ERR_NOT_FOUND: there is none; the text says what to do. ERR_DENIED: its
// path, owner or mode is refused. ERR_INVALID: it is no such library.
bool duck_open(const char *named, const char *allowed, struct duck **out, struct err *err);
void duck_close(struct duck *duck); // NULL is fine

// Begins a query whose columns are all of type VARCHAR; it ends the one before. Rows are made as
// they are taken. ERR_INVALID: the engine's own words, one line.
bool duck_query(struct duck *duck, const char *sql, struct err *err);
// The next row: *cells has a slice per column, at NULL for SQL's null, valid until the next call.
// *more is false behind the last row. ERR_INVALID as above.
bool duck_next(struct duck *duck, const struct slice **cells, bool *more, struct err *err);

#endif
