// One record of a bill, read: its texts, times and amounts, by the columns of the part at hand.
// Private to plugins/bill.
#ifndef GAVEL_PLUGINS_BILL_RECORD_H
#define GAVEL_PLUGINS_BILL_RECORD_H

#include "base/arena.h"
#include "base/err.h"
#include "base/vec.h"
#include "cost/amortize.h"
#include "plugins/bill/fields.h"

#include <stdint.h>

struct tag_column {
	size_t index;
	struct slice key; // owned by the part
};

// A text that was read before gives the same time: most rows repeat the last row's.
struct time_memo {
	char text[40];
	size_t len;
	int64_t time, month; // month: its first second
};

// A column that the part has.
struct field_column {
	enum bill_field field;
	size_t index;
};

// Where the fields stand in this part's records.
struct record_layout {
	const struct bill_dialect *dialect;
	int columns[FIELD_COUNT]; // -1 = the part has no such column
	size_t column_count;
	vec(struct tag_column) tags;
	// One for each of `columns` that is there: the record's own, and those of its subject.
	vec(struct field_column) own, shared;
	vec(size_t) amounts; // which of the rules' amounts it has (record.c)
	vec(size_t) subject; // the columns that a line's subject is made of: shared ones and tags
	struct arena texts;
	struct time_memo memo[3]; // start, end, period
};

// What many records share: all that follows from the columns in `subject`.
struct record_kind {
	enum line_type type;
	bool split;	// split-cost-allocation rows
	bool plan_sale; // of the service that sells Savings Plans
};

// Zero-initialised before the first use; reused from record to record of one part.
struct record {
	const struct slice *cells;	  // the row it was picked from
	struct slice fields[FIELD_COUNT]; // at NULL or empty = absent
	int64_t period, start, stop;	  // stop: exclusive, midnight for an end of 23:59:59
	struct line_amounts amounts;	  // as they stand in the row
	struct line_measures measures;
	struct decimal split_cost, split_unused; // zero unless it is a split row
};

// False with ERR_INVALID when this is not a bill's header; the text names what is missing.
bool record_layout_read(struct record_layout *layout, const struct bill_dialect *dialect,
			const struct slice *header, size_t count, struct err *err);
void record_layout_fini(struct record_layout *layout);
bool record_has(const struct record_layout *layout, enum bill_field field);

// Picks the fields out of a row's cells, which are at least as many as the header's: those of its
// own, and those of its subject, whose cells may be left unmade when its group is known.
void record_pick(const struct record_layout *layout, const struct slice *cells, struct record *out);
void record_pick_subject(const struct record_layout *layout, const struct slice *cells,
			 struct record *out);
// Is the column one that a subject is made of?
bool record_is_subject(const struct record_layout *layout, size_t column);
struct record_kind record_kind(const struct record_layout *layout, const struct record *record);
// Reads times and amounts of the fields that were picked. False with ERR_INVALID: why the row
// cannot be used.
bool record_read(struct record_layout *layout, const struct record_kind *kind,
		 struct record *record, struct err *err);

#endif
