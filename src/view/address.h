// Addresses: one line that says which rows of which view, in which order; gavel-filter(7).
//
//	ADDRESS = [VIEW] { TERM }
//	TERM    = by:DIM[,DIM…] | cols:COL[,COL…] | sort:[-]COL | limit:N | spread:yes
//	        | [-]COL OP VALUE[,VALUE…]     OP = ':' '=' '!=' '<' '<=' '>' '>='
//	        | [-]WORD                      text anywhere
//
// Terms are separated by blanks; "…" keeps what it holds together and takes it as it stands, ""
// in it is one quote. '-' or '!' before a condition turns it round. Of several values one is
// enough; A..B, A.. and ..B are ranges, both ends in. '*' in a value of text stands for anything.
// Dates and months are all of their time; now, today, yesterday, tomorrow, -7d and +2h are
// against the clock when the rows are read. No value (tag:CostCenter=) matches what is absent.
// Must not: read a clock or a cache, but for address_complete.
#ifndef GAVEL_VIEW_ADDRESS_H
#define GAVEL_VIEW_ADDRESS_H

#include "store/select.h"

struct view;
struct session;

// Part of a text, in bytes from its beginning.
struct piece {
	size_t at, len;
};

// Parses an address into a select (memory: arena). ERR_INVALID says what is wrong.
bool address_parse(struct slice text, struct arena *arena, const struct view **view,
		   struct select *out, struct err *err);
// The same of a command line: each word is a term whatever blanks it holds; the first may be a
// view, or a whole address. Without a view it is cost.
struct words {
	const char *const *at;
	size_t count;
};
bool address_parse_words(struct words words, struct arena *arena, const struct view **view,
			 struct select *out, struct err *err);
// Is it good? False: *wrong is the piece that is not, for a prompt's caret, and err says why.
// With a view the text is terms alone, without one (NULL) a whole address.
bool address_check(const struct view *view, struct slice text, struct piece *wrong,
		   struct err *err);
// The canonical address: parse(print(x)) means the same as x.
void address_print(const struct view *view, const struct select *select, struct str *out);

// ---- A part of an address, the rest kept ----

// Adds one term ("service:AmazonEC2", "by:day"); blanks in it belong to its value.
bool address_add(struct slice term, struct arena *arena, struct select *select, struct err *err);
// The same in the place of the conditions on its column; a word in the place of all words.
bool address_replace(struct slice term, struct arena *arena, struct select *select,
		     struct err *err);
// Takes away one condition, by its index in select->filters.
void address_remove(struct select *select, size_t index);
// All conditions and shapes of `terms` in the place of all conditions; shapes it does not name
// (by:, sort:…) stay. For what is typed behind '/'. The select is not changed when it is false.
bool address_filter(struct slice terms, struct arena *arena, struct select *select,
		    struct err *err);
// The conditions alone, as an address has them: what '/' begins with. And one of them.
void address_print_conditions(const struct select *select, struct str *out);
void address_print_condition(const struct filter *filter, struct str *out);
// Groups by a list of dimensions, "total" being none.
bool address_group(struct slice list, struct arena *arena, struct select *select, struct err *err);
// Sorts by a column, descending with a '-' before it.
bool address_sort(struct slice column, struct arena *arena, struct select *select, struct err *err);
// Shows these columns only, in this order; none: all of them again.
bool address_columns(struct slice list, struct arena *arena, struct select *select,
		     struct err *err);
// A value as an address writes it: in quotes where it needs them.
void address_add_value(struct slice value, struct str *out);

// What shapes a result rather than choosing rows, one by one: "by" and its sentence. False behind
// the last.
struct candidate;
bool address_shape(size_t index, struct candidate *out);

// ---- Completion ----

// What a person is typing: terms of a view (or, NULL, a whole address), and where the caret is.
struct typed {
	const struct view *view;
	struct slice text;
	size_t caret; // in bytes
};

struct candidate {
	const char *text; // what takes the place of `replaces`: "service", "AmazonEC2", "by:"
	const char *help; // a sentence; of a known value how often, or ""
};

enum { CANDIDATES_MAX = 50 };

struct candidates {
	struct piece replaces; // of the typed text, up to the caret
	struct candidate items[CANDIDATES_MAX];
	size_t count;
	bool more; // there are others
};

// What may stand at the caret, best first: views, columns, operators, words such as sort:, and
// values that the cache knows (asked at most 50 ms; none when it is not there). Never fails.
void address_complete(struct session *session, const struct typed *typed, struct arena *arena,
		      struct candidates *out);

#endif
