// The order of an index. Private to this folder.
#ifndef GAVEL_STORE_FIRST_ORDER_H
#define GAVEL_STORE_FIRST_ORDER_H

#include "store/scans/scan_fold.h"

// Of a trace: what is sorted by within a bucket, below `texts`.
typedef uint32_t number_of(const struct scan_fold *scan, const struct trace *trace);

// Those that were named, by bucket, by `number` (NULL: nothing), by id; the caller frees. `texts`:
// how many the cache has, and one.
struct trace **order_named(const struct scan_fold *scan, number_of *number, size_t texts);

#endif
