#include "store/relations/relation.h"
#include "store/relations/stock_columns.h"

// ---- What there is ----

static const struct column SBOM_COLUMNS[] = {
	COLUMN("subject", "subject", COLUMN_TEXT, "b.subject",
	       "the image, model package or folder that it lists"),
	COLUMN("kind", "kind", COLUMN_TEXT, "b.kind", "image, application, …"),
	COLUMN("version", "version", COLUMN_TEXT, "b.version", "version of the subject"),
	COLUMN("components", "components", COLUMN_INT, "b.components", "how many it lists"),
	COLUMN("newest", "newest", COLUMN_BOOL, NEWEST,
	       "current: of the digest of the last one of its subject or part, each generator's "
	       "own"),
	COLUMN("running", "running", COLUMN_INT, RUNNING("b.digest"),
	       "workloads that run this digest"),
	COLUMN("made", "made", COLUMN_AGE, "s.at", "how long ago it was made"),
	COLUMN("format", "format", COLUMN_TEXT, "b.format", "what the file was"),
	COLUMN("tool", "tool", COLUMN_TEXT, "b.tool", "what made it"),
	COLUMN("digest", "digest", COLUMN_TEXT, "b.digest", "digest of the subject"),
	COLUMN("part", "part", COLUMN_TEXT, "b.part",
	       "the folder or lockfile of the subject, a person's category before it"),
	COLUMN("purl", "purl", COLUMN_TEXT, "b.purl", "package URL of the subject"),
	COLUMN("serial", "serial", COLUMN_TEXT, "b.serial", "the document's own number"),
	COLUMN("run", "run", COLUMN_INT, "s.run", "the run that brought it"),
	HIDDEN("id", COLUMN_INT, "b.scope", "number of the inventory in this cache"),
	HIDDEN("changed", COLUMN_TIME, "s.published_at", "when it came or changed last"),
};

const struct relation RELATION_SBOM = {
	.name = "sbom",
	.help = "software inventories, one per digest or part of a subject and generator",
	.from = "sbom b JOIN scope s ON s.id = b.scope",
	TABLE(SBOM_COLUMNS),
	.wide = " part purl serial run ",
	.order = "subject",
	.identity = " subject version digest part tool id ",
};

static const struct column COMPONENTS_COLUMNS[] = {
	COLUMN("name", "name", COLUMN_TEXT, "p.name", "name of the package"),
	VERSION("version", "p.ecosystem", "p.version",
		"its version; < and > compare as its ecosystem does"),
	COLUMN("ecosystem", "ecosystem", COLUMN_TEXT, "p.ecosystem",
	       "deb, maven, npm, pypi, …: the type of its package URL"),
	COLUMN("subject", "subject", COLUMN_TEXT, "b.subject", "what it is part of"),
	COLUMN("running", "running", COLUMN_INT, RUNNING("b.digest"),
	       "workloads that run the subject's digest"),
	COLUMN("licence", "licence", COLUMN_TEXT, "(SELECT v FROM text WHERE id = c.licence)",
	       "its licences"),
	COLUMN("path", "path", COLUMN_TEXT, "nullif(c.path, '')", "where it lies in the subject"),
	COLUMN("n", "listed", COLUMN_INT, "c.n", "how often the inventory lists it there"),
	COLUMN("namespace", "namespace", COLUMN_TEXT, "p.space", "group, scope or distribution"),
	COLUMN("type", "type", COLUMN_TEXT, "c.type", "library, operating-system, …"),
	COLUMN("purl", "purl", COLUMN_TEXT, "p.purl", "its package URL"),
	COLUMN("cpe", "cpe", COLUMN_TEXT, "c.cpe", "its CPE name"),
	COLUMN("digest", "digest", COLUMN_TEXT, "b.digest", "digest of the subject"),
	COLUMN("part", "part", COLUMN_TEXT, "b.part", "the part of the subject that it lists"),
	COLUMN("made", "made", COLUMN_AGE, "s.at", "how long ago the inventory was made"),
	COLUMN("tool", "tool", COLUMN_TEXT, "b.tool", "what made the inventory"),
	COLUMN("newest", "newest", COLUMN_BOOL, NEWEST,
	       "of a current one of the subject's inventories"),
	COLUMN("run", "run", COLUMN_INT, "s.run", "the run that brought it"),
	HIDDEN("base", COLUMN_TEXT, "p.base", "its package URL without version and qualifiers"),
	{.name = "range",
	 .title = "range",
	 .help = "range:\"<2.17 || >=3\" is true of versions in it, also of vers:npm/…, and of "
		 "one that nobody knows; epochs of deb and rpm count where it has one",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_HIDDEN,
	 .fragment = "p.version",
	 .holds = "version_asked(p.ecosystem, p.version, "},
	HIDDEN("id", COLUMN_INT, "c.id", "number of the row in this cache"),
	HIDDEN("changed", COLUMN_TIME, "s.published_at", "when it came or changed last"),
};

