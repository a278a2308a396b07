// One cell of a bill on its way from its archived line into the tables. Private to the fold.
#ifndef GAVEL_STORE_FOLD_COST_CELL_H
#define GAVEL_STORE_FOLD_COST_CELL_H

#include "store/fold/fold.h"

enum {
	CELL_DIMENSIONS = FOLD_DIMENSIONS,
	CELL_MEASURES = 11,
	CELL_SERVICE = 1,
	CELL_TAGS = 7,
	CELL_CURRENCY = 8,
};

struct cost_cell {
	int64_t id, start, stop, lines;
	struct sql_value dimensions[CELL_DIMENSIONS]; // text ids, as the table's columns
	struct slice texts[CELL_MEASURES];	      // at NULL = absent
	struct decimal values[CELL_MEASURES];
	struct str rows;
};

// Adds the cell to its scope's rollups, and divides a long one over the days it covers.
bool cell_spread(struct fold *fold, struct fold_scope *scope, const struct cost_cell *cell,
		 struct err *err);

#endif
