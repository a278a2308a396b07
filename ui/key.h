// Keys: a Unicode code point, or one of these beyond the last of them.
#ifndef GAVEL_UI_KEY_H
#define GAVEL_UI_KEY_H

enum key {
	KEY_NONE = 0,
	KEY_INTERRUPT = 0x03, // ^C
	KEY_REDRAW = 0x0c,    // ^L
	KEY_ENTER_KEY = 0x0d,
	KEY_STOP = 0x1a, // ^Z
	KEY_ESCAPE = 0x1b,
	KEY_GO_UP = 0x110000,
	KEY_GO_DOWN,
	KEY_GO_LEFT,
	KEY_GO_RIGHT,
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_FIRST,
	KEY_LAST,
	KEY_UNKNOWN,
};

#endif
