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

// Worked out when it is read: by the list of owners in gavel.yaml (findings/owner/owners.h).
#define FINDINGS_OWNER_OF "(n.class, n.target, n.tool, o.package, o.purl, o.file)"
#define FINDINGS_OWNER	  "owner_of" FINDINGS_OWNER_OF
#define FINDINGS_OWNER_COLUMN(role_)                                                               \
	{                                                                                          \
		.name = "owner", .title = "owner",                                                 \
		.help = "who owns it, as owners: of gavel.yaml says: owner:@acme/ml is any that "  \
			"has this one, with quotes only what has no other, owner= is nobody's",    \
		.kind = COLUMN_TEXT, .role = (role_), .fragment = FINDINGS_OWNER,                  \
		.holds = "owner_has(" FINDINGS_OWNER ", ", .exact_in_quotes = true                 \
	}

#endif
