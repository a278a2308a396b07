#include "store/relations/findings.h"

#define PLACE "coalesce(o.file || coalesce(':' || o.line, ''), o.resource, o.url, o.logical)"
// The run that brought what is said of it now.
#define RUN                                                                                        \
	"(SELECT s.run FROM sighting g JOIN scan s ON s.id = g.first WHERE g.finding = f.id"       \
	" ORDER BY s.at DESC, s.content DESC LIMIT 1)"

// The newest that was taken in, else what the tool says.
#define EPSS                                                                                       \
	"coalesce((SELECT e.epss FROM epss e WHERE e.cve = " FINDINGS_CVE                          \
	" AND e.scope = (SELECT id FROM scope WHERE kind = 'epss' AND state = 'shown'"             \
	" ORDER BY at DESC, id DESC LIMIT 1)), o.epss)"

#define CLAIM	  FINDINGS_BOTH("o.claim", FINDINGS_VEX(FINDINGS_VEX_WORD), ", ")
#define CLAIM_WHY FINDINGS_BOTH("o.claim_why", FINDINGS_VEX(FINDINGS_VEX_WHY), "; ")

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
	FOUND("title", "title", COLUMN_PLAIN, "o.title", "title", "what it is"),
	{.name = "place",
	 .title = "place",
	 .help = "file and line, resource or address",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_PLAIN,
	 .fragment = PLACE,
	 .hint = "place",
	 .lined = true},
	COLUMN("target", "target", COLUMN_TEXT, "n.target", "what was scanned"),
	FINDINGS_OWNER_COLUMN(COLUMN_PLAIN),
	FOUND("cve", "CVE", COLUMN_PLAIN, FINDINGS_CVE, "rest", "the flaw's CVE id"),
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
	COLUMN("age", "age", COLUMN_AGE, "n.first_at", "since it was seen first"),
	COLUMN("due", "due", COLUMN_TIME, "n.due",
	       "when it has to be fixed: its severity's days after it was first seen (or back "
	       "after more than 7 days), or the end of the day that the KEV catalogue sets"),
	COLUMN("left", "due in", COLUMN_LEFT, "n.due", "time until it is due, or how late it is"),
	COLUMN("running", "running", COLUMN_INT, "n.running",
	       "workloads that run the image as it was scanned last; in every order they come "
	       "first"),
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
	FOUND("file", "file", COLUMN_PLAIN, "o.file", "place", "the file it is in"),
	COLUMN("line", "line", COLUMN_INT, "o.line", "its line, from 1"),
	FOUND("resource", "resource", COLUMN_PLAIN, "o.resource", "place",
	      "the resource that has it"),
	COLUMN("owner_from", "owner from", COLUMN_TEXT, "owner_from" FINDINGS_OWNER_OF,
	       "file and line of what says who owns it"),
	FOUND("link", "link", COLUMN_PLAIN, "o.link", "rest", "where to read more"),
	FOUND("upgrade", "upgrade", COLUMN_PLAIN, FINDINGS_UPGRADE, "rest",
	      "what to do: which package to which version"),
	COLUMN("digest", "digest", COLUMN_TEXT,
	       "(SELECT s.digest FROM chain c JOIN scan s ON s.id = c.newest WHERE c.id = n.chain)",
	       "of the image, or the commit, that was scanned last"),
	COLUMN("text", "text", COLUMN_TEXT, "o.text", "all that the tool says"),
	HIDDEN("identity", COLUMN_TEXT, "hex(f.key) || printf('%x', f.file)",
	       "what it is known by, in any target: findings of one identity in two branches"),
	HIDDEN("open", COLUMN_BOOL, "n.state <= 3", "it is there and nothing hides it"),
	HIDDEN("aged", COLUMN_TEXT, FINDINGS_AGED, "how long it has been there, in steps"),
	FOUND("url", "url", COLUMN_HIDDEN, "o.url", "place", "the address it was found at"),
	{.name = "sev",
	 .title = "severity",
	 .help = "the same as severity",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_HIDDEN,
	 .fragment = "+n.level",
	 .words = &WORDS_LEVEL},
	HIDDEN("bucket", COLUMN_INT, "n.id", "those that share severity, state, times and scans"),
	HIDDEN("run", COLUMN_INT, RUN, "the run that brought what is said of it now"),
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
		"closed episodes times claim claim_why claim_by claim_at claim_in vex claim_until "
		"acceptance accepted_until lapsed raw from category purl file "
		"line resource owner_from link upgrade digest text left identity aged ",
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
	.order = "id",
	.ties = "n.id, f.id",
	.identity = " id ",
};

