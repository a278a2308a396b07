// Inventories that have what is known to be exploited, where no scan tells of it: nobody meets it
// among the findings, so it goes onto the docket by itself.
//
// Must not: know what a statement is about (store/relations).
#ifndef GAVEL_VIEW_GATE_ADVISED_H
#define GAVEL_VIEW_GATE_ADVISED_H

#include "store/cache.h"

// Adds a row per flaw to the docket, of which the temporary tables may be written.
bool advised_fill(struct cache *cache, struct err *err);

#endif
