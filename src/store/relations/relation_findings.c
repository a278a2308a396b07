#include "store/relations/findings.h"

// Of the scan in which what is said of it now was met first.
#define SAID(expression) "(SELECT " expression " FROM scan s WHERE s.id = o.scan)"

// The newest that was taken in, else what the tool says.
#define EPSS                                                                                       \
	"coalesce((SELECT e.epss FROM epss e WHERE e.cve = " FINDINGS_CVE                          \
	" AND e.scope = (SELECT id FROM scope WHERE kind = 'epss' AND state = 'shown'"             \
	" ORDER BY at DESC, id DESC LIMIT 1)), o.epss)"

#define CLAIM	  FINDINGS_BOTH("o.claim", FINDINGS_VEX(FINDINGS_VEX_WORD), ", ")
#define CLAIM_WHY FINDINGS_BOTH("o.claim_why", FINDINGS_VEX(FINDINGS_VEX_WHY), "; ")

// last_at is told of what the newest whole scan does not have.
#define LEFT_OPEN                                                                                  \
	"(SELECT v.words FROM bucket b JOIN chain c ON c.id = b.chain"                             \
	" JOIN scan_left v ON v.scan = c.newest"                                                   \
	" WHERE b.id = n.id AND b.state = 0 AND b.last_at IS NOT NULL)"

// Of what is closed and still runs.
#define RUNS_IN                                                                                    \
	"iif(n.runs_as IS NULL, NULL, (SELECT group_concat(digest, ', ') FROM (SELECT digest FROM" \
	" running_seen WHERE finding = f.id UNION SELECT digest FROM running_listed"               \
	" WHERE finding = f.id ORDER BY digest)))"

// Dependencies and containers.
#define WHERE "iif(n.class IN (1, 2), n.target, coalesce(nullif(" FINDINGS_PLACE ", ''), n.target))"

