// Keys: a Unicode code point, or one of these beyond the last of them; and their names.
//
// Names are what people write in a keys file and read in help: "j", "PgDn", "^F", "F1", "Space".
#ifndef GAVEL_UI_KEY_H
#define GAVEL_UI_KEY_H

#include "base/err.h"
#include "base/str.h"

enum key {
	KEY_NONE = 0,
	KEY_INTERRUPT = 0x03, // ^C
	KEY_TAB = 0x09,
	KEY_REDRAW = 0x0c, // ^L
	KEY_ENTER_KEY = 0x0d,
	KEY_STOP = 0x1a, // ^Z
	KEY_ESCAPE = 0x1b,
	KEY_SPACE = 0x20,
	KEY_RUBOUT = 0x7f, // Backspace, whatever code a terminal has for it
	KEY_GO_UP = 0x110000,
	KEY_GO_DOWN,
	KEY_GO_LEFT,
	KEY_GO_RIGHT,
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_FIRST,
	KEY_LAST,
	KEY_TAB_BACK,
	KEY_ERASE,  // Del
	KEY_INSERT, // Ins
	KEY_F_1,
	KEY_F_12 = KEY_F_1 + 11,
	KEY_UNKNOWN,
};

// A name to a key. ERR_INVALID names it, with "did you mean" or what to write in its place.
bool key_read(struct slice name, uint32_t *key, struct err *err);
void key_add_name(struct str *out, uint32_t key);
// ^A to ^Z: such a key never changes anything. Enter, Tab and Backspace have names of their own.
bool key_is_ctrl(uint32_t key);
// The rows of the table of names, in its order, for the manual; NULL behind the last.
const char *key_special_name(size_t index);

#endif