const struct relation RELATION_COMPONENTS = {
	.name = "components",
	.help = "the packages of every inventory",
	.from = "component c JOIN package p ON p.id = c.package JOIN sbom b ON b.scope = c.scope"
		" JOIN scope s ON s.id = c.scope",
	TABLE(COMPONENTS_COLUMNS),
	.wide = " n namespace type purl cpe digest part made tool newest run ",
	.order = "name",
	.identity = " name version subject path purl digest part tool id ",
};

// ---- What is known of weaknesses ----

#define CVE_COLUMN(fragment_)                                                                      \
	{                                                                                          \
		.name = "cve", .title = "cve", .help = "its CVE id", .kind = COLUMN_TEXT,          \
		.role = COLUMN_PLAIN, .fragment = (fragment_), .upper = true                       \
	}

static const struct column KEV_COLUMNS[] = {
	CVE_COLUMN("k.cve"),
	COLUMN("added", "added", COLUMN_DAY, "k.added", "when the catalogue took it in"),
	COLUMN("due", "due", COLUMN_DAY, "k.due", "when the catalogue wants it dealt with"),
	COLUMN("ransomware", "ransomware", COLUMN_BOOL, "k.ransomware",
	       "known to be used for extortion"),
	COLUMN("product", "product", COLUMN_TEXT, "k.product",
	       "vendor and product, in words: they match no package, only the CVE does"),
	COLUMN("name", "name", COLUMN_TEXT, "k.name", "the vulnerability's name"),
	COLUMN("action", "action", COLUMN_TEXT, "k.action", "what the catalogue asks for"),
	COLUMN("catalogue", "age", COLUMN_AGE, "s.at", "how old the catalogue is"),
	COLUMN("run", "run", COLUMN_INT, "s.run", "the run that brought it"),
	HIDDEN("changed", COLUMN_TIME, "s.published_at", "when it came or changed last"),
};

const struct relation RELATION_KEV = {
	.name = "kev",
	.help = "vulnerabilities known to be exploited (CISA's catalogue)",
	.from = "kev k JOIN scope s ON s.id = k.scope",
	TABLE(KEV_COLUMNS),
	.wide = " name action run ",
	.order = "-added",
	.identity = " cve ",
};

static const struct column EPSS_COLUMNS[] = {
	CVE_COLUMN("e.cve"),
	COLUMN("epss", "epss", COLUMN_DECIMAL, "e.epss",
	       "probability of exploitation within 30 days, 0 to 1; it is not a severity"),
	COLUMN("percentile", "percentile", COLUMN_DECIMAL, "e.percentile",
	       "share of all vulnerabilities with the same or a lower score"),
	COLUMN("scored", "age", COLUMN_AGE, "s.at", "how old the score is"),
	COLUMN("run", "run", COLUMN_INT, "s.run", "the run that brought it"),
	HIDDEN("changed", COLUMN_TIME, "s.published_at", "when it came or changed last"),
};

const struct relation RELATION_EPSS = {
	.name = "epss",
	.help = "how likely vulnerabilities are exploited (FIRST's EPSS)",
	.from = "epss e JOIN scope s ON s.id = e.scope",
	TABLE(EPSS_COLUMNS),
	.wide = " run ",
	.order = "-epss",
	.identity = " cve ",
};

