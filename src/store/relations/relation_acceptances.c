#include "store/relations/findings.h"

static const struct column COLUMNS[] = {
	COLUMN("id", "id", COLUMN_TEXT, "a.id", "the decision's id"),
	COLUMN("state", "state", COLUMN_TEXT,
	       "CASE WHEN NOT " ACCEPTANCE_COVERS
	       " THEN 'lapsed' WHEN a.until <= m.now THEN 'over' ELSE 'valid' END",
	       "valid; over: its end has come; lapsed: the finding is worse than what was "
	       "accepted"),
	COLUMN("until", "until", COLUMN_TIME, "a.until", "over from here on"),
	WORDS("finding", "finding", WORDS_FINDING, "a.finding", "the finding's id"),
	COLUMN("title", "title", COLUMN_TEXT, "o.title", "what was accepted"),
	COLUMN("target", "target", COLUMN_TEXT, "n.target", "what was scanned"),
	WORDS("accepted", "accepted at", WORDS_LEVEL, "a.level",
	      "the severity that it had when it was accepted"),
	COLUMN("exploited", "exploited", COLUMN_BOOL, "a.exploited",
	       "it was accepted though it was known to be exploited"),
	COLUMN("approver", "approver", COLUMN_TEXT, "a.who", "who accepted it"),
	COLUMN("why", "why", COLUMN_TEXT, "a.why", "why"),
	HIDDEN("run", COLUMN_INT, "s.run", "the run that brought it"),
	HIDDEN("changed", COLUMN_TIME, "s.published_at", "when it came"),
};

const struct relation RELATION_ACCEPTANCES = {
	.name = "acceptances",
	.help = "risks that were accepted, as the ledger tells them",
	.from = "acceptance a JOIN scope s ON s.id = a.scope JOIN finding f ON f.id = a.finding"
		" JOIN bucket_now n ON n.id = f.bucket LEFT JOIN finding_body o ON o.id = f.body"
		" CROSS JOIN moment m",
	TABLE(COLUMNS),
	.order = "until",
	.identity = " id finding ",
};
