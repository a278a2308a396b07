// Keys: a Unicode code point, or one of these beyond the last of them.
#ifndef GAVEL_UI_KEY_H
#define GAVEL_UI_KEY_H

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
	KEY_ERASE, // Del
	KEY_UNKNOWN,
};

#endif
