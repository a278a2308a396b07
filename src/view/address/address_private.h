// What the files of this folder share: an address while it is read. Private to view/address/.
#ifndef GAVEL_VIEW_ADDRESS_ADDRESS_PRIVATE_H
#define GAVEL_VIEW_ADDRESS_ADDRESS_PRIVATE_H

#include "view/view.h"

// A text is read in slices of itself, quotes and all, so that every fault has a place in it.
struct reader {
	const char *begin;
	struct arena *arena;
	struct select *select;
	struct piece *wrong; // or NULL
	struct err *err;
};

struct operator_row {
	const char *text, *help;
	enum filter_op op;
};
const struct operator_row *operator_rows(size_t *count);
const char *operator_text(enum filter_op op, bool keyed);

// by:, cols:, sort:, limit:, spread: what shapes the result rather than choosing rows.
struct shape {
	const char *name, *help;
	bool grouped; // only where rows are grouped
	bool (*read)(struct reader *r, struct slice value);
};
const struct shape *shape_rows(size_t *count);
// The shape that a term is of, its value behind the colon; NULL when it is none.
const struct shape *shape_of(struct slice term, struct slice *value);

// ERR_INVALID about one piece; false.
bool reader_refuse(struct reader *r, struct slice piece, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
bool read_term(struct reader *r, struct slice term);
bool read_condition(struct reader *r, struct slice term, struct filter *out);
bool read_terms(struct reader *r, struct slice text);
// "tag:KEY" or a plain column's name.
bool read_column(struct reader *r, struct slice text, struct dimension *out);

// ---- Raw text (raw.c): what stands in quotes is kept together ----

// The first of these characters outside quotes, from a place on; text.len when there is none.
size_t raw_find(struct slice text, size_t from, const char *chars);
// Cuts at the first of these characters outside quotes, as slice_cut.
struct slice raw_cut(struct slice *rest, const char *chars);
// The next term, without the blanks around it.
struct slice raw_term(struct slice *rest);
// Without its quotes. `stars` (or NULL) learns of '*' in quotes and outside; it is not cleared.
struct raw_stars {
	bool kept, free;
};
const char *raw_unquote(struct slice text, struct arena *arena, struct raw_stars *stars);
bool raw_is_closed(struct slice text); // every quote has an end
// The operator at this place, or NULL; where the column's name of a condition ends.
const struct operator_row *raw_operator(struct slice text, size_t at);
size_t raw_find_operator(struct slice text, size_t from);
// In tag:KEY=VALUE the key may hold colons: any other operator goes first, else the last colon.
size_t raw_find_key_end(struct slice text, size_t from);
// '-' or '!' before a condition; *term is what stands behind it.
bool raw_negated(struct slice *term);

#endif
