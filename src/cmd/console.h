// From the command line to the console.
#ifndef GAVEL_CMD_CONSOLE_H
#define GAVEL_CMD_CONSOLE_H

#include "cmd/command.h"

// Do the words begin with a view? None at all do.
bool console_is_address(const char *const *words, size_t count);
// Opens the console at the address that the words are. ERR_INVALID without a terminal.
bool console_open(struct session *session, const struct doors *doors, const char *const *words,
		  size_t count, struct err *err);

#endif
