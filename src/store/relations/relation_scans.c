// Scans, what each saw, and what that changed.
#include "store/relations/findings.h"

#include "findings/match/cover.h"

#include <assert.h>

// The numbers here, in scan_left (findings_schema.sql) and in standing_scans (now.sql).
static_assert(COVER_FILE == 1 && COVER_FIX == 2 && COVER_LEVEL == 3 && COVER_PACKAGES == 4 &&
		      COVER_NOT_FILE == 5 && COVER_NOT_PACKAGE == 6 && COVER_UNTESTED == 7 &&
		      COVER_RULE == 8 && COVER_NOT_SERVICE == 9 && COVER_KINDS == 10,
	      "the SQL has the numbers of enum cover_by");
#define COVERS                                                                                     \
	"(SELECT group_concat(v.words, '; ') FROM (SELECT CASE by WHEN 1 THEN 'files: ' || "       \
	"count(*) WHEN 2 THEN 'fix: ' || group_concat(iif(value, 'fixed', 'unfixed'), ' ')"        \
	" WHEN 3 THEN 'severity: ' || group_concat(level_word(value), ' ')"                        \
	" WHEN 4 THEN 'packages: ' || group_concat(iif(value, 'system', 'language'), ' ')"         \
	" WHEN 5 THEN 'files left out: ' || count(*) WHEN 6 THEN 'packages left out: ' || "        \
	"count(*) WHEN 7 THEN 'untested: ' || count(*) WHEN 8 THEN 'checks: ' || count(*)"         \
	" WHEN 9 THEN 'services left out: ' || count(*) ELSE 'unknown' END"                        \
	" AS words FROM scan_cover WHERE cover_set = s.cover_set GROUP BY by ORDER BY by) v)"

// A list of files alone (1) tells all that was found in them.
#define NARROW                                                                                     \
	"(s.uncovered > 0 OR EXISTS (SELECT 1 FROM scan_cover v"                                   \
	" WHERE v.cover_set = s.cover_set AND v.by <> 1))"

static const struct column SCANS_COLUMNS[] = {
	COLUMN("at", "at", COLUMN_TIME, "s.at", "when it was made"),
	COLUMN("age", "age", COLUMN_AGE, "s.at", "since it was made"),
	COLUMN("tool", "tool", COLUMN_TEXT, "c.tool", "the tool"),
	COLUMN("class", "class", COLUMN_TEXT, "c.class", "class of most of its findings"),
	COLUMN("category", "category", COLUMN_TEXT, "c.category", "which of the tool's scans"),
	COLUMN("target", "target", COLUMN_TEXT, "c.target", "what was scanned"),
	COLUMN("state", "state", COLUMN_TEXT, "s.state",
	       "whole; partial: closes nothing; failed: changes nothing"),
	COLUMN("why", "why", COLUMN_TEXT,
	       "coalesce(s.why, (SELECT v.words FROM scan_left v WHERE v.scan = s.id))",
	       "why it is partial or failed, or what a whole one leaves open"),
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
	COLUMN("covers", "covers", COLUMN_TEXT, COVERS,
	       "what it looked at, where it says so: how many files, flaws with or without a fix, "
	       "which severities, how many checks"),
	COLUMN("uncovered", "uncovered", COLUMN_INT, "s.uncovered",
	       "open findings that it did not look at, so that they stay open"),
	COLUMN("packs", "packs", COLUMN_TEXT, "s.packs", "its rule packs"),
	COLUMN("rules", "rules", COLUMN_INT, "s.rules", "how many rules it had"),
	COLUMN("passed", "passed", COLUMN_INT, "s.passed", "checks that found nothing"),
	COLUMN("untested", "untested", COLUMN_INT, "s.untested", "checks that were not made"),
	COLUMN("blind", "blind", COLUMN_TEXT, "s.blind", "the key that blinds its secrets"),
	COLUMN("report", "report", COLUMN_TEXT, FINDINGS_REPORT("i.uri"),
	       "what the scan was read from; of several that say the same the first by name"),
	HIDDEN("rule_ids", COLUMN_TEXT,
	       "(SELECT group_concat(rule, ',') FROM scan_rule u WHERE u.rule_set = s.rule_set)",
	       "the ids of its rules, as far as it tells them"),
	HIDDEN("newest", COLUMN_BOOL, "s.id = c.newest", "the newest whole scan of its kind"),
	HIDDEN("report_sha256", COLUMN_TEXT, FINDINGS_REPORT("i.sha256"), "of the report's bytes"),
	HIDDEN("behind", COLUMN_TEXT, FINDINGS_REPORT("i.run || ' ' || i.number || ':'"),
	       "run and input of the report"),
	HIDDEN("run", COLUMN_INT, "s.run", "the run that brought it"),
	HIDDEN("content", COLUMN_TEXT, "s.content", "sum of what it says"),
	HIDDEN("key", COLUMN_TEXT, "c.key", "tool, class, category and target"),
	HIDDEN("narrow", COLUMN_BOOL, NARROW,
	       "it did not look at all that is in its files, or left something open"),
	HIDDEN("changed", COLUMN_TIME, "(SELECT finished FROM run r WHERE r.id = s.run)",
	       "when it came"),
};

const struct relation RELATION_SCANS = {
	.name = "scans",
	.help = "every scan: when, of what, whether it is whole, and what it changed",
	.from = "scan s JOIN chain c ON c.id = s.chain",
	TABLE(SCANS_COLUMNS),
	.wide = " class category version format target_kind digest ref filter covers uncovered "
		"packs "
		"rules passed untested blind report report_sha256 behind ",
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
	COLUMN("rule", "rule", COLUMN_TEXT, "coalesce(o.alias, o.rule)",
	       "the rule or the flaw's id, as this scan spells it"),
	COLUMN("ids", "ids", COLUMN_TEXT, "o.ids", "ids of the flaw that this scan has"),
	COLUMN("place", "place", COLUMN_TEXT, FINDINGS_PLACE, "file and line, resource or address"),
	COLUMN("title", "title", COLUMN_TEXT, "o.title", "what it is"),
	COLUMN("times", "times", COLUMN_INT, "g.times", "how often the scan has it"),
	COLUMN("version", "version", COLUMN_TEXT, "o.version", "of the package"),
	COLUMN("text", "text", COLUMN_TEXT, "o.text", "all that the tool says"),
	COLUMN("report", "report", COLUMN_TEXT, FINDINGS_REPORT("i.uri"),
	       "what the scan was read from; of several that say the same the first by name"),
	HIDDEN("report_sha256", COLUMN_TEXT, FINDINGS_REPORT("i.sha256"), "of the report's bytes"),
	HIDDEN("claimed", COLUMN_BOOL,
	       "o.claim IS NOT NULL AND o.level <> 'critical' AND "
	       "coalesce(o.claim_until, s.at) >= s.at",
	       "a claim in the report left it out then"),
	HIDDEN("rows", COLUMN_TEXT, "iif(o.scan = s.id, o.rows, NULL)",
	       "input:first-last in the run, when this is the scan in which it was met first"),
	HIDDEN("behind", COLUMN_TEXT, FINDINGS_BEHIND,
	       "run and input of the report, and its rows where they are known"),
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
	.wide = " rule ids times version text report report_sha256 rows behind ",
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
	" FROM (SELECT DISTINCT finding, vex FROM finding_vex UNION"                               \
	" SELECT x.finding, r.id FROM finding_vex x JOIN vex r ON r.replaced_by = x.vex) x"        \
	" CROSS JOIN vex v ON v.id = x.vex"                                                        \
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
