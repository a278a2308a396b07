// Which targets scans are of, to tell who names one that nobody scanned.
#ifndef GAVEL_VIEW_GATE_TARGETS_H
#define GAVEL_VIEW_GATE_TARGETS_H

#include "findings/gate/policy.h"
#include "store/cache.h"

// Each once, in the order of their bytes. Texts are the arena's.
bool gate_targets_read(struct cache *cache, struct arena *arena, struct gate_words *out,
		       struct err *err);

#endif
