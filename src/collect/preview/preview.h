// What a dry run of scans would change.
//
//	publish_line -> preview_add …  publish_run -> preview_end, preview_tell per scope
//	                                              -> preview_free
//
// The lines are folded into a copy of the cache that nobody else sees; nothing is written anywhere.
// Must not: fail a run; what cannot be previewed is said, and the run is judged as ever.
#ifndef GAVEL_COLLECT_PREVIEW_PREVIEW_H
#define GAVEL_COLLECT_PREVIEW_PREVIEW_H

#include "collect/publish.h"

// Takes a line; begins at the first scope of scans.
void preview_add(struct publish *publish, const struct protocol_line *line);
// The cache as it would be, and the number of the run in it; NULL when there is none.
struct cache *preview_end(struct publish *publish, int64_t *run);
// Each finding that the scan of this key would change, up to some of a kind.
void preview_tell(struct publish *publish, const char *label);

#endif