static const struct column SCANS_COLUMNS[] = {
	COLUMN("at", "at", COLUMN_TIME, "s.at", "when it was made"),
	COLUMN("age", "age", COLUMN_AGE, "s.at", "since it was made"),
	COLUMN("tool", "tool", COLUMN_TEXT, "c.tool", "the tool"),
	COLUMN("class", "class", COLUMN_TEXT, "c.class", "class of most of its findings"),
	COLUMN("category", "category", COLUMN_TEXT, "c.category", "which of the tool's scans"),
	COLUMN("target", "target", COLUMN_TEXT, "c.target", "what was scanned"),
	COLUMN("state", "state", COLUMN_TEXT, "s.state",
	       "whole; partial: closes nothing; failed: changes nothing"),
	COLUMN("why", "why", COLUMN_TEXT, "s.why", "why it is partial or failed"),
	COLUMN("findings", "findings", COLUMN_INT, "s.findings", "results in it"),
	COLUMN("new", "new", COLUMN_INT, "s.fresh", "findings first seen in it"),
	COLUMN("same", "same", COLUMN_INT, "s.same", "that were known and open"),
	COLUMN("gone", "gone", COLUMN_INT, "s.gone", "that it closed"),
	COLUMN("back", "back", COLUMN_INT, "s.back", "that were closed before"),
	COLUMN("changed_severity", "changed", COLUMN_INT, "s.changed",
	       "of the same and back ones: with another severity"),
	COLUMN("version", "version", COLUMN_TEXT, "s.version", "of the tool"),
	COLUMN("format", "format", COLUMN_TEXT, "s.format", "what the file was"),
	COLUMN("target_kind", "kind", COLUMN_TEXT, "s.target_kind", "repo, image, cluster, url…"),
	COLUMN("digest", "digest", COLUMN_TEXT, "s.digest", "of the image, or the commit"),
	COLUMN("ref", "ref", COLUMN_TEXT, "s.ref", "branch or tag"),
	COLUMN("filter", "filter", COLUMN_TEXT, "s.filter", "what it leaves out by option"),
	COLUMN("packs", "packs", COLUMN_TEXT, "s.packs", "its rule packs"),
	COLUMN("rules", "rules", COLUMN_INT, "s.rules", "how many rules it had"),
	COLUMN("passed", "passed", COLUMN_INT, "s.passed", "checks that found nothing"),
	COLUMN("untested", "untested", COLUMN_INT, "s.untested", "checks that were not made"),
	COLUMN("blind", "blind", COLUMN_TEXT, "s.blind", "the key that blinds its secrets"),
	HIDDEN("rule_ids", COLUMN_TEXT,
	       "(SELECT group_concat(rule, ',') FROM scan_rule u WHERE u.rule_set = s.rule_set)",
	       "the ids of its rules, as far as it tells them"),
	HIDDEN("newest", COLUMN_BOOL, "s.id = c.newest", "the newest whole scan of its kind"),
	HIDDEN("run", COLUMN_INT, "s.run", "the run that brought it"),
	HIDDEN("content", COLUMN_TEXT, "s.content", "sum of what it says"),
	HIDDEN("key", COLUMN_TEXT, "c.key", "tool, class, category and target"),
	HIDDEN("changed", COLUMN_TIME, "(SELECT finished FROM run r WHERE r.id = s.run)",
	       "when it came"),
};

const struct relation RELATION_SCANS = {
	.name = "scans",
	.help = "every scan: when, of what, whether it is whole, and what it changed",
	.from = "scan s JOIN chain c ON c.id = s.chain",
	TABLE(SCANS_COLUMNS),
	.wide = " class category version format target_kind digest ref filter packs rules passed "
		"untested blind ",
	.order = "-at",
	.identity = " at content key ",
};

// A finding in one scan: a span of whole scans has one row for each.
static const struct column SIGHTINGS_COLUMNS[] = {
	WORDS("finding", "finding", WORDS_FINDING, "g.finding", "the finding's id"),
	COLUMN("at", "at", COLUMN_TIME, "s.at", "when the scan was made"),
	COLUMN("tool", "tool", COLUMN_TEXT, "c.tool", "the tool"),
	COLUMN("target", "target", COLUMN_TEXT, "c.target", "what was scanned"),
	COLUMN("scan", "scan", COLUMN_TEXT, "s.state", "whole or partial"),
	WORDS("reason", "same by", WORDS_REASON,
	      "CASE WHEN s.id = g.first THEN g.reason ELSE 1 END",
	      "how it was found to be the same: word for word, same place, nearest line, renamed "
	      "file, another id of the flaw"),
	COLUMN("by_print", "fingerprint", COLUMN_BOOL, "g.by_print",
	       "the tool's fingerprint said so"),
	COLUMN("severity", "severity", COLUMN_TEXT, "o.level", "as this scan has it"),
	COLUMN("place", "place", COLUMN_TEXT, PLACE, "file and line, resource or address"),
	COLUMN("title", "title", COLUMN_TEXT, "o.title", "what it is"),
	COLUMN("times", "times", COLUMN_INT, "g.times", "how often the scan has it"),
	COLUMN("version", "version", COLUMN_TEXT, "o.version", "of the package"),
	COLUMN("text", "text", COLUMN_TEXT, "o.text", "all that the tool says"),
	HIDDEN("rows", COLUMN_TEXT, "o.rows", "where it was met first in the inputs of its run"),
	HIDDEN("run", COLUMN_INT, "s.run", "the run that brought the scan"),
	HIDDEN("content", COLUMN_TEXT, "s.content", "sum of what the scan says"),
};

