// What a chain's first scan has, written when all of it is known.
#ifndef GAVEL_STORE_FIRST_FIRST_H
#define GAVEL_STORE_FIRST_FIRST_H

#include "store/scans/scan_fold.h"

// The findings that were named; counts them in their buckets.
bool first_store_findings(struct fold *fold, struct scan_fold *scan, struct err *err);
// Their sightings.
bool first_store_sightings(const struct step *step, struct err *err);

#endif
