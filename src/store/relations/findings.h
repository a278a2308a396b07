// What the relations over findings share. Private to the store.
#ifndef GAVEL_STORE_RELATIONS_FINDINGS_H
#define GAVEL_STORE_RELATIONS_FINDINGS_H

#include "store/relations/words.h"

// What lists are sorted and narrowed by comes from few rows (bucket_now, filled for each reading,
// see sql/findings_now.sql); then their findings are met in order, each with what is said of it.
#define FINDINGS_FROM "bucket_now n CROSS JOIN finding f ON f.bucket = n.id"
#define FINDINGS_BESIDE                                                                            \
	.beside = " LEFT JOIN finding_body o ON o.id = f.body", .beside_alias = "o.",              \
	.hinted = "f.body", .hinted_row = "finding_body o WHERE o.id = f.body"

// A text that the text index has: among titles, places or the rest (sql/finder.sql).
#define FOUND(column, heading, role_, fragment_, hint_, sentence)                                  \
	{                                                                                          \
		.name = (column), .title = (heading), .help = (sentence), .kind = COLUMN_TEXT,     \
		.role = (role_), .fragment = (fragment_), .hint = (hint_)                          \
	}

#define FINDINGS_CVE                                                                               \
	"CASE WHEN o.ids GLOB 'CVE-*' THEN substr(o.ids, 1, instr(o.ids || ' ', ' ') - 1) END"

#define FINDINGS_KEV "(n.kev_due IS NOT NULL OR coalesce(o.kev, 0))"

#define FINDINGS_UPGRADE                                                                           \
	"CASE WHEN o.fixed IS NOT NULL AND o.package IS NOT NULL"                                  \
	" THEN o.package || ' to ' || o.fixed END"

#endif
