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
	int64_t time;
};

// Where the fields stand in this part's records.
struct record_layout {
	const struct bill_dialect *dialect;
	int columns[FIELD_COUNT]; // -1 = the part has no such column
	size_t column_count;
	vec(struct tag_column) tags;
	struct arena texts;
	struct time_memo memo[3]; // start, end, period
};

struct record {
	struct slice fields[FIELD_COUNT]; // at NULL or empty = absent
	int64_t period, start, stop;	  // stop: exclusive, midnight for an end of 23:59:59
	struct line_facts facts;
	struct line_measures measures;
	struct decimal split_cost, split_unused;
	bool split; // a split-cost-allocation row
};

// False with ERR_INVALID when this is not a bill's header; the text names what is missing.
bool record_layout_read(struct record_layout *layout, const struct bill_dialect *dialect,
			const struct slice *header, size_t count, struct err *err);
void record_layout_fini(struct record_layout *layout);
bool record_has(const struct record_layout *layout, enum bill_field field);

// Reads cells. False with ERR_INVALID: why the row cannot be used.
bool record_read(struct record_layout *layout, const struct slice *cells, size_t count,
		 struct record *out, struct err *err);

#endif
