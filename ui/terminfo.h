// What terminfo says of the terminal: only strings that we send, never questions to ask it.
// Apart from term.c because <term.h> claims common words as macros.
#ifndef GAVEL_UI_TERMINFO_H
#define GAVEL_UI_TERMINFO_H

#include "base/err.h"
#include "base/str.h"

// Reads the description of a terminal type (NULL = $TERM). ERR_INVALID when there is none.
bool terminfo_read(const char *name, int fd, struct err *err);
void terminfo_forget(void);
// Appends what leaves the screen as it was: attributes, keypad, cursor, alternate screen.
void terminfo_add_leaving(struct str *out);
// Are its colours RGB values? Of the terminal that curses has open.
bool terminfo_has_rgb(void);

#endif
