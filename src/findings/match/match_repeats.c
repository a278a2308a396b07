#include "findings/match/match.h"

#include <stdlib.h>

static int by_print(const void *a, const void *b)
{
	const struct match_item *const *x = a, *const *y = b;
	return ((*x)->print > (*y)->print) - ((*x)->print < (*y)->print);
}

void match_repeats(struct match_side side)
{
	qsort(side.items, side.count, sizeof *side.items, by_print);
	for (size_t i = 0; i < side.count; i++) {
		struct match_item *item = side.items[i];
		item->repeats = (i && side.items[i - 1]->print == item->print) ||
				(i + 1 < side.count && side.items[i + 1]->print == item->print);
	}
}
