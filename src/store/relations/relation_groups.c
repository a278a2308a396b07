#include "store/relations/findings.h"

#define URGENCY "(2 * coalesce(max(n.running > 0), 0) + max(" FINDINGS_KEV "))"

// Open findings of the same package that nothing closes: all are counted once, along an index.
#define UNFIXED                                                                                    \
	"coalesce((SELECT w.held FROM (SELECT g.upgrade, count(*) AS held FROM bucket_now m"       \
	" CROSS JOIN finding g INDEXED BY finding_by_package ON g.bucket = m.id"                   \
	" AND g.package IS NOT NULL AND g.upgrade < 0 WHERE m.state <= 3 GROUP BY g.upgrade) w"    \
	" JOIN text t ON t.id = -w.upgrade WHERE t.v = upgrade_package(" FINDINGS_UPGRADE_TEXT     \
	")), 0)"

// A number of findings: of each by itself, and of rows that stand for several.
#define TALLY(column, heading, fragment_, rolled_, sentence)                                       \
	{                                                                                          \
		.name = (column), .title = (heading), .help = (sentence), .kind = COLUMN_INT,      \
		.role = COLUMN_MEASURE, .fragment = (fragment_), .rolled = (rolled_)               \
	}

// The columns of findings that say what several have in common.
static const struct column GROUPS_COLUMNS[] = {
	{.name = "rule",
	 .title = "rule",
	 .help = "the tool's rule, or the flaw's id",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_DIMENSION,
	 .fragment = "f.rule",
	 .interned = true},
	{.name = "package",
	 .title = "package",
	 .help = "the package that has it",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_DIMENSION,
	 .fragment = "f.package",
	 .interned = true},
	{.name = "upgrade",
	 .title = "upgrade",
	 .help = "what to do: which package to the least version that closes all that can be "
		 "closed",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_DIMENSION,
	 .fragment = "upgrade_package(" FINDINGS_UPGRADE_TEXT ")",
	 .shown = "upgrade_best(" FINDINGS_UPGRADE_TEXT ")",
	 .holds = FINDINGS_UPGRADE_CLOSES},
	DIMENSION("target", "target", "nullif(n.target, '')", "what was scanned"),
	DIMENSION("tool", "tool", "n.tool", "the tool that found it, in lower case"),
	OF_WORDS("class", "class", COLUMN_DIMENSION, WORDS_CLASS, "n.class",
		 "code, dependency, container, iac, secret, dast, posture, hardening, load"),
	OF_WORDS("severity", "severity", COLUMN_DIMENSION, WORDS_LEVEL, "n.level",
		 "critical, high, medium, low, info or unknown: sev>=high"),
	OF_WORDS("state", "state", COLUMN_DIMENSION, WORDS_STATE, "n.state",
		 "new, open, reopened, suppressed, accepted; fixed, retired, closed"),
	{.name = "cve",
	 .title = "CVE",
	 .help = "the flaw's CVE id: its tool's, else what others tell beside its ids",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_DIMENSION,
	 .fragment = FINDINGS_CVE,
	 .holds = FINDINGS_CVE_HOLDS,
	 .upper = true},
	FINDINGS_OWNER_COLUMN(COLUMN_DIMENSION),
	FOUND_WHOLE("file", "file", COLUMN_DIMENSION, "o.file", "file", "the file it is in"),
	{.name = "aged",
	 .title = "age",
	 .help = "how long they have been there: up to 7, 30, 90, 180 days, or over 180 days",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_DIMENSION,
	 .fragment = FINDINGS_AGED,
	 .sort = "min(" FINDINGS_DAYS ")"},
	FOUND("cwe", "CWE", COLUMN_DIMENSION, "o.cwe", "rest", "the kind of weakness"),
	OF_WORDS("sev", "severity", COLUMN_HIDDEN, WORDS_LEVEL, "n.level", "the same as severity"),
	{.name = "first_seen",
	 .title = "first seen",
	 .help = "when it was seen first",
	 .kind = COLUMN_TIME,
	 .role = COLUMN_HIDDEN,
	 .fragment = "n.first_at"},
	{.name = "claimed",
	 .title = "claimed",
	 .help = "a suppression or a VEX statement asks to pass it over",
	 .kind = COLUMN_BOOL,
	 .role = COLUMN_HIDDEN,
	 .fragment = "n.state <= 5 AND (o.claim IS NOT NULL OR " FINDINGS_VEX(
		 "v.status IN ('not_affected', 'fixed')") ")"},
	{.name = "first",
	 .title = "why first",
	 .help = "why it comes first: it runs, then it is exploited; sorted by it, of what is "
		 "equal "
		 "the most findings come first",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_MEASURE,
	 .fragment = "CASE " URGENCY " WHEN 3 THEN 'runs, exploited' WHEN 2 THEN 'runs'"
		     " WHEN 1 THEN 'exploited' END",
	 .sort = URGENCY " * 1000000000000 + count(*)",
	 .rolled_sort = URGENCY " * 1000000000000 + sum(held)",
	 .beside = "upgrade"},
	TALLY("findings", "findings", "count(*)", "sum(held)", "how many"),
	MEASURE("targets", "targets", COLUMN_INT, "count(DISTINCT nullif(n.target, ''))",
		"in how many images, repositories or accounts, of those that are known"),
	MEASURE("running", "running", COLUMN_INT,
		"count(DISTINCT nullif(n.target, '')) FILTER (WHERE n.running > 0)",
		"how many of these run what has one of them"),
	TALLY("critical", "critical", "sum(n.level = 5)", "sum((n.level = 5) * held)",
	      "critical ones of them"),
	TALLY("high", "high", "sum(n.level = 4)", "sum((n.level = 4) * held)", "high ones of them"),
	TALLY("late", "late", "coalesce(sum(n.due < (SELECT now FROM moment)), 0)",
	      "coalesce(sum((n.due < (SELECT now FROM moment)) * held), 0)", "past their due date"),
	TALLY("exploited", "exploited", "sum(" FINDINGS_KEV ")", "sum(" FINDINGS_KEV " * held)",
	      "of flaws that are known to be exploited"),
	{.name = "unfixed",
	 .title = "no fix yet",
	 .help = "open findings of the same package beside them that no version closes yet",
	 .kind = COLUMN_INT,
	 .role = COLUMN_MEASURE,
	 .fragment = UNFIXED,
	 .rolled = UNFIXED,
	 .beside = "upgrade"},
	MEASURE("oldest", "oldest", COLUMN_AGE, "min(n.began)", "age of the oldest"),
	MEASURE("left", "due in", COLUMN_LEFT, "min(n.due)",
		"time until the first of them is due, or how late it is"),
	MEASURE("due", "due", COLUMN_TIME, "min(n.due)", "the first due date"),
};

