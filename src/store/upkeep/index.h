// The text index brought up to what the cache holds, a piece at a time, so that whoever wants to
// write waits for a moment only. Cut short, it goes on from there the next time.
#ifndef GAVEL_STORE_UPKEEP_INDEX_H
#define GAVEL_STORE_UPKEEP_INDEX_H

#include "store/cache.h"
#include "store/finder/finder.h"

struct index_options {
	struct cache_progress progress;
	int nap_ms; // between two pieces
	bool waits; // for another who does it; else true at once
};
// Of a cache at `path`, with the archive's lock of those who
// write the cache.
bool cache_index(const char *path, const char *archive, const struct index_options *options,
		 struct finder_state *out, struct err *err);
// Whether someone does it now.
bool cache_is_indexed_now(const char *archive);

#endif
