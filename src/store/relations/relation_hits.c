#include "store/relations/relation.h"
#include "store/relations/stock_columns.h"

// A product by the rules that findings have (findings/vex.h): name, repository, tag, digest.
#define NAMED "vex_names(v.product, b.subject, b.version, b.digest)"
// What a statement on a component of a product is true of: the product by its purl, digest, name or
// document. What CSAF names by a CPE or in words can be held against no inventory: then the
// component's own purl decides.
#define OF_PRODUCT                                                                                 \
	"(v.component IS NULL OR v.product IS NULL OR v.product IN (b.subject, b.digest, b.purl)"  \
	" OR purl_covers(v.product, b.purl) OR " NAMED                                             \
	" OR (v.format = 'csaf' AND v.product NOT GLOB 'pkg:*')"                                   \
	" OR (b.serial IS NOT NULL AND instr(v.product, b.serial) > 0))"
// That something is fixed closes nothing of which the next look tells otherwise: it takes away
// neither a version that is listed still nor what an inventory of before it lists.
#define UNFIXED                                                                                    \
	"(v.versions IS NOT NULL OR v.purl GLOB 'pkg:*/?*@*'"                                      \
	" OR v.fixed_at > (SELECT x.at FROM scope x WHERE x.id = b.scope))"
#define HITTING                                                                                    \
	IN_FORCE "(v.replaced_by IS NULL OR (" LASTS("replaced_at") " AND (" LASTS(                \
		"fixed_at") " OR " UNFIXED                                                         \
			    "))) AND v.status IN ('affected', 'under_investigation')"
// A catalogue of exploited vulnerabilities names vendors and products in words, which match no
// package: what it lists hits the packages in which a scanner found the CVE, then or now.
#define KEV_HITS                                                                                   \
	"SELECT DISTINCT k.cve, CASE WHEN p.version IS o.version THEN 'affected'"                  \
	" ELSE 'may_be_affected' END, 'KEV', NULL, 'kev', NULL, k.added, k.scope, 0, "             \
	"b.scope, p.id FROM kev k CROSS JOIN finding_id i ON i.id = k.cve"                         \
	" CROSS JOIN finding f ON f.id = i.finding CROSS JOIN finding_body o ON o.id = f.body"     \
	" CROSS JOIN package p ON p.base = purl_base(o.purl) AND (p.version = o.version"           \
	" OR p.version IS NULL)"                                                                   \
	" CROSS JOIN component c ON c.package = p.id JOIN sbom b ON b.scope = c.scope"
// Of some versions, one that nobody knows may be one, and so may a commit between bounds.
#define STATUS(known)                                                                              \
	"v.vulnerability, CASE WHEN v.status <> 'affected' OR (p.version IS NOT NULL"              \
	" AND version_in(p.ecosystem, p.version, v.versions)) OR (" known                          \
	") THEN v.status ELSE 'may_be_affected' END AS status, "
#define OF_VERSION STATUS("v.versions IS NULL AND purl_covers(v.purl, p.purl)")
#define OF_PART	   STATUS("v.versions IS NULL")
#define OF_RANGE   "source_in(p.ecosystem, c.source_version, v.versions)"
#define OF_SOURCE                                                                                  \
	"v.vulnerability, CASE WHEN v.status <> 'affected' OR " OF_RANGE                           \
	" = 2 THEN v.status ELSE 'may_be_affected' END AS status, "
#define OF_SUBJECT "v.vulnerability, v.status, "
#define HIT_VALUES                                                                                 \
	"v.issuer, v.document, v.format, v.level, v.at AS stated, v.scope AS said, v.id AS vex, "  \
	"b.scope"

