// A cache that is made in a file beside, FILE.new, and then takes the place of FILE: at any moment
// the one or the other is there whole, and readers find the new one by cache_snapshot.
//
//	beside_open -> what is written into it -> beside_place
//	                                      \-> cache_close, beside_remove
//
// The caller holds the lock of those who write the cache. Private to the store.
#ifndef GAVEL_STORE_UPKEEP_BESIDE_H
#define GAVEL_STORE_UPKEEP_BESIDE_H

#include "store/cache_private.h"

// Empty; what one that was killed left is gone.
bool beside_open(const char *path, enum cache_mode mode, struct cache **out, struct err *err);
// Closes it in any case. ERR_BUSY when a reader does not let go of the old one, which then stays.
bool beside_place(struct cache *cache, const char *path, struct err *err);
void beside_remove(const char *path);

#endif
