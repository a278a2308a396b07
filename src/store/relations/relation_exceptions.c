#include "store/relations/findings.h"

// Entries of exception files, whose scope's key is tool, target and name, and the last statements
// of VEX documents that something is not affected.
#define ENTRIES                                                                                    \
	"SELECT s.key ->> 0 AS tool, e.name AS rule, CASE WHEN e.unreadable THEN 'unreadable'"     \
	" WHEN n.over THEN 'over' ELSE 'valid' END AS state, e.until, n.covers, e.reason,"         \
	" e.paths, s.key ->> 1 AS target, i.uri AS file, e.line, e.class, e.purls, e.other,"       \
	" e.rule AS spelled, e.told AS ending, s.key ->> 2 AS name, s.run, s.published_at,"        \
	" e.id AS tie FROM exception_now n JOIN exception e ON e.id = n.id"                        \
	" JOIN scope s ON s.id = e.scope"                                                          \
	" LEFT JOIN input i ON i.run = s.run AND i.number = e.input"
#define STATEMENTS                                                                                 \
	"SELECT v.format, v.vulnerability, CASE WHEN NOT v.honoured THEN 'unhonoured'"             \
	" WHEN v.at / 86400 * 86400 > (SELECT now FROM moment) THEN 'ahead' ELSE 'valid' END,"     \
	" NULL, (SELECT count(*) FROM finding_vex x JOIN finding f ON f.id = x.finding"            \
	" JOIN bucket b ON b.id = f.bucket WHERE x.vex = v.id AND b.state = 0"                     \
	" AND " VEX_STANDS "),"                                                                    \
	" " FINDINGS_VEX_WHY ", NULL, v.product, i.uri, v.line, NULL, v.component,"                \
	" v.versions, v.ids, NULL, v.document, s.run, s.published_at, v.id"                        \
	" FROM vex v JOIN scope s ON s.id = v.scope"                                               \
	" LEFT JOIN input i ON i.run = s.run AND i.number = v.input"                               \
	" WHERE v.status = 'not_affected' AND (v.replaced_by IS NULL OR (v.honoured"               \
	" AND " LASTS("replaced_at") " AND " LASTS("fixed_at") "))"

static const struct column COLUMNS[] = {
	COLUMN("tool", "tool", COLUMN_TEXT, "e.tool",
	       "the scanner that the file is for, or the form of the VEX document"),
	COLUMN("rule", "rule", COLUMN_TEXT, "e.rule", "the flaw or rule that it leaves out"),
	COLUMN("state", "state", COLUMN_TEXT, "e.state",
	       "valid, over, unreadable: its end is no time, so it is over; of a statement also "
	       "unhonoured: it has no reason, and ahead: it is dated after now"),
	COLUMN("until", "until", COLUMN_TIME, "e.until", "over from here on; none: without end"),
	COLUMN("covers", "covers", COLUMN_INT, "e.covers",
	       "open findings that it is about, of any tool; conditions that gavel cannot test are "
	       "taken as met"),
	COLUMN("reason", "reason", COLUMN_TEXT, "e.reason", "why, as the file says"),
	COLUMN("paths", "paths", COLUMN_TEXT, "e.paths", "where; none: everywhere"),
	COLUMN("target", "target", COLUMN_TEXT, "e.target", "what the file is about"),
	COLUMN("file", "file", COLUMN_TEXT, "e.file", "the file that has it"),
	COLUMN("line", "line", COLUMN_INT, "e.line", "its line, from 1"),
	COLUMN("class", "class", COLUMN_TEXT, "e.class", "the class of findings; none: any"),
	COLUMN("purls", "purls", COLUMN_TEXT, "e.purls", "the packages; none: any"),
	COLUMN("other", "other", COLUMN_TEXT, "e.other", "further conditions"),
	COLUMN("spelled", "spelled", COLUMN_TEXT, "e.spelled", "the rule as the file has it"),
	COLUMN("end", "end", COLUMN_TEXT, "e.ending", "the end as the file has it"),
	HIDDEN("name", COLUMN_TEXT, "e.name", "the file's name in its source"),
	HIDDEN("run", COLUMN_INT, "e.run", "the run that brought it"),
	HIDDEN("changed", COLUMN_TIME, "e.published_at", "when it came"),
};

const struct relation RELATION_EXCEPTIONS = {
	.name = "exceptions",
	.help = "what the ignore files of scanners and VEX statements ask to leave out",
	.from = "(" ENTRIES " UNION ALL " STATEMENTS ") e",
	TABLE(COLUMNS),
	.wide = " class purls other spelled end ",
	.order = "tool",
	.ties = "e.file, e.line, e.rule, e.target, e.purls, e.tie",
	.identity = " tool target name line rule paths ",
};