// An advisory that names what is fixed, as Red Hat's do once it is, says that what is older is not
// (Red Hat, "Security data", CSAF and VEX files), unless it has the fix of its own minor release.
// Of a product that is laid over the distribution it may have another build.
#define UNFIXED_HITS                                                                               \
	"SELECT v.vulnerability, min(CASE WHEN v.product GLOB 'cpe:*:redhat:enterprise_linux*'"    \
	" OR v.product GLOB 'cpe:*:redhat:rhel_*' THEN 'affected' ELSE 'may_be_affected' END),"    \
	" v.issuer, v.document, v.format, v.level, max(v.at), v.scope, min(v.id), c.scope, p.id"   \
	" FROM vex v CROSS JOIN package p ON p.base = v.base CROSS JOIN component c"               \
	" ON c.package = p.id JOIN sbom b ON b.scope = c.scope WHERE v.status = 'fixed' AND "      \
	"v.format = 'csaf'"                                                                        \
	" AND v.versions IS NULL AND " IN_FORCE "v.replaced_by IS NULL"                            \
	" AND purl_fix(v.purl, p.purl) = 1 AND " OF_PRODUCT                                        \
	" AND NOT other_release(v.product, p.purl) AND NOT EXISTS (SELECT 1 FROM vex w"            \
	" WHERE w.base = v.base AND w.vulnerability = v.vulnerability AND w.status = 'fixed'"      \
	" AND w.replaced_by IS NULL AND coalesce(w.issuer, w.document) = coalesce(v.issuer, "      \
	"v.document)"                                                                              \
	" AND w.format = 'csaf' AND purl_fix(w.purl, p.purl) = 2)"                                 \
	" GROUP BY v.vulnerability, v.issuer, v.document, v.scope, c.scope, p.id"

// An open finding of a scan of the very subject, by its name or its digest.
#define SCANNED                                                                                    \
	"EXISTS (SELECT 1 FROM finding_id i JOIN finding f ON f.id = i.finding"                    \
	" JOIN bucket u ON u.id = f.bucket JOIN chain n ON n.id = u.chain"                         \
	" WHERE i.id = h.vulnerability AND u.state = 0 AND (n.target = b.subject OR EXISTS"        \
	" (SELECT 1 FROM scan z WHERE z.chain = n.id AND z.digest = b.digest)))"

static const struct column HITS_COLUMNS[] = {
	COLUMN("advisory", "advisory", COLUMN_TEXT, "h.vulnerability", "the vulnerability"),
	COLUMN("subject", "subject", COLUMN_TEXT, "b.subject", "the inventory's subject"),
	COLUMN("component", "component", COLUMN_TEXT, "coalesce(p.name, '-')",
	       "the component; - is the subject itself"),
	VERSION("version", "p.ecosystem", "p.version", "the component's version"),
	COLUMN("status", "status", COLUMN_TEXT, "h.status",
	       "affected, under_investigation, or may_be_affected: nobody knows the version, or "
	       "it is a commit"),
	COLUMN("running", "running", COLUMN_INT, RUNNING("b.digest"),
	       "workloads that run the subject's digest"),
	COLUMN("kev", "kev", COLUMN_BOOL,
	       "EXISTS (SELECT 1 FROM kev k WHERE k.cve = h.vulnerability)",
	       "is known to be exploited"),
	COLUMN("due", "due", COLUMN_DAY,
	       "(SELECT min(k.due) FROM kev k WHERE k.cve = h.vulnerability)",
	       "when the catalogue of exploited ones wants it dealt with"),
	COLUMN("epss", "epss", COLUMN_DECIMAL,
	       "(SELECT e.epss FROM epss e WHERE e.cve = h.vulnerability)",
	       "probability of exploitation within 30 days"),
	COLUMN("source", "source", COLUMN_TEXT, "coalesce(h.issuer, h.format)", "who says so"),
	COLUMN("since", "since", COLUMN_TIME, "max(coalesce(h.stated, a.at), s.at)",
	       "when both the statement and the inventory were there"),
	COLUMN("level", "level", COLUMN_TEXT, "h.level", "severity, where it is told"),
	COLUMN("purl", "purl", COLUMN_TEXT, "coalesce(p.purl, b.purl)", "package URL"),
	COLUMN("digest", "digest", COLUMN_TEXT, "b.digest", "digest of the subject"),
	COLUMN("part", "part", COLUMN_TEXT, "b.part", "the part of the subject that is listed"),
	COLUMN("document", "document", COLUMN_TEXT, "h.document", "id of the statement's document"),
	COLUMN("tool", "tool", COLUMN_TEXT, "b.tool", "what made the inventory"),
	COLUMN("newest", "newest", COLUMN_BOOL, NEWEST,
	       "of a current one of the subject's inventories"),
	COLUMN("current", "current", COLUMN_BOOL, NEWEST " OR " RUNNING("b.digest") " > 0",
	       "of the last inventory, or of what runs"),
	COLUMN("scanned", "scanned", COLUMN_BOOL, SCANNED,
	       "a scan of the subject found the flaw too, and it is not gone since"),
	COLUMN("run", "run", COLUMN_INT, "a.run", "the run that brought the statement"),
	HIDDEN("vex", COLUMN_INT, "h.vex", "number of the statement in this cache"),
	HIDDEN("package", COLUMN_INT, "coalesce(h.package, 0)", "number of the package likewise"),
	HIDDEN("sbom", COLUMN_INT, "h.scope", "number of the inventory likewise"),
	HIDDEN("remedy", COLUMN_TEXT,
	       "(SELECT x.text FROM vex x WHERE x.id = h.vex AND x.format IN ('openvex', 'csaf')"
	       " AND x.status IN ('affected', 'fixed'))",
	       "what the statement says is to be done"),
	HIDDEN("changed", COLUMN_TIME, "max(a.published_at, s.published_at)",
	       "when it came or changed last"),
};

