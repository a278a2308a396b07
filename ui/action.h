// What a person can do, and with which keys: the one table behind dispatch and `?`.
//
// The same letter means the same thing on every pane. No Ctrl key changes anything.
#ifndef GAVEL_UI_ACTION_H
#define GAVEL_UI_ACTION_H

#include <stddef.h>
#include <stdint.h>

enum action {
	ACTION_NONE,
	ACTION_DOWN,
	ACTION_UP,
	ACTION_PAGE_DOWN,
	ACTION_PAGE_UP,
	ACTION_FIRST,
	ACTION_LAST,
	ACTION_OPEN,
	ACTION_BACK,
	ACTION_BY,
	ACTION_MEASURE,
	ACTION_EARLIER,
	ACTION_LATER,
	ACTION_CURRENCY,
	ACTION_RELOAD,
	ACTION_HELP,
	ACTION_REDRAW,
	ACTION_STOP,
	ACTION_INTERRUPT,
	ACTION_QUIT,
	ACTION_COUNT
};

enum { ACTION_KEYS = 3 };

struct action_row {
	const char *name;	    // as written in help: "down"
	uint32_t keys[ACTION_KEYS]; // enum key or code points; 0 = none
	const char *shown;	    // the keys as written in help: "j, Down"
	const char *help;
};

const struct action_row *action_row(enum action action);
enum action action_of_key(uint32_t key); // ACTION_NONE when the key does nothing

#endif
