// What a person can do, and with which keys: the one table behind dispatch, `?`, the maps of keys,
// `gavel keys` and gavel-keys(5).
//
// The same letter means the same thing on every pane. No Ctrl key changes anything.
#ifndef GAVEL_UI_ACTION_H
#define GAVEL_UI_ACTION_H

#include "base/str.h"

enum action {
	ACTION_NONE,
	ACTION_DOWN,
	ACTION_UP,
	ACTION_PAGE_DOWN,
	ACTION_PAGE_UP,
	ACTION_HALF_DOWN,
	ACTION_HALF_UP,
	ACTION_FIRST,
	ACTION_LAST,
	ACTION_NEXT,
	ACTION_PREVIOUS,
	ACTION_OPEN,
	ACTION_BACK,
	ACTION_BY,
	ACTION_FIXES,
	ACTION_MEASURE,
	ACTION_EARLIER,
	ACTION_LATER,
	ACTION_CURRENCY,
	ACTION_FILTER,
	ACTION_COMMAND,
	ACTION_SORT,
	ACTION_COLUMNS,
	ACTION_COLUMN_BEFORE,
	ACTION_COLUMN_NEXT,
	ACTION_MARK,
	ACTION_MARK_ALL,
	ACTION_DETAIL,
	ACTION_JUMPS,
	ACTION_PROOF,
	ACTION_COPY,
	ACTION_EXPORT,
	ACTION_LINK,
	ACTION_NEWS,
	ACTION_LAST_PLACE,
	ACTION_PLACE_BEFORE,
	ACTION_PLACE_NEXT,
	ACTION_HISTORY,
	ACTION_TAB_1,
	ACTION_TAB_2,
	ACTION_TAB_3,
	ACTION_TAB_4,
	ACTION_TAB_5,
	ACTION_TAB_6,
	ACTION_TAB_7,
	ACTION_TAB_8,
	ACTION_TAB_9,
	ACTION_RELOAD,
	ACTION_HELP,
	ACTION_REDRAW,
	ACTION_STOP,
	ACTION_INTERRUPT,
	ACTION_QUIT,
	ACTION_COUNT
};

// The maps of keys that ship.
enum action_map { MAP_DEFAULT, MAP_VI, MAP_COUNT };

// To add an action: its name above, its row in action.c.
struct action_row {
	const char *name; // as written in a keys file: "page-down"
	const char *help;
	const char *where; // the view whose pane alone has it; NULL = every pane
	// Its keys in each map: "j, Down"; two keys one after the other are "g g". NULL for vi:
	// the same as in the default map.
	const char *keys[MAP_COUNT];
	bool changes; // data, or anything else that outlives the screen: never on a Ctrl key
	bool fixed;   // nobody can take its keys away
};

const struct action_row *action_row(enum action action);
enum action action_find(struct slice name); // ACTION_NONE when there is none
const char *action_keys(enum action action, enum action_map map);
const char *action_map_name(enum action_map map); // as written in gavel.yaml

#endif
