// From a number to the rows that sum to it: the select behind Enter.
//
// A row of view cost opens the same cost grouped one step finer, held to that row's dimensions;
// the finest step is view cells, whose rows name the bill's own lines. Which step follows which
// is one table. Must not: run anything.
#ifndef GAVEL_VIEW_DRILL_H
#define GAVEL_VIEW_DRILL_H

#include "view/view.h"

struct drill {
	const struct view *view;
	struct select select;
};

// False when nothing lies below, or the row is held to more than a select can be.
bool drill_open(const struct select *from, const struct result *result, size_t row,
		struct arena *arena, struct drill *out);

#endif
