// Cells: line items that share every dimension, summed exactly. Private to plugins/bill.
#ifndef GAVEL_PLUGINS_BILL_CELLS_H
#define GAVEL_PLUGINS_BILL_CELLS_H

#include "base/map.h"
#include "plugins/bill/record.h"

enum { CELL_TEXTS = 12 };

// The texts of a cell's key, in this order; their names are the protocol's.
extern const char *const CELL_NAMES[CELL_TEXTS];

// Rows of one input that folded into a cell; a chain by index + 1.
struct cell_rows {
	int input;
	int64_t first, last;
	uint32_t next;
};

struct cell {
	int64_t from, to, lines;
	uint32_t scope, rows; // rows: the newest link of the chain, index + 1
	bool split, has_net;
	struct line_measures sums;
	struct decimal split_cost, split_unused;
};

struct cells {
	struct map keys; // key bytes -> index into all
	vec(struct cell) all;
	vec(struct cell_rows) rows;
	struct map tagsets; // the cells' raw tag bytes -> index into sets
	vec(char *) sets;   // canonical JSON; "" when there is no tag
	struct str key;
};

void cells_fini(struct cells *cells);
// The record's texts in key order; tags is the canonical JSON, valid while cells lives.
void cells_texts(struct cells *cells, const struct record_layout *layout,
		 const struct record *record, const struct slice *row,
		 struct slice texts[CELL_TEXTS]);
// Folds a record into its cell.
void cells_add(struct cells *cells, uint32_t scope, const struct record *record,
	       const struct slice texts[CELL_TEXTS], const struct cell_rows *where);
// The posted interval: a whole day, or the record's own when it is longer.
void cells_interval(const struct record *record, int64_t *from, int64_t *to);
// The texts of a cell, cut out of its key.
void cells_key_texts(const struct cells *cells, size_t index, struct slice texts[CELL_TEXTS]);

#endif