const struct relation RELATION_SIGHTINGS = {
	.name = "sightings",
	.help = "every sighting of a finding: the scan, what it said, and why it is the same one",
	.from = "sighting g JOIN scan b ON b.id = g.first JOIN chain c ON c.id = b.chain"
		" LEFT JOIN scan e ON e.id = coalesce(g.last, c.newest)"
		" JOIN scan s ON s.chain = c.id AND CASE WHEN b.state = 'partial' THEN s.id = b.id"
		" ELSE s.state = 'whole' AND (s.at, s.content) >= (b.at, b.content)"
		" AND (s.at, s.content) <= (e.at, e.content) END"
		" LEFT JOIN finding_body o ON o.id = g.body",
	TABLE(SIGHTINGS_COLUMNS),
	.wide = " times version text ",
	.order = "-at",
	.identity = " finding at content ",
};

static const struct column EVENTS_COLUMNS[] = {
	COLUMN("at", "at", COLUMN_TIME, "e.at",
	       "when the scan that showed it or the statement was made"),
	COLUMN("kind", "event", COLUMN_TEXT, "e.kind",
	       "new, severity, claim, renamed, fixed, retired, closed, back"),
	COLUMN("old", "old", COLUMN_TEXT, "e.old", "what it was"),
	COLUMN("new", "new", COLUMN_TEXT, "e.new", "what it is"),
	COLUMN("since", "since", COLUMN_TIME, "e.since",
	       "of a closing: when the episode began; of a return: when it was closed"),
	WORDS("finding", "finding", WORDS_FINDING, "e.finding", "the finding's id"),
	COLUMN("title", "title", COLUMN_TEXT, "o.title", "what the finding is"),
	COLUMN("tool", "tool", COLUMN_TEXT, "c.tool", "the tool"),
	COLUMN("target", "target", COLUMN_TEXT, "c.target", "what was scanned"),
	HIDDEN("category", COLUMN_TEXT, "c.category", "which of the tool's scans"),
	HIDDEN("week", COLUMN_DAY, MONDAY("e.at"), "the Monday of the scan's week"),
	HIDDEN("run", COLUMN_INT, "e.run", "the run that brought the scan or the statement"),
	HIDDEN("content", COLUMN_TEXT, "e.content", "sum of what the scan says, or the document"),
};

// Statements are told with those that they replaced, as far as the documents that are shown have
// them.
#define CLAIM_EVENTS                                                                               \
	"SELECT x.finding, 'claim', NULL, 'vex ' || v.status || ' by ' || coalesce(v.issuer, "     \
	"v.format) || iif(v.honoured, '', ' (not honoured: no reason)'), NULL, v.at, p.run,"       \
	" coalesce(v.document, '') || ' ' || v.status, b.chain"                                    \
	" FROM finding_vex x CROSS JOIN vex v ON v.id = x.vex OR v.replaced_by = x.vex"            \
	" JOIN scope p ON p.id = v.scope JOIN finding f ON f.id = x.finding"                       \
	" JOIN bucket b ON b.id = f.bucket"

const struct relation RELATION_FINDING_EVENTS = {
	.name = "finding_events",
	.help = "what became of findings: new, changed, claimed, gone, back",
	.from = "(SELECT e.finding, e.kind, e.old, e.new, e.since, s.at, s.run, s.content, s.chain"
		" FROM finding_event e JOIN scan s ON s.id = e.scan"
		" UNION ALL SELECT g.finding, 'new', NULL, NULL, NULL, s.at, s.run, s.content, "
		"s.chain FROM sighting g JOIN scan s ON s.id = g.first WHERE g.reason = 0"
		" UNION ALL " CLAIM_EVENTS ") e JOIN chain c ON c.id = e.chain"
		" LEFT JOIN finding f ON f.id = e.finding LEFT JOIN finding_body o ON o.id = "
		"f.body",
	TABLE(EVENTS_COLUMNS),
	.order = "-at",
	.identity = " at kind finding content ",
};