static const struct column FINDINGS_COLUMNS[] = {
	WORDS("severity", "severity", WORDS_LEVEL, "n.level",
	      "critical, high, medium, low, info or unknown: sev>=high"),
	WORDS("state", "state", WORDS_STATE, "n.state",
	      "new, open, reopened, suppressed, accepted; fixed, retired, closed. state:open also "
	      "finds new "
	      "and "
	      "reopened ones"),
	WORDS("id", "finding", WORDS_FINDING, "f.id", "its id, the same in every later scan"),
	WORDS("class", "class", WORDS_CLASS, "n.class",
	      "code, dependency, container, iac, secret, dast, posture, hardening, load"),
	COLUMN("tool", "tool", COLUMN_TEXT, "n.tool", "the tool that found it, in lower case"),
	{.name = "rule",
	 .title = "rule",
	 .help = "the tool's rule, or the flaw's id",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_PLAIN,
	 .fragment = "f.rule",
	 .interned = true},
	{.name = "package",
	 .title = "package",
	 .help = "the package that has it",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_PLAIN,
	 .fragment = "f.package",
	 .interned = true},
	FOUND("version", "version", COLUMN_PLAIN, "o.version", "rest", "of the package"),
	FOUND("fixed", "fixed in", COLUMN_PLAIN, "o.fixed", "rest",
	      "the versions that do not have it"),
	FOUND("fix", "fix", COLUMN_PLAIN, "o.fix", "rest",
	      "fixed, not_fixed, will_not_fix, deferred, end_of_life or under_investigation"),
	FOUND_WHOLE("title", "title", COLUMN_PLAIN, "o.title", "title", "what it is"),
	{.name = "place",
	 .title = "place",
	 .help = "file and line, resource or address",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_PLAIN,
	 .fragment = FINDINGS_PLACE,
	 .hint = "file, place",
	 .hint_is = HINT_LINED},
	COLUMN("target", "target", COLUMN_TEXT, "n.target", "what was scanned"),
	COLUMN("where", "where", COLUMN_TEXT, WHERE,
	       "what tells it from others like it: of a package's flaw the target, else the place"),
	FINDINGS_OWNER_COLUMN(COLUMN_PLAIN),
	{.name = "cve",
	 .title = "CVE",
	 .help = "the flaw's CVE id: its tool's, else what others tell beside its ids",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_PLAIN,
	 .fragment = FINDINGS_CVE,
	 .holds = FINDINGS_CVE_HOLDS,
	 .upper = true},
	FOUND("ids", "ids", COLUMN_PLAIN, "o.ids", "rest", "all ids of the flaw"),
	FOUND("cwe", "CWE", COLUMN_PLAIN, "o.cwe", "rest", "the kind of weakness"),
	{.name = "cvss",
	 .title = "CVSS",
	 .help = "base score, 0 to 10",
	 .kind = COLUMN_DECIMAL,
	 .role = COLUMN_PLAIN,
	 .fragment = "o.cvss",
	 .places = 1},
	COLUMN("epss", "EPSS", COLUMN_DECIMAL, EPSS,
	       "how likely it is exploited in the next 30 days, 0 to 1"),
	COLUMN("kev", "KEV", COLUMN_BOOL, FINDINGS_KEV,
	       "known to be exploited: the tool or the KEV catalogue says so"),
	COLUMN("first_seen", "first seen", COLUMN_TIME, "n.first_at", "when it was seen first"),
	COLUMN("last_seen", "last seen", COLUMN_TIME, "n.last_at", "when it was seen last"),
	COLUMN("age", "age", COLUMN_AGE, "n.began",
	       "since it was seen first, or came back after more than 7 days"),
	COLUMN("due", "due", COLUMN_TIME, "n.due",
	       "when it has to be fixed: its severity's days after it was first seen (or back "
	       "after more than 7 days), or the end of the day that the KEV catalogue sets"),
	COLUMN("left", "due in", COLUMN_LEFT, "n.due", "time until it is due, or how late it is"),
	COLUMN("running", "running", COLUMN_INT, "n.running",
	       "workloads that run an image which has it, as scans or the inventory of its digest "
	       "tell; what runs comes first in every order"),
	COLUMN("opened", "opened", COLUMN_TIME, "n.opened_at", "when this episode of it began"),
	COLUMN("closed", "closed", COLUMN_TIME, "n.closed_at", "when it was found to be gone"),
	COLUMN("episodes", "episodes", COLUMN_INT, "n.episodes",
	       "how often it came: back within 7 days is the same episode"),
	COLUMN("times", "times", COLUMN_INT, "f.times", "how often a scan has it at this place"),
	COLUMN("claim", "claim", COLUMN_TEXT, CLAIM,
	       "what a suppression or a VEX statement says of it; hides nothing critical"),
	COLUMN("claim_why", "claimed why", COLUMN_TEXT, CLAIM_WHY, "why it says so"),
	COLUMN("claim_by", "claimed by", COLUMN_TEXT, FINDINGS_VEX("coalesce(v.issuer, v.format)"),
	       "the author of the VEX statement"),
	COLUMN("claim_at", "claimed at", COLUMN_TIME, FINDINGS_VEX("v.at"),
	       "when the VEX statement was made"),
	COLUMN("claim_in", "claimed in", COLUMN_TEXT, FINDINGS_VEX(FINDINGS_VEX_PLACE),
	       "the VEX statement's file and line"),
	COLUMN("ignored_in", "ignored in", COLUMN_TEXT, FINDINGS_IGNORED,
	       "the entries of ignore files that are about it: file and line; of any tool, and "
	       "conditions that gavel cannot test are taken as met"),
	COLUMN("vex", "VEX", COLUMN_TEXT, FINDINGS_VEX("v.status"),
	       "what the VEX statement that holds of it says: not_affected, affected, fixed, "
	       "under_investigation"),
	COLUMN("claim_until", "claimed until", COLUMN_TIME, "nullif(o.claim_until, -1)",
	       "when the claim ends"),
	COLUMN("acceptance", "acceptance", COLUMN_TEXT, FINDINGS_ACCEPTANCE("a.id"),
	       "the decision that accepts it, or did"),
	COLUMN("accepted_until", "accepted until", COLUMN_TIME, FINDINGS_ACCEPTANCE("a.until"),
	       "when that ends"),
	COLUMN("lapsed", "lapsed", COLUMN_TEXT,
	       FINDINGS_ACCEPTANCE(
		       "CASE WHEN NOT a.covers THEN iif(n.level > a.level OR n.level = 0, "
		       "'its severity rose', 'it is known to be exploited') END"),
	       "why that covers it no longer"),
	FOUND("raw", "raw severity", COLUMN_PLAIN, "o.raw", "rest",
	      "the tool's own word for the severity"),
	FOUND("from", "severity from", COLUMN_PLAIN, "o.level_from", "rest",
	      "where the severity comes from: tool, cvss, assumed"),
	COLUMN("category", "category", COLUMN_TEXT, "n.category", "which of the tool's scans"),
	FOUND("purl", "purl", COLUMN_PLAIN, "o.purl", "rest", "package URL"),
	FOUND_WHOLE("file", "file", COLUMN_PLAIN, "o.file", "file", "the file it is in"),
	COLUMN("line", "line", COLUMN_INT, "o.line", "its line, from 1"),
	FOUND("resource", "resource", COLUMN_PLAIN, "o.resource", "place, rest",
	      "the resource that has it"),
	COLUMN("owner_from", "owner from", COLUMN_TEXT, "owner_from" FINDINGS_OWNER_OF,
	       "file and line of what says who owns it"),
	FOUND("link", "link", COLUMN_PLAIN, "o.link", "rest", "where to read more"),
	{.name = "upgrade",
	 .title = "upgrade",
	 .help = "what closes it: which package to which version, or versions of several branches; "
		 "upgrade:\"npm/lodash to 4.17.21\" is all that that closes",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_PLAIN,
	 .fragment = FINDINGS_UPGRADE,
	 .interned = true,
	 .holds = FINDINGS_UPGRADE_CLOSES},
	COLUMN("digest", "digest", COLUMN_TEXT,
	       "(SELECT s.digest FROM chain c JOIN scan s ON s.id = c.newest WHERE c.id = n.chain)",
	       "of the image, or the commit, that was scanned last"),
	{.name = "text",
	 .title = "text",
	 .help = "all that the tool says, when that is more than the title",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_PLAIN,
	 .fragment = "o.text",
	 .hint = "text",
	 .hint_is = HINT_TEXT},
	HIDDEN("identity", COLUMN_TEXT,
	       "hex(substr(f.key, 1, 8)) || ' ' || hex(substr(f.key, 13)) || hex(substr(f.key, 9, "
	       "4))"
	       " || printf(' %d %d %d %d ', f.print, f.file, f.line, f.single)"
	       " || hex(substr(f.hash, 1, 8))",
	       "what it is known by, in any target (findings/match/likes.h)"),
	HIDDEN("left_open", COLUMN_TEXT, LEFT_OPEN,
	       "why the newest scan, which does not show it, leaves it open"),
	OF_WORDS("runs_as", "runs as", COLUMN_HIDDEN, WORDS_STATE, "n.runs_as",
		 "of what is closed, and an older image that has it still runs: the state that it "
		 "would have were it open"),
	HIDDEN("runs_due", COLUMN_TIME, "n.runs_due", "likewise when it would be due"),
	HIDDEN("runs_in", COLUMN_TEXT, RUNS_IN, "likewise the digests of the images that run"),
	HIDDEN("open", COLUMN_BOOL, "n.state <= 3", "it is there and nothing hides it"),
	HIDDEN("aged", COLUMN_TEXT, FINDINGS_AGED, "how long it has been there, in steps"),
	FOUND_WHOLE("url", "url", COLUMN_HIDDEN, "o.url", "url", "the address it was found at"),
	{.name = "sev",
	 .title = "severity",
	 .help = "the same as severity",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_HIDDEN,
	 .fragment = "+n.level",
	 .words = &WORDS_LEVEL},
	HIDDEN("bucket", COLUMN_INT, "n.id", "those that share severity, state, times and scans"),
	HIDDEN("run", COLUMN_INT, SAID("s.run"), "the run that brought what is said of it now"),
	HIDDEN("behind", COLUMN_TEXT, SAID(FINDINGS_BEHIND),
	       "where what is said of it now was met first: run, input and rows"),
	HIDDEN("changed", COLUMN_TIME, "coalesce(n.closed_at, n.opened_at)",
	       "when it came or changed last"),
};

