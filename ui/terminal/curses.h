// Between curses and the console: what its codes and colours are to us. Private to term.c.
#ifndef GAVEL_UI_TERMINAL_CURSES_H
#define GAVEL_UI_TERMINAL_CURSES_H

#include "ui/theme.h"

#include <wchar.h>

// A code of wget_wch as an enum key; `special` when it is a key of curses, not a character.
// KEY_UNKNOWN for what has no name with us.
uint32_t curses_key(bool special, wint_t code);

// How many colours the terminal that curses has open can show.
enum colour_depth curses_depth(bool rgb);
// A look as attributes of curses; its colours become this pair.
unsigned curses_look(const struct look *look, short pair, enum colour_depth depth);

#endif
