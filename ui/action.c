#include "ui/action.h"

static const struct action_row ACTIONS[ACTION_COUNT] = {
	[ACTION_NONE] = {.name = "", .help = ""},
	[ACTION_DOWN] = {.name = "down", .help = "next row", .keys = {"j, Down"}},
	[ACTION_UP] = {.name = "up", .help = "row before", .keys = {"k, Up"}},
	[ACTION_PAGE_DOWN] = {.name = "page-down",
			      .help = "a page on",
			      .keys = {"f, PgDn", "^F, PgDn"}},
	[ACTION_PAGE_UP] = {.name = "page-up",
			    .help = "a page back",
			    .keys = {"u, PgUp", "^B, PgUp"}},
	[ACTION_HALF_DOWN] = {.name = "half-down", .help = "half a page on", .keys = {"^D"}},
	[ACTION_HALF_UP] = {.name = "half-up", .help = "half a page back", .keys = {"^U"}},
	[ACTION_FIRST] = {.name = "first", .help = "first row", .keys = {"g, Home", "g g, Home"}},
	[ACTION_LAST] = {.name = "last", .help = "last row", .keys = {"G, End"}},
	[ACTION_OPEN] = {.name = "open",
			 .help = "the rows that this number is the sum of",
			 .keys = {"Enter, Right", "Enter, l, Right"}},
	[ACTION_BACK] = {.name = "back",
			 .help = "one level back",
			 .keys = {"q, Esc, Left", "q, Esc, h, Left"}},
	[ACTION_BY] = {.name = "by",
		       .help = "group by another dimension or tag",
		       .where = "cost",
		       .keys = {"b"}},
	[ACTION_MEASURE] = {.name = "measure",
			    .help = "next measure: amortized, unblended, net, net amortized",
			    .where = "cost",
			    .keys = {"m"}},
	[ACTION_EARLIER] = {.name = "earlier",
			    .help = "the month before",
			    .where = "cost",
			    .keys = {"["}},
	[ACTION_LATER] = {.name = "later",
			  .help = "the month after",
			  .where = "cost",
			  .keys = {"]"}},
	[ACTION_CURRENCY] = {.name = "currency",
			     .help = "next currency; two are never added",
			     .where = "cost",
			     .keys = {"c"}},
	[ACTION_RELOAD] = {.name = "reload", .help = "read the cache again", .keys = {"r"}},
	[ACTION_HELP] = {.name = "help", .help = "this list; Enter runs a line", .keys = {"?"}},
	[ACTION_REDRAW] = {.name = "redraw",
			   .help = "paint the screen anew",
			   .keys = {"^L"},
			   .fixed = true},
	[ACTION_STOP] = {.name = "stop",
			 .help = "back to the shell; fg returns",
			 .keys = {"^Z"},
			 .fixed = true},
	[ACTION_INTERRUPT] = {.name = "interrupt",
			      .help = "stop a query that takes long",
			      .keys = {"^C"},
			      .fixed = true},
	[ACTION_QUIT] = {.name = "quit", .help = "leave gavel", .keys = {"Q", "Q, Z Z"}},
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
