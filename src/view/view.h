// Views: named queries with a title, defaults, drill-downs; and their one-line addresses.
//
// One table, two doors: the console draws a view, `gavel show VIEW` prints the same rows.
//
//	ADDRESS = [VIEW] { TERM }
//	TERM    = by:DIM[,DIM…] | sort:[-]COL | limit:N | spread:yes | as-of:TIME | cols:… (console)
//	        | [-]COL OP VALUE[,VALUE…]     OP = ':' '=' '!=' '<' '<=' '>' '>='
//	        | [-]WORD | "quoted words"     text anywhere
//
// Values: days and times as dates, months (period:2018-12), relative ages (day>=30d: within
// the last 30 days); decimals; text is exact with ':' and '=', '*' is a wildcard, tag:KEY:VALUE
// or tag:KEY=VALUE; an empty value (tag:CostCenter=) matches absent.
#ifndef GAVEL_VIEW_VIEW_H
#define GAVEL_VIEW_VIEW_H

#include "store/select.h"
#include "view/session.h"

struct view {
	const char *name;     // "cost"
	const char *title;    // "Cost"
	const char *help;     // one sentence
	const char *relation; // relation_find name
	const char *by;	      // default grouping "service", or NULL for plain relations
	const char *drill;    // dimensions in the order Enter walks, comma-separated, or NULL
	int pane;	      // number key of the pane that shows it, 0 = none
};

const struct view *view_find(struct slice name); // NULL when absent
const struct view *view_list(size_t *count);

// Where an address is wrong.
struct address_error {
	size_t column; // byte offset in the text
};

// Parses an address into a select (memory: arena). `now` resolves ages. ERR_INVALID says what
// is wrong, with "did you mean" for names; place (may be NULL) gets the column.
bool address_parse(const char *text, int64_t now, struct arena *arena, const struct view **view,
		   struct select *out, struct address_error *place, struct err *err);
// Adds one term ("service:AmazonEC2", "by:day") to a select.
bool address_add(struct slice term, int64_t now, struct arena *arena, struct select *select,
		 struct err *err);
// The canonical address: parse(print(x)) == x. Values are quoted when they need it.
void address_print(const struct view *view, const struct select *select, struct str *out);

// Runs a view's select with the session's cache and account names.
bool view_run(struct session *session, const struct select *select, struct arena *arena,
	      struct result *out, struct err *err);

#endif