const struct relation RELATION_FINDINGS = {
	.name = "findings",
	.help = "every finding of every scanner, as it is now",
	.from = FINDINGS_FROM,
	FINDINGS_BESIDE,
	TABLE(FINDINGS_COLUMNS),
	.wide = " class tool version fixed fix cve ids cwe cvss epss kev first_seen last_seen "
		"opened "
		"closed episodes times claim claim_why claim_by claim_at claim_in ignored_in vex "
		"claim_until "
		"acceptance accepted_until lapsed raw from category purl file "
		"line resource owner_from link upgrade digest text left where identity aged "
		"runs_as runs_in "
		"behind ",
	.order = "-severity",
	.tally_from = "bucket_now n",
	.tally = "n.findings",
	.ties = "n.running IS NULL, n.id, f.id",
	.identity = " id ",
};

const struct relation RELATION_JUDGED = {
	.name = "judged",
	.help = "the findings that a gate reads",
	.from = "judged j CROSS JOIN finding f ON f.id = j.finding"
		" JOIN bucket_now n ON n.id = f.bucket LEFT JOIN finding_body o ON o.id = f.body",
	TABLE(FINDINGS_COLUMNS),
	.wide = " behind ",
	.order = "id",
	.ties = "n.id, f.id",
	.identity = " id ",
};
