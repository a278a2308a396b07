// The text index of findings: which texts they have, each once (sql/finder.sql).
//
// It is built behind the publishing, a piece at a time, and is always as far as finder_state says:
// a fold that writes a body takes it back to before that one, in its own transaction. Queries ask
// it which rows to read (query/hint.c) and count by it; what it does not reach is read as if there
// was none.
// Must not: be believed beyond what finder_state says.
#ifndef GAVEL_STORE_FINDER_FINDER_H
#define GAVEL_STORE_FINDER_FINDER_H

#include "store/cache.h"

// Bodies that are not indexed cost no time worth speaking of up to so many.
enum { FINDER_WORTH = 10000 };

struct finder_state {
	int64_t indexed, total; // bodies
};
bool finder_state(struct cache *cache, struct finder_state *out, struct err *err);
// Whether searching texts takes longer for what is not indexed.
bool finder_is_behind(const struct finder_state *state);
// How much of it there is, 0 to 100; 100 only when it is all.
int finder_percent(const struct finder_state *state);

// Indexes bodies for about so many milliseconds (0: to the end) in one transaction. The caller
// holds the lock of those who write the cache.
bool finder_build(struct cache *cache, int64_t ms, struct finder_state *out, struct err *err);
// Whether what is indexed is what the bodies say: ERR_CORRUPT names the first that differs.
bool finder_verify(struct cache *cache, struct err *err);

#endif
