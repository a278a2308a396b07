#include "ui/action.h"

static const struct action_row ACTIONS[ACTION_COUNT] = {
	[ACTION_NONE] = {"", ""},
	[ACTION_DOWN] = {"down", "next row", NULL, {"j, Down"}},
	[ACTION_UP] = {"up", "row before", NULL, {"k, Up"}},
	[ACTION_PAGE_DOWN] = {"page-down", "a page on", NULL, {"f, PgDn", "^F, PgDn"}},
	[ACTION_PAGE_UP] = {"page-up", "a page back", NULL, {"u, PgUp", "^B, PgUp"}},
	[ACTION_HALF_DOWN] = {"half-down", "half a page on", NULL, {"^D"}},
	[ACTION_HALF_UP] = {"half-up", "half a page back", NULL, {"^U"}},
	[ACTION_FIRST] = {"first", "first row", NULL, {"g, Home", "g g, Home"}},
	[ACTION_LAST] = {"last", "last row", NULL, {"G, End"}},
	[ACTION_OPEN] = {"open",
			 "the rows that this number is the sum of",
			 NULL,
			 {"Enter, Right", "Enter, l, Right"}},
	[ACTION_BACK] = {"back", "one level back", NULL, {"q, Esc, Left", "q, Esc, h, Left"}},
	[ACTION_BY] = {"by", "group by another dimension or tag", "cost", {"b"}},
	[ACTION_MEASURE] = {"measure",
			    "next measure: amortized, unblended, net, net amortized",
			    "cost",
			    {"m"}},
	[ACTION_EARLIER] = {"earlier", "the month before", "cost", {"["}},
	[ACTION_LATER] = {"later", "the month after", "cost", {"]"}},
	[ACTION_CURRENCY] = {"currency", "next currency; two are never added", "cost", {"c"}},
	[ACTION_RELOAD] = {"reload", "read the cache again", NULL, {"r"}},
	[ACTION_HELP] = {"help", "this list; Enter runs a line", NULL, {"?"}},
	[ACTION_REDRAW] = {"redraw", "paint the screen anew", NULL, {"^L"}, .fixed = true},
	[ACTION_STOP] = {"stop", "back to the shell; fg returns", NULL, {"^Z"}, .fixed = true},
	[ACTION_INTERRUPT] =
		{"interrupt", "stop a query that takes long", NULL, {"^C"}, .fixed = true},
	[ACTION_QUIT] = {"quit", "leave gavel", NULL, {"Q", "Q, Z Z"}},
};

static const char *const MAPS[MAP_COUNT] = {[MAP_DEFAULT] = "default", [MAP_VI] = "vi"};

const struct action_row *action_row(enum action action)
{
	return &ACTIONS[action];
}

enum action action_find(struct slice name)
{
	for (size_t a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		if (slice_is(name, ACTIONS[a].name))
			return (enum action)a;
	return ACTION_NONE;
}

const char *action_keys(enum action action, enum action_map map)
{
	const char *keys = ACTIONS[action].keys[map];
	return keys ? keys : ACTIONS[action].keys[MAP_DEFAULT];
}

const char *action_map_name(enum action_map map)
{
	return MAPS[map];
}
