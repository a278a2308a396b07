// From the command line to the console.
#ifndef GAVEL_CMD_CONSOLE_H
#define GAVEL_CMD_CONSOLE_H

#include "cmd/command.h"

// What the command line takes where no command stands.
enum console_option { CONSOLE_FRESH, CONSOLE_OPTIONS };
extern const struct option console_options[CONSOLE_OPTIONS];

// Do the words begin with a view? None at all do.
bool console_is_address(const char *const *words, size_t count);
// Opens the console at the address that the words are; without any where the person was, or, asked
// for a fresh one, where it begins. ERR_INVALID without a terminal.
bool console_open(struct session *session, const struct doors *doors, struct words words,
		  bool fresh, struct err *err);

#endif
