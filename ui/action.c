#include "ui/action.h"

#include "ui/key.h"

static const struct action_row ACTIONS[ACTION_COUNT] = {
	[ACTION_DOWN] = {"down", {'j', KEY_GO_DOWN}, "j Down", "next row"},
	[ACTION_UP] = {"up", {'k', KEY_GO_UP}, "k Up", "row before"},
	[ACTION_PAGE_DOWN] = {"page down", {KEY_PAGE_DOWN, 'f'}, "f PgDn", "a page on"},
	[ACTION_PAGE_UP] = {"page up", {KEY_PAGE_UP, 'u'}, "u PgUp", "a page back"},
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
