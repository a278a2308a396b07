// Views: named queries with a title and defaults; and their one-line addresses.
//
//	ADDRESS = [VIEW] { TERM }
//	TERM    = by:DIM[,DIM…] | sort:[-]COL | limit:N | spread:yes
//	        | [-]COL OP VALUE[,VALUE…]     OP = ':' '=' '!=' '<' '<=' '>' '>='
//	        | WORD                         text anywhere
//
// Terms are separated by blanks; "…" keeps blanks together. A value of a text column may hold
// '*'; days and times are dates; an empty value (tag:CostCenter=) matches what is absent.
#ifndef GAVEL_VIEW_VIEW_H
#define GAVEL_VIEW_VIEW_H

#include "store/select.h"
#include "view/session.h"

// Of a screen, in cells.
struct size {
	int columns, rows;
};

struct view {
	const char *name;     // "cost"
	const char *relation; // of relation_find
	const char *by;	      // default grouping, or NULL for plain relations
};

const struct view *view_find(struct slice name); // NULL when absent
const struct view *view_list(size_t *count);
// Every view's name, for errors and help; borrowed from the arena.
const char *view_names(struct arena *arena);

// Parses an address into a select (memory: arena). ERR_INVALID says what is wrong.
bool address_parse(struct slice text, struct arena *arena, const struct view **view,
		   struct select *out, struct err *err);
// Adds one term ("service:AmazonEC2", "by:day") to a select.
bool address_add(struct slice term, struct arena *arena, struct select *select, struct err *err);
// Groups by a list of dimensions, "total" being none.
bool address_group(struct slice list, struct arena *arena, struct select *select, struct err *err);
// Sorts by a column, descending with a '-' before it.
bool address_sort(struct slice column, struct arena *arena, struct select *select, struct err *err);
// The canonical address: parse(print(x)) means the same as x.
void address_print(const struct view *view, const struct select *select, struct str *out);

// Runs a select on the session's cache.
bool view_run(struct session *session, const struct select *select, struct arena *arena,
	      struct result *out, struct err *err);

#endif
