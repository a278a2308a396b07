// What the relations of inventories and of statements on them share.
#ifndef GAVEL_STORE_RELATIONS_STOCK_COLUMNS_H
#define GAVEL_STORE_RELATIONS_STOCK_COLUMNS_H

#define RUNNING(digest)                                                                            \
	"(SELECT count(*) FROM workload w WHERE w.digest = " digest " AND w.replicas > 0)"

#define VERSION(column, ecosystem, fragment_, sentence)                                            \
	{                                                                                          \
		.name = (column), .title = "version", .help = (sentence), .kind = COLUMN_TEXT,     \
		.role = COLUMN_PLAIN, .fragment = (fragment_),                                     \
		.sort = "(coalesce(" ecosystem ", '') || ' ' || " fragment_ ") COLLATE version",   \
		.absent = "unknown", .compare = "version_cmp(" ecosystem ", " fragment_ ", "       \
	}

// The inventory of the subject, or of a part of it, that was made last; each generator's last of
// the same digest, for one sees what the other does not; and its last of all where one of the two
// tells no digest.
#define LAST                                                                                       \
	"(SELECT max(o.at) AS at FROM sbom y JOIN scope o ON o.id = y.scope"                       \
	" WHERE y.subject = b.subject AND y.part IS b.part"
#define NEWEST                                                                                     \
	"(s.at = " LAST ") OR EXISTS (SELECT 1 FROM " LAST ") l JOIN sbom n JOIN scope m"          \
	" ON m.id = n.scope AND m.at = l.at WHERE n.subject = b.subject"                           \
	" AND n.part IS b.part AND CASE"                                                           \
	" WHEN n.digest = b.digest THEN s.at = " LAST                                              \
	" AND y.tool IS b.tool AND y.digest = b.digest)"                                           \
	" WHEN n.digest IS NULL OR b.digest IS NULL THEN s.at = " LAST                             \
	" AND y.tool IS b.tool) END))"

// A later statement of the same issuer on the same thing replaces one; what is not honoured
// replaces nothing, nor does what is not yet stated: its day has to come. What accuses counts
// before.
#define YET(at)	    at " / 86400 * 86400 > (SELECT now FROM moment)"
#define IN_FORCE    "v.honoured AND (v.weight >= 2 OR NOT coalesce(" YET("v.at") ", 0)) AND "
#define LASTS(time) "(v." time " IS NULL OR coalesce(" YET("v." time) ", 0))"
#define EFFECTIVE                                                                                  \
	IN_FORCE "(v.replaced_by IS NULL OR (" LASTS("replaced_at") " AND " LASTS("fixed_at") "))"

// Of finding_vex x: the one that holds now, else the first that will.
#define VEX_STANDS                                                                                 \
	"x.day = (SELECT min(y.day) FROM finding_vex y WHERE y.finding = x.finding"                \
	" AND coalesce(y.until > (SELECT now FROM moment), 1))"

#endif
