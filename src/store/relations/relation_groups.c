#include "store/relations/findings.h"

#define COUNT(column, heading, kind_, fragment_, sentence)                                         \
	{                                                                                          \
		.name = (column), .title = (heading), .help = (sentence), .kind = (kind_),         \
		.role = COLUMN_MEASURE, .fragment = (fragment_)                                    \
	}

#define DIMENSION(column, heading, fragment_, sentence)                                            \
	{                                                                                          \
		.name = (column), .title = (heading), .help = (sentence), .kind = COLUMN_TEXT,     \
		.role = COLUMN_DIMENSION, .fragment = (fragment_)                                  \
	}

#define OF_WORDS(column, heading, role_, words_, fragment_, sentence)                              \
	{                                                                                          \
		.name = (column), .title = (heading), .help = (sentence), .kind = COLUMN_TEXT,     \
		.role = (role_), .fragment = (fragment_), .sort = (fragment_), .words = &(words_)  \
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
	DIMENSION("upgrade", "upgrade", FINDINGS_UPGRADE,
		  "what to do: which package to which version"),
	DIMENSION("target", "target", "n.target", "what was scanned"),
	DIMENSION("tool", "tool", "n.tool", "the tool that found it, in lower case"),
	OF_WORDS("class", "class", COLUMN_DIMENSION, WORDS_CLASS, "n.class",
		 "code, dependency, container, iac, secret, dast, posture, hardening, load"),
	OF_WORDS("severity", "severity", COLUMN_DIMENSION, WORDS_LEVEL, "n.level",
		 "critical, high, medium, low, info or unknown: sev>=high"),
	OF_WORDS("state", "state", COLUMN_DIMENSION, WORDS_STATE, "n.state",
		 "new, open, reopened, suppressed; fixed, retired, closed"),
	DIMENSION("cve", "CVE", FINDINGS_CVE, "the flaw's CVE id"),
	DIMENSION("file", "file", "o.file", "the file it is in"),
	DIMENSION("cwe", "CWE", "o.cwe", "the kind of weakness"),
	OF_WORDS("sev", "severity", COLUMN_HIDDEN, WORDS_LEVEL, "n.level", "the same as severity"),
	{.name = "first_seen",
	 .title = "first seen",
	 .help = "when it was seen first",
	 .kind = COLUMN_TIME,
	 .role = COLUMN_HIDDEN,
	 .fragment = "n.first_at"},
	{.name = "claimed",
	 .title = "claimed",
	 .help = "an ignore file or a suppression asks to pass it over",
	 .kind = COLUMN_BOOL,
	 .role = COLUMN_HIDDEN,
	 .fragment = "n.state <= 4 AND o.claim IS NOT NULL"},
	COUNT("findings", "findings", COLUMN_INT, "count(*)", "how many"),
	COUNT("targets", "targets", COLUMN_INT, "count(DISTINCT n.target)",
	      "in how many images, repositories or accounts"),
	COUNT("critical", "critical", COLUMN_INT, "sum(n.level = 5)", "critical ones of them"),
	COUNT("high", "high", COLUMN_INT, "sum(n.level = 4)", "high ones of them"),
	COUNT("late", "late", COLUMN_INT, "coalesce(sum(n.due < (SELECT now FROM moment)), 0)",
	      "past their due date"),
	COUNT("oldest", "oldest", COLUMN_AGE, "min(n.first_at)", "age of the oldest"),
	COUNT("exploited", "exploited", COLUMN_INT, "sum(" FINDINGS_KEV ")",
	      "of flaws that are known to be exploited"),
	COUNT("running", "running", COLUMN_INT, "max(n.running)",
	      "most workloads that run one of the images"),
	COUNT("due", "due", COLUMN_TIME, "min(n.due)", "the first due date"),
};

const struct relation RELATION_FINDING_GROUPS = {
	.name = "finding_groups",
	.help = "findings summed up by what they have in common",
	.from = FINDINGS_FROM,
	TABLE(GROUPS_COLUMNS),
	.order = "-findings",
};
