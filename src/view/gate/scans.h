// Scans from a cache, as the gate judges them.
#ifndef GAVEL_VIEW_GATE_SCANS_H
#define GAVEL_VIEW_GATE_SCANS_H

#include "findings/gate/gate.h"
#include "store/cache.h"

// Texts are the arena's.
struct gate_scans {
	struct gate_scan *at;
	size_t len, room;
};

// Adds all scans. `with_rules`: their rules count as rule packs too, which takes time.
bool gate_scans_read(struct cache *cache, bool with_rules, struct arena *arena,
		     struct gate_scans *out, struct err *err);
// Adds of each kind of scan the newest whole one and what came since, with their rules.
bool gate_scans_read_standing(struct cache *cache, struct arena *arena, struct gate_scans *out,
			      struct err *err);

#endif
