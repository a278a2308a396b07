// Sums kept beside the cells of a bill, so that what a screen shows first needs no cells.
//
// cost_month sums a scope by account, service, region, line type, tagged or not, and currency;
// cost_day by day and currency, once as posted and once spread. The same queries give the same
// digits from a rollup and from the cells (see struct rollup in store/select.h).
// Private to the store.
#ifndef GAVEL_STORE_FOLD_FOLD_ROLLUP_H
#define GAVEL_STORE_FOLD_FOLD_ROLLUP_H

#include "base/map.h"
#include "base/vec.h"
#include "store/cache_private.h"

enum { ROLLUP_MEASURES = 8, ROLLUP_KEYS = 6, ROLLUP_DAY_MEASURES = 4 };

// A summand: a measure whose `has` is false is absent, which makes an absent sum of `net` ones.
struct rollup_amounts {
	struct decimal values[ROLLUP_MEASURES]; // as the table's columns
	bool has[ROLLUP_MEASURES];
	int64_t lines;
};

struct rollup {
	struct map keys; // bytes of the ids -> index into sums
	vec(struct rollup_amounts) sums;
};

// `keys`: the ids (0 = NULL) or times of the dimensions, in the order of the table's columns.
void rollup_add(struct rollup *rollup, const int64_t keys[ROLLUP_KEYS],
		const struct rollup_amounts *amounts);
void rollup_fini(struct rollup *rollup);

bool rollup_store_months(struct cache *cache, int64_t scope, const struct rollup *rollup,
			 struct err *err);
bool rollup_store_days(struct cache *cache, int64_t scope, const struct rollup *rollup,
		       struct err *err);

#endif