static const struct column VEX_COLUMNS[] = {
	COLUMN("vulnerability", "vulnerability", COLUMN_TEXT, "v.vulnerability",
	       "the CVE, else the first of its ids"),
	COLUMN("status", "status", COLUMN_TEXT, "v.status",
	       "affected, not_affected, fixed or under_investigation"),
	COLUMN("effective", "effective", COLUMN_BOOL, EFFECTIVE,
	       "no later statement of the issuer replaces it, and not_affected has a reason"),
	COLUMN("product", "product", COLUMN_TEXT, "v.product", "what it is about"),
	COLUMN("component", "component", COLUMN_TEXT, "v.component", "the part of the product"),
	COLUMN("versions", "versions", COLUMN_TEXT, "v.versions", "range of versions"),
	COLUMN("justification", "justification", COLUMN_TEXT, "v.justification",
	       "why it is not affected"),
	COLUMN("match", "match", COLUMN_TEXT,
	       "CASE WHEN v.base IS NOT NULL THEN 'package' WHEN v.product LIKE 'urn:cdx:%' THEN "
	       "'reference' ELSE 'name' END",
	       "what components are found by: package URL, reference, or the subject's name alone"),
	COLUMN("issuer", "issuer", COLUMN_TEXT, "v.issuer", "who says so"),
	COLUMN("stated", "age", COLUMN_AGE, "v.at", "how long ago it was stated"),
	COLUMN("text", "text", COLUMN_TEXT, "v.text", "in the issuer's words"),
	COLUMN("level", "level", COLUMN_TEXT, "v.level", "severity, where it tells one"),
	COLUMN("ids", "ids", COLUMN_TEXT, "v.ids", "all ids of the vulnerability"),
	COLUMN("document", "document", COLUMN_TEXT, "v.document", "id of the document"),
	COLUMN("format", "format", COLUMN_TEXT, "v.format", "what the file was"),
	COLUMN("covers", "covers", COLUMN_INT,
	       "(SELECT count(*) FROM finding_vex x WHERE x.vex = v.id AND " VEX_STANDS ")",
	       "findings of which it holds"),
	COLUMN("file", "file", COLUMN_TEXT,
	       "(SELECT i.uri FROM input i WHERE i.run = s.run AND i.number = v.input)",
	       "the file that has it"),
	COLUMN("line", "line", COLUMN_INT, "v.line", "its line, from 1"),
	COLUMN("run", "run", COLUMN_INT, "s.run", "the run that brought it"),
	HIDDEN("id", COLUMN_INT, "v.id", "number of the statement in this cache"),
	HIDDEN("changed", COLUMN_TIME, "s.published_at", "when it came or changed last"),
};

const struct relation RELATION_VEX = {
	.name = "vex",
	.help = "statements on whether products are affected (OpenVEX, CSAF, CycloneDX)",
	.from = "vex v JOIN scope s ON s.id = v.scope",
	TABLE(VEX_COLUMNS),
	.wide = " text level ids document format file line run ",
	.order = "vulnerability",
	.identity = " vulnerability status product component versions stated document id ",
};

// ---- What runs ----

static const struct column WORKLOADS_COLUMNS[] = {
	COLUMN("cluster", "cluster", COLUMN_TEXT, "w.cluster", "where it runs"),
	COLUMN("namespace", "namespace", COLUMN_TEXT, "w.space", "namespace, or the ECS service"),
	COLUMN("workload", "workload", COLUMN_TEXT, "w.workload", "what owns its pods or tasks"),
	COLUMN("kind", "kind", COLUMN_TEXT, "w.kind", "ReplicaSet, DaemonSet, ECS service, …"),
	COLUMN("image", "image", COLUMN_TEXT, "w.image", "name of the image"),
	COLUMN("replicas", "replicas", COLUMN_INT, "w.replicas", "containers that run it"),
	COLUMN("sbom", "sbom", COLUMN_BOOL,
	       "EXISTS (SELECT 1 FROM sbom b WHERE b.digest = w.digest)",
	       "an inventory of this digest is stored"),
	COLUMN("scanned", "scanned", COLUMN_BOOL,
	       "coalesce(w.digest IN (SELECT z.digest FROM scan_digest z), 0)",
	       "a scan of this digest is stored"),
	COLUMN("seen", "seen", COLUMN_AGE, "s.at", "how long ago it was seen"),
	COLUMN("digest", "digest", COLUMN_TEXT, "w.digest", "digest of the image"),
	COLUMN("run", "run", COLUMN_INT, "s.run", "the run that brought it"),
	{.name = "finding",
	 .title = "finding",
	 .help = "a finding that it runs: finding:F-… is what has `running` of it",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_HIDDEN,
	 .fragment = "NULL",
	 .holds = "w.replicas > 0 AND w.digest IN (SELECT r.digest FROM (SELECT finding, digest"
		  " FROM running_seen UNION ALL SELECT finding, digest FROM running_listed) r"
		  " WHERE r.finding = finding_of("},
	HIDDEN("id", COLUMN_INT, "w.id", "number of the row in this cache"),
	HIDDEN("changed", COLUMN_TIME, "s.published_at", "when it came or changed last"),
};

const struct relation RELATION_WORKLOADS = {
	.name = "workloads",
	.help = "what runs in clusters, by image and digest",
	.from = "workload w JOIN scope s ON s.id = w.scope",
	TABLE(WORKLOADS_COLUMNS),
	.wide = " run ",
	.order = "workload",
	.identity = " cluster namespace workload image digest id ",
};
