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

// Of several digests of a subject the one whose inventory was made last.
#define NEWEST                                                                                     \
	"s.at = (SELECT max(o.at) FROM sbom y JOIN scope o ON o.id = y.scope WHERE y.subject = "   \
	"b.subject)"

// A later statement of the same issuer on the same thing replaces one; what is not honoured
// replaces nothing, nor does what is not yet stated: its day has to come. What accuses counts
// before.
#define YET(at) at " / 86400 * 86400 > (SELECT now FROM moment)"
#define EFFECTIVE                                                                                  \
	"v.honoured AND (v.replaced_by IS NULL OR coalesce(" YET(                                  \
		"v.replaced_at") ", 0))"                                                           \
				 " AND (v.weight >= 2 OR NOT coalesce(" YET("v.at") ", 0))"

#endif
