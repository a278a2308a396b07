// Cells: line items that share every dimension, summed exactly. Private to plugins/bill.
//
//	record --subjects_put, cells_group--> group: its dimensions but time  (a few thousand)
//	       --cells_add------------------> cell:  one interval of a group, sums  (x days)
//
// A record finds its group by the bytes of the cells that its texts are made of (subjects.h), so
// that texts are made once a group, and its cell mostly as the group's newest.
#ifndef GAVEL_PLUGINS_BILL_CELLS_H
#define GAVEL_PLUGINS_BILL_CELLS_H

#include "base/map.h"
#include "plugins/bill/record.h"
#include "plugins/bill/subjects.h"

enum { CELL_ACCOUNT = 0, CELL_TEXTS = 12 };

// The texts of a group, in this order; their names are the protocol's.
extern const char *const CELL_NAMES[CELL_TEXTS];

struct cell_group {
	struct slice texts[CELL_TEXTS]; // owned by cells; tags is the canonical JSON
	char *sent; // for the sender: what its cells say of it, NULL before; owned by cells
};

// What every record needs of its group, apart so that it stays in the processor's cache.
struct cell_head {
	struct record_kind kind;
	uint32_t newest; // the group's cell that was met last, index + 1
};

// Rows of one input that folded into a cell; a chain by index + 1 into the older ones.
struct cell_rows {
	int input;
	uint32_t older;
	int64_t first, last;
};

// The sums that most cells do not have.
struct cell_rare {
	struct decimal true_up, upfront, refund, net_unblended, net_amortized;
	struct decimal split_cost, split_unused;
};

struct cell_key {
	int64_t from, to;
	uint32_t group, scope;
};

struct cell {
	struct cell_key key;
	int64_t lines;
	struct cell_rows rows; // of the newest input
	bool has_net;
	struct decimal unblended, amortized, usage, on_demand;
	struct cell_rare *rare; // NULL: all zero; owned by cells
};

struct cells {
	struct subjects subjects; // of the part's records
	struct map keys;	  // texts -> index into groups
	vec(struct cell_group) groups;
	vec(struct cell_head) heads; // by group
	vec(struct cell *) blocks;   // of cells, in order of their making
	int64_t unreadable;	     // groups whose tags are no JSON
	size_t count;
	uint32_t *slots; // group, scope and interval -> index + 1 into the cells, 0 = free
	size_t slot_count;
	vec(struct cell_rows) older; // rows of inputs before a cell's newest
	struct arena rare;
	struct str key;
};

void cells_fini(struct cells *cells);
// To be called before the rows of a part with another layout.
void cells_begin_part(struct cells *cells);
// The group, as an index, of a record of a new subject, which was picked. ERR_INVALID: a text of
// it is not UTF-8.
bool cells_group(struct cells *cells, const struct record_layout *layout,
		 const struct record *record, uint32_t *out, struct err *err);
// Folds a record into its cell.
struct cell_place {
	uint32_t scope, group;
	int input;
	int64_t row;
};
void cells_add(struct cells *cells, const struct cell_place *place, const struct record *record);
// The posted interval: a whole day, or the record's own when it is longer.
void cells_interval(const struct record *record, int64_t *from, int64_t *to);
struct cell *cells_at(const struct cells *cells, size_t index);

#endif
