#include "store/relations/relation.h"

#define KEY(part) "json_extract(s.key, '$[" part "]')"

static const struct column COLUMNS[] = {
	COLUMN("tool", "tool", COLUMN_TEXT, KEY("0"), "the scanner that the file is for"),
	COLUMN("rule", "rule", COLUMN_TEXT, "e.name", "the flaw or rule that it leaves out"),
	COLUMN("state", "state", COLUMN_TEXT,
	       "CASE WHEN e.unreadable THEN 'unreadable' WHEN n.over THEN 'over' ELSE 'valid' END",
	       "valid, over, or unreadable: its end is no time, so it is over"),
	COLUMN("until", "until", COLUMN_TIME, "e.until", "over from here on; none: without end"),
	COLUMN("covers", "covers", COLUMN_INT, "n.covers",
	       "open findings that it is about, of any tool; conditions that gavel cannot test are "
	       "taken as met"),
	COLUMN("reason", "reason", COLUMN_TEXT, "e.reason", "why, as the file says"),
	COLUMN("paths", "paths", COLUMN_TEXT, "e.paths", "where; none: everywhere"),
	COLUMN("target", "target", COLUMN_TEXT, KEY("1"), "what the file is about"),
	COLUMN("file", "file", COLUMN_TEXT, "i.uri", "the file that has it"),
	COLUMN("line", "line", COLUMN_INT, "e.line", "its line, from 1"),
	COLUMN("class", "class", COLUMN_TEXT, "e.class", "the class of findings; none: any"),
	COLUMN("purls", "purls", COLUMN_TEXT, "e.purls", "the packages; none: any"),
	COLUMN("other", "other", COLUMN_TEXT, "e.other", "further conditions"),
	COLUMN("spelled", "spelled", COLUMN_TEXT, "e.rule", "the rule as the file has it"),
	COLUMN("end", "end", COLUMN_TEXT, "e.told", "the end as the file has it"),
	HIDDEN("name", COLUMN_TEXT, KEY("2"), "the file's name in its source"),
	HIDDEN("run", COLUMN_INT, "s.run", "the run that brought it"),
	HIDDEN("changed", COLUMN_TIME, "s.published_at", "when it came"),
};

const struct relation RELATION_EXCEPTIONS = {
	.name = "exceptions",
	.help = "what the ignore files of scanners ask to leave out",
	.from = "exception_now n JOIN exception e ON e.id = n.id JOIN scope s ON s.id = e.scope"
		" LEFT JOIN input i ON i.run = s.run AND i.number = e.input",
	TABLE(COLUMNS),
	.wide = " class purls other spelled end ",
	.order = "tool",
	.ties = "e.id",
	.identity = " tool target name line rule paths ",
};
