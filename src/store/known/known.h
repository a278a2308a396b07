// The findings of a chain as the cache has them, when its next scan begins.
#ifndef GAVEL_STORE_KNOWN_KNOWN_H
#define GAVEL_STORE_KNOWN_KNOWN_H

#include "store/scans/scan_fold.h"

// A trace of each, in order of their ids.
bool known_load(struct fold *fold, struct scan_fold *scan, struct err *err);

#endif