const struct relation RELATION_HITS = {
	.name = "advisory_hits",
	.help = "what advisories and VEX statements say of stored inventories, without a new scan",
	.from = "(SELECT DISTINCT " OF_VERSION HIT_VALUES
		", p.id AS package FROM vex v CROSS JOIN package p ON p.base = v.base"
		" CROSS JOIN component c ON c.package = p.id JOIN sbom b ON b.scope = c.scope"
		" WHERE " HITTING " AND version_may_be_in(p.ecosystem, p.version, v.versions) AND "
		"purl_may_cover(v.purl, p.purl, p.version)"
		" AND " OF_PRODUCT " AND NOT other_release(v.product, p.purl) UNION ALL "
		"SELECT DISTINCT " OF_SOURCE HIT_VALUES
		", p.id AS package FROM vex v CROSS JOIN component c ON c.source = v.base"
		" CROSS JOIN package p ON p.id = c.package JOIN sbom b ON b.scope = c.scope"
		" WHERE " HITTING " AND " OF_RANGE " > 0 AND "
		"purl_may_build(v.purl, p.purl, c.source_version)"
		" AND " OF_PRODUCT " AND NOT other_release(v.product, p.purl) UNION ALL "
		"SELECT DISTINCT " OF_PART HIT_VALUES ", p.id AS package FROM vex v"
		" CROSS JOIN sbom b ON b.serial = substr(v.product, 9, 36)"
		" CROSS JOIN component c ON c.scope = b.scope AND c.ref = v.component"
		" JOIN package p ON p.id = c.package WHERE v.base IS NULL AND " HITTING
		" AND version_may_be_in(p.ecosystem, p.version, v.versions) UNION ALL "
		"SELECT " OF_SUBJECT HIT_VALUES
		", NULL AS package FROM vex v JOIN sbom b ON b.base = v.base"
		" WHERE v.component IS NULL AND " HITTING
		" AND purl_covers(v.product, b.purl) UNION ALL "
		"SELECT " OF_SUBJECT HIT_VALUES
		", NULL AS package FROM vex v JOIN sbom b ON b.purl IS NULL"
		" WHERE (v.base GLOB 'pkg:oci/*' OR v.base GLOB 'pkg:docker/*')"
		" AND v.component IS NULL AND " HITTING " AND " NAMED " UNION ALL "
		"SELECT " OF_SUBJECT HIT_VALUES
		", NULL AS package FROM vex v JOIN sbom b ON b.subject = v.product"
		" WHERE v.base IS NULL AND v.component IS NULL AND " HITTING
		" UNION ALL " UNFIXED_HITS " UNION ALL " KEV_HITS ") h"
		" JOIN sbom b ON b.scope = h.scope JOIN scope s ON s.id = b.scope"
		" JOIN scope a ON a.id = h.said LEFT JOIN package p ON p.id = h.package",
	TABLE(HITS_COLUMNS),
	.wide = " level purl digest part document tool newest current scanned run ",
	.order = "-since",
	.identity = " advisory subject component version status purl digest part document tool vex "
		    "package sbom ",
};
