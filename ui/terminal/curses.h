// Between curses and the console: what its codes and colours are to us. Private to term.c.
#ifndef GAVEL_UI_TERMINAL_CURSES_H
#define GAVEL_UI_TERMINAL_CURSES_H

#include "ui/theme.h"

// The bytes so far of a character in UTF-8, which may come cut in two. curses would drop those, or
// take what comes behind a broken one for more of it.
struct curses_character {
	char bytes[4];
	size_t len;
};

// Takes a code of wgetch: *key is an enum key, KEY_UNKNOWN for what has no name with us or is
// broken, KEY_NONE while a character is not whole. False when the key is a character that the code
// breaks off: the code is to be taken again.
bool curses_key(struct curses_character *character, int code, uint32_t *key);

// How many colours the terminal that curses has open can show.
enum colour_depth curses_depth(bool rgb);
// A look as attributes of curses; its colours become this pair.
unsigned curses_look(const struct look *look, short pair, enum colour_depth depth);

#endif
