// What commands print. A file or a pipe gets the very bytes; a terminal is shown marks in the place
// of escapes, marks of direction and whatever else could act on it, since exact forms (CSV, JSON)
// hold what reports say as it is.
#ifndef GAVEL_CMD_TERMINAL_OUTPUT_H
#define GAVEL_CMD_TERMINAL_OUTPUT_H

#include "base/err.h"
#include "base/str.h"

// To stdout; whole lines. ERR_IO with errno.
bool output_write(struct slice bytes, struct err *err);

#endif
