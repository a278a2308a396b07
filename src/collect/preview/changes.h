// What a dry run would change beside scans: what VEX statements claim of findings, which hits on
// stored inventories come or go, which findings the KEV catalogue lists, scores, and packages.
//
//	changes_note per scope that would be shown -> changes_find, which fills preview_change
//
// The same is looked at in the cache as it is and as it would be; what differs is told.
#ifndef GAVEL_COLLECT_PREVIEW_CHANGES_H
#define GAVEL_COLLECT_PREVIEW_CHANGES_H

#include "store/cache.h"

struct changes {
	struct cache *sides[2]; // as it is, or NULL; as it would be
	int64_t now;
	size_t part; // being looked at,
	int side;    // and where
	unsigned parts,
		asked; // as bits: what is looked at; what is told also where nothing differs
};

bool changes_begin(struct changes *changes, struct err *err);
// Looks at what is of this scope alone.
bool changes_note(struct changes *changes, const struct scope_outcome *outcome, struct err *err);
bool changes_find(struct changes *changes, struct err *err);

#endif
