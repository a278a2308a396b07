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
	[ACTION_NEXT] = {.name = "next",
			 .help = "the same of the next row of the list it was opened from",
			 .keys = {"n"}},
	[ACTION_PREVIOUS] = {.name = "previous",
			     .help = "the same of the row before it in that list",
			     .keys = {"N"}},
	[ACTION_OPEN] =
		{.name = "open",
		 .help = "what is behind the row: the rows that it sums up, a finding in full",
		 .keys = {"Enter, Right", "Enter, l, Right"}},
	[ACTION_BACK] = {.name = "back",
			 .help = "one level back",
			 .keys = {"q, Esc, Left", "q, Esc, h, Left"}},
	[ACTION_BY] = {.name = "by", .help = "group by another dimension or tag", .keys = {"b"}},
	[ACTION_FIXES] = {.name = "fixes",
			  .help = "fix first: which upgrades close the most of these",
			  .where = "findings",
			  .keys = {"F"}},
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
	[ACTION_FILTER] = {.name = "filter",
			   .help = "only rows that match; Tab completes",
			   .keys = {"/"}},
	[ACTION_COMMAND] = {.name = "command",
			    .help = "a command, an address or an action by name",
			    .keys = {":"}},
	[ACTION_SORT] = {.name = "sort", .help = "sort by a column; again reverses", .keys = {"s"}},
	[ACTION_COLUMNS] = {.name = "columns",
			    .help = "show, hide and move columns",
			    .keys = {"C, |"}},
	[ACTION_COLUMN_BEFORE] = {.name = "column-before",
				  .help = "the column to the left",
				  .keys = {"<"}},
	[ACTION_COLUMN_NEXT] = {.name = "column-next",
				.help = "the column to the right; scrolls",
				.keys = {">"}},
	[ACTION_MARK] = {.name = "mark", .help = "mark the row, or no more", .keys = {"Space"}},
	[ACTION_MARK_ALL] = {.name = "mark-all",
			     .help = "mark all rows that are shown",
			     .keys = {"*"}},
	[ACTION_DETAIL] = {.name = "detail",
			   .help = "all columns of the row, in full",
			   .keys = {"i"}},
	[ACTION_JUMPS] = {.name = "jumps",
			  .help = "everything that this row leads to",
			  .keys = {"J"}},
	[ACTION_PROOF] = {.name = "provenance",
			  .help = "where the value comes from: runs, inputs, SQL",
			  .keys = {"p"}},
	[ACTION_COPY] = {.name = "copy", .help = "copy this screen's address", .keys = {"y"}},
	[ACTION_EXPORT] = {.name = "export",
			   .help = "write these rows to a file",
			   .keys = {"e"},
			   .changes = true},
	[ACTION_LINK] = {.name = "link", .help = "copy the row's link", .keys = {"o"}},
	[ACTION_NEWS] = {.name = "news", .help = "show what is new", .keys = {"."}},
	[ACTION_LAST_PLACE] = {.name = "last-place",
			       .help = "the place before this one, and back",
			       .keys = {"-"}},
	[ACTION_PLACE_BEFORE] = {.name = "place-before",
				 .help = "back through the places visited",
				 .keys = {"("}},
	[ACTION_PLACE_NEXT] = {.name = "place-next",
			       .help = "forward through the places visited",
			       .keys = {")"}},
	[ACTION_HISTORY] = {.name = "history",
			    .help = "the places visited; Enter goes to one",
			    .keys = {"H"}},
	[ACTION_TAB_1] = {.name = "pane-docket",
			  .help = "pane 1: what waits for someone, by due date",
			  .keys = {"1"}},
	[ACTION_TAB_2] = {.name = "pane-cost", .help = "pane 2: cost", .keys = {"2"}},
	[ACTION_TAB_3] = {.name = "pane-storage", .help = "pane 3: storage", .keys = {"3"}},
	[ACTION_TAB_4] = {.name = "pane-findings", .help = "pane 4: findings", .keys = {"4"}},
	[ACTION_TAB_5] = {.name = "pane-risks", .help = "pane 5: accepted risks", .keys = {"5"}},
	[ACTION_TAB_6] = {.name = "pane-dsr", .help = "pane 6: erasure requests", .keys = {"6"}},
	[ACTION_TAB_7] = {.name = "pane-cards", .help = "pane 7: model cards", .keys = {"7"}},
	[ACTION_TAB_8] = {.name = "pane-sources", .help = "pane 8: sources", .keys = {"8"}},
	[ACTION_TAB_9] = {.name = "pane-log", .help = "pane 9: the log", .keys = {"9"}},
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