// What is the same for all findings of a bucket needs no more than the bucket; their rules and
// packages are counted along an index, what else they may share through the text index.
#define BUCKETS                                                                                    \
	" target tool class severity sev state aged first_seen findings targets critical high "    \
	"late oldest exploited running due left first "

static const struct rollup_table GROUPS_ROLLUPS[] = {
	{.columns = BUCKETS,
	 .counts = true,
	 .from = "(SELECT *, findings AS held FROM bucket_now) n"},
	{.columns = BUCKETS "rule ",
	 .counts = true,
	 .from = "(SELECT bucket, rule, count(*) AS held FROM finding GROUP BY bucket, rule) f"
		 " CROSS JOIN bucket_now n ON n.id = f.bucket"},
	{.columns = BUCKETS "package upgrade unfixed ",
	 .counts = true,
	 .from = "(SELECT bucket, package, upgrade, count(*) AS held FROM finding"
		 " WHERE package IS NOT NULL GROUP BY bucket, package, upgrade"
		 " UNION ALL SELECT b.id, NULL, NULL, b.findings - (SELECT count(*) FROM finding"
		 " WHERE bucket = b.id AND package IS NOT NULL) FROM bucket b) f"
		 " CROSS JOIN bucket_now n ON n.id = f.bucket",
	 .where = "held > 0"},
	{.columns = BUCKETS "file cve cwe owner ",
	 .counts = true,
	 .from = "finder_common o CROSS JOIN (SELECT NULL AS id) f"
		 " CROSS JOIN bucket_now n ON n.id = o.bucket"},
};

const struct relation RELATION_FINDING_GROUPS = {
	.name = "finding_groups",
	.help = "findings summed up by what they have in common",
	.from = FINDINGS_FROM,
	FINDINGS_BESIDE,
	TABLE(GROUPS_COLUMNS),
	.rollups = GROUPS_ROLLUPS,
	.rollup_count = sizeof GROUPS_ROLLUPS / sizeof *GROUPS_ROLLUPS,
	.order = "-findings",
};
