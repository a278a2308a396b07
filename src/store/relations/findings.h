// What the relations over findings share. Private to the store.
#ifndef GAVEL_STORE_RELATIONS_FINDINGS_H
#define GAVEL_STORE_RELATIONS_FINDINGS_H

#include "store/relations/words.h"

// What lists are sorted and narrowed by comes from few rows (bucket_now, filled for each reading,
// see sql/findings_now.sql); then their findings are met in order, each with what is said of it.
#define FINDINGS_FROM                                                                              \
	"bucket_now n CROSS JOIN finding f ON f.bucket = n.id"                                     \
	" LEFT JOIN finding_body o ON o.id = f.body"

#define FINDINGS_CVE                                                                               \
	"CASE WHEN o.ids GLOB 'CVE-*' THEN substr(o.ids, 1, instr(o.ids || ' ', ' ') - 1) END"

#define FINDINGS_KEV "(n.kev_due IS NOT NULL OR coalesce(o.kev, 0))"

#define FINDINGS_UPGRADE                                                                           \
	"CASE WHEN o.fixed IS NOT NULL AND o.package IS NOT NULL"                                  \
	" THEN o.package || ' to ' || o.fixed END"

// Monday 00:00 UTC of a time's ISO week: day 0 of unix time was a Thursday.
#define MONDAY(at) "(" at "/86400 - (" at "/86400 + 3) % 7) * 86400"

// How long it has been there, in steps; and what their order is.
#define FINDINGS_DAYS "((SELECT now FROM moment) - n.first_at) / 86400.0"
#define FINDINGS_AGED                                                                              \
	"CASE WHEN " FINDINGS_DAYS " <= 7 THEN 'up to 7 days' WHEN " FINDINGS_DAYS                 \
	" <= 30 THEN 'up to 30 days' WHEN " FINDINGS_DAYS                                          \
	" <= 90 THEN 'up to 90 days' WHEN " FINDINGS_DAYS                                          \
	" <= 180 THEN 'up to 180 days' ELSE 'over 180 days' END"

#endif
