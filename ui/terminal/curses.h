// Between curses and the console: what its codes and colours are to us. Private to term.c.
#ifndef GAVEL_UI_TERMINAL_CURSES_H
#define GAVEL_UI_TERMINAL_CURSES_H

#include <stdbool.h>
#include <stdint.h>
#include <wchar.h>

// A code of wget_wch as an enum key; `special` when it is a key of curses, not a character.
// KEY_UNKNOWN for what has no name with us.
uint32_t curses_key(bool special, wint_t code);

#endif
