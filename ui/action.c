#include "ui/action.h"

#include "ui/key.h"

static const struct action_row ACTIONS[ACTION_COUNT] = {
	[ACTION_DOWN] = {"down", {'j', KEY_GO_DOWN}, "j Down", "next row"},
	[ACTION_UP] = {"up", {'k', KEY_GO_UP}, "k Up", "row before"},
	[ACTION_PAGE_DOWN] = {"page-down", {KEY_PAGE_DOWN, 'f'}, "f PgDn", "a page on"},
	[ACTION_PAGE_UP] = {"page-up", {KEY_PAGE_UP, 'u'}, "u PgUp", "a page back"},
	[ACTION_FIRST] = {"first", {'g', KEY_FIRST}, "g Home", "first row"},
	[ACTION_LAST] = {"last", {'G', KEY_LAST}, "G End", "last row"},
	[ACTION_OPEN] = {"open",
			 {KEY_ENTER_KEY, KEY_GO_RIGHT},
			 "Enter Right",
			 "the rows that this number is the sum of"},
	[ACTION_BACK] = {"back", {'q', KEY_ESCAPE, KEY_GO_LEFT}, "q Esc Left", "one level back"},
	[ACTION_BY] = {"by", {'b'}, "b", "group by another dimension or tag"},
	[ACTION_MEASURE] = {"measure",
			    {'m'},
			    "m",
			    "next measure: amortized, unblended, net, net amortized"},
	[ACTION_EARLIER] = {"earlier", {'['}, "[", "the month before"},
	[ACTION_LATER] = {"later", {']'}, "]", "the month after"},
	[ACTION_CURRENCY] = {"currency", {'c'}, "c", "next currency; two are never added"},
	[ACTION_FILTER] = {"filter", {'/'}, "/", "only rows that match; Tab completes"},
	[ACTION_COMMAND] = {"command", {':'}, ":", "a command, an address or an action by name"},
	[ACTION_SORT] = {"sort", {'s'}, "s", "sort by a column; again reverses"},
	[ACTION_COLUMNS] = {"columns", {'C', '|'}, "C |", "show, hide and move columns"},
	[ACTION_COLUMN_BEFORE] = {"column-before", {'<'}, "<", "the column to the left"},
	[ACTION_COLUMN_NEXT] = {"column-next", {'>'}, ">", "the column to the right; scrolls"},
	[ACTION_MARK] = {"mark", {KEY_SPACE}, "Space", "mark the row, or no more"},
	[ACTION_MARK_ALL] = {"mark-all", {'*'}, "*", "mark all rows that are shown"},
	[ACTION_DETAIL] = {"detail", {'i'}, "i", "all columns of the row, in full"},
	[ACTION_JUMPS] = {"jumps", {'J'}, "J", "everything that this row leads to"},
	[ACTION_PROOF] = {"provenance",
			  {'p'},
			  "p",
			  "where the value comes from: runs, inputs, SQL"},
	[ACTION_COPY] = {"copy", {'y'}, "y", "copy this screen's address"},
	[ACTION_EXPORT] = {"export", {'e'}, "e", "write these rows to a file"},
	[ACTION_LINK] = {"link", {'o'}, "o", "copy the row's link"},
	[ACTION_NEWS] = {"news", {'.'}, ".", "show what is new"},
	[ACTION_LAST_PLACE] = {"last-place", {'-'}, "-", "the place before this one, and back"},
	[ACTION_PLACE_BEFORE] = {"place-before", {'('}, "(", "back through the places visited"},
	[ACTION_PLACE_NEXT] = {"place-next", {')'}, ")", "forward through the places visited"},
	[ACTION_HISTORY] = {"history", {'H'}, "H", "the places visited; Enter goes to one"},
	[ACTION_TAB_1] = {"pane-docket", {'1'}, "1", "what waits for someone, by due date"},
	[ACTION_TAB_2] = {"pane-cost", {'2'}, "2", "cost"},
	[ACTION_TAB_3] = {"pane-storage", {'3'}, "3", "storage"},
	[ACTION_TAB_4] = {"pane-findings", {'4'}, "4", "findings"},
	[ACTION_TAB_5] = {"pane-risks", {'5'}, "5", "accepted risks"},
	[ACTION_TAB_6] = {"pane-dsr", {'6'}, "6", "erasure requests"},
	[ACTION_TAB_7] = {"pane-cards", {'7'}, "7", "model cards"},
	[ACTION_TAB_8] = {"pane-sources", {'8'}, "8", "sources"},
	[ACTION_TAB_9] = {"pane-log", {'9'}, "9", "the log"},
	[ACTION_RELOAD] = {"reload", {'r'}, "r", "read the cache again"},
	[ACTION_HELP] = {"help", {'?'}, "?", "this list; Enter runs a line"},
	[ACTION_REDRAW] = {"redraw", {KEY_REDRAW}, "^L", "paint the screen anew"},
	[ACTION_STOP] = {"stop", {KEY_STOP}, "^Z", "back to the shell; fg returns"},
	[ACTION_INTERRUPT] = {"interrupt", {KEY_INTERRUPT}, "^C", "stop a query that takes long"},
	[ACTION_QUIT] = {"quit", {'Q'}, "Q", "leave gavel"},
};

const struct action_row *action_row(enum action action)
{
	return &ACTIONS[action];
}

enum action action_of_key(uint32_t key)
{
	for (size_t a = 0; key && a < ACTION_COUNT; a++)
		for (size_t k = 0; k < ACTION_KEYS; k++)
			if (ACTIONS[a].keys[k] == key)
				return (enum action)a;
	return ACTION_NONE;
}

enum action action_find(struct slice name)
{
	for (size_t a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		if (slice_is(name, ACTIONS[a].name))
			return (enum action)a;
	return ACTION_NONE;
}
