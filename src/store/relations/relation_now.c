#include "store/relations/relation.h"

// ---- Sources ----

// What the shown scopes of a source's runs sum to.
#define OF_SOURCE(expression)                                                                      \
	"(SELECT " expression " FROM scope s JOIN run o ON o.id = s.run WHERE o.source = "         \
	"n.source AND s.state = 'shown')"

// A scope that the last run left incomplete; of a damaged run there is none.
#define INCOMPLETE "(SELECT count(*) FROM scope s WHERE s.run = r.id AND s.state = 'incomplete')"

static const struct column SOURCES_COLUMNS[] = {
	COLUMN("source", "source", COLUMN_TEXT, "n.source", "the source's name"),
	COLUMN("state", "state", COLUMN_TEXT,
	       "CASE WHEN w.running THEN 'running' WHEN r.fault IS NOT NULL THEN 'damaged'"
	       " WHEN w.error IS NOT NULL THEN 'failed' WHEN " INCOMPLETE " > 0 THEN 'incomplete'"
	       " WHEN w.late THEN 'late' WHEN r.id IS NULL AND w.last_run IS NULL THEN 'never ran'"
	       " ELSE 'good' END",
	       "running, good, late, failed, incomplete, damaged, or never ran"),
	COLUMN("age", "age", COLUMN_AGE, "coalesce(w.last_success, r.finished)",
	       "how long ago its last success was"),
	COLUMN("rows", "rows", COLUMN_INT, OF_SOURCE("coalesce(sum(s.rows), 0)"),
	       "rows behind what is shown"),
	COLUMN("rejected", "rejected", COLUMN_INT, OF_SOURCE("coalesce(sum(s.rejected), 0)"),
	       "records of these that could not be used"),
	COLUMN("next", "next", COLUMN_TIME, "w.next",
	       "when it is to run next; none where it runs by hand"),
	COLUMN("error", "error", COLUMN_TEXT, "w.error", "of the last run, none when it went well"),
	COLUMN("plugin", "plugin", COLUMN_TEXT, "coalesce(r.plugin, w.plugin)", "the collector"),
	COLUMN("run", "run", COLUMN_INT, "r.id", "its last run that brought anything new"),
	COLUMN("finished", "finished", COLUMN_TIME, "r.finished", "when that was taken in"),
	COLUMN("last_run", "last run", COLUMN_TIME, "w.last_run", "when it last ran"),
	COLUMN("last_success", "last success", COLUMN_TIME, "w.last_success",
	       "when it last ran well, also when nothing was new"),
	COLUMN("seconds", "seconds", COLUMN_INT, "w.seconds", "how long its last run took"),
	COLUMN("failures", "failures", COLUMN_INT, "w.failures", "failures in a row"),
	COLUMN("missed", "missed", COLUMN_INT, "w.missed", "planned runs that did not happen"),
	COLUMN("every", "every", COLUMN_INT, "w.every", "seconds between planned runs"),
	COLUMN("runs", "runs", COLUMN_INT, "(SELECT count(*) FROM run o WHERE o.source = n.source)",
	       "how many runs brought anything"),
	COLUMN("scopes", "scopes", COLUMN_INT, OF_SOURCE("count(*)"), "scopes that are shown"),
	COLUMN("incomplete", "incomplete", COLUMN_INT, INCOMPLETE,
	       "scopes that the last run left incomplete"),
	COLUMN("delivered", "delivered", COLUMN_TIME, OF_SOURCE("max(s.at)"),
	       "when the source made its newest delivery"),
	COLUMN("configured", "configured", COLUMN_BOOL, "coalesce(w.configured, 0)",
	       "gavel.yaml has it"),
	COLUMN("origin", "origin", COLUMN_TEXT, "w.origin", "where gavel.yaml has it"),
	COLUMN("changed", "changed", COLUMN_TIME,
	       "max(coalesce(w.last_run, 0), coalesce(r.finished, 0))",
	       "when anything happened to it last"),
};

const struct relation RELATION_SOURCES = {
	.name = "sources",
	.help = "every source that is configured or brought anything, and how it stands",
	.from = "(SELECT source FROM source_now UNION SELECT source FROM run) n"
		" LEFT JOIN source_now w ON w.source = n.source"
		" LEFT JOIN run r ON r.id = (SELECT max(id) FROM run WHERE source = n.source)",
	TABLE(SOURCES_COLUMNS),
	.wide = " plugin finished last_run last_success seconds every runs scopes incomplete "
		"delivered configured origin changed ",
	.order = "source",
	.identity = " source ",
};

// ---- The docket ----

static const struct column DOCKET_COLUMNS[] = {
	COLUMN("due", "due", COLUMN_TIME, "d.due", "when it is or was due"),
	COLUMN("kind", "kind", COLUMN_TEXT, "d.kind",
	       "failed, missed, late, damaged, incomplete, older, rejected, residue, restated, "
	       "overdue, exploited, required, stale, unscanned, config"),
	COLUMN("what", "what", COLUMN_TEXT, "d.what", "what waits or went wrong"),
	COLUMN("where", "where", COLUMN_TEXT, "d.place", "the source, run or bill"),
	COLUMN("left", "due in", COLUMN_LEFT, "d.due", "time until it is due, or how late it is"),
	COLUMN("since", "since", COLUMN_AGE, "d.since", "how long it has been so"),
	COLUMN("changed", "changed", COLUMN_TIME, "d.changed", "when it came or changed last"),
	COLUMN("address", "address", COLUMN_TEXT,
	       "d.view || CASE WHEN d.field = '' THEN '' ELSE ' ' || d.field || ':'"
	       " || CASE WHEN d.value GLOB '*[^-a-zA-Z0-9._/]*'"
	       " THEN '\"' || replace(d.value, '\"', '\"\"') || '\"' ELSE d.value END END",
	       "where to look"),
	HIDDEN("of", COLUMN_TEXT, "d.value", "what tells rows of one address apart"),
};

const struct relation RELATION_DOCKET = {
	.name = "docket",
	.help = "everything that waits for someone or went wrong, by due date",
	.from = "docket d",
	TABLE(DOCKET_COLUMNS),
	.order = "due",
	.identity = " kind where address of ",
};

// ---- The log ----

// A run, and beneath it what it warned of.
#define EVENTS                                                                                     \
	"(SELECT r.finished AS at, r.started, r.id AS run, 0 AS line, 'run' AS kind, r.source,"    \
	" CASE WHEN r.fault IS NOT NULL THEN 'damaged: ' || r.fault ELSE"                          \
	" coalesce((SELECT group_concat(n || ' ' || state, ', ') FROM (SELECT count(*) AS n,"      \
	" state FROM scope WHERE run = r.id GROUP BY state ORDER BY state DESC)), 'nothing new')"  \
	" END AS text,"                                                                            \
	" (SELECT sum(rows) FROM scope WHERE run = r.id) AS rows,"                                 \
	" (SELECT sum(rejected) FROM scope WHERE run = r.id) AS rejected,"                         \
	" NULL AS input, NULL AS row, r.plugin FROM run r"                                         \
	" UNION ALL SELECT r.finished, r.started, r.id, l.id, l.level, r.source, l.text, NULL,"    \
	" NULL, (SELECT uri FROM input i WHERE i.run = l.run AND i.number = l.input), l.row,"      \
	" r.plugin FROM run_log l JOIN run r ON r.id = l.run) e"

static const struct column LOG_COLUMNS[] = {
	COLUMN("time", "time", COLUMN_TIME, "e.at", "when the run was taken in"),
	COLUMN("level", "level", COLUMN_TEXT, "e.kind", "run, or what it told: warn, error"),
	COLUMN("source", "source", COLUMN_TEXT, "e.source", "the source's name"),
	COLUMN("text", "text", COLUMN_TEXT, "e.text",
	       "what became of what the run brought; or the warning"),
	COLUMN("rows", "rows", COLUMN_INT, "e.rows", "rows the run read"),
	COLUMN("rejected", "rejected", COLUMN_INT, "e.rejected",
	       "records of it that could not be used"),
	COLUMN("via", "via", COLUMN_TEXT,
	       "CASE WHEN e.line THEN NULL WHEN e.source = 'import' THEN 'import' ELSE 'sync' END",
	       "import: a person's command; sync: a configured source"),
	COLUMN("run", "run", COLUMN_INT, "e.run", "the run"),
	COLUMN("uri", "input", COLUMN_TEXT, "e.input", "the file that a warning is about"),
	COLUMN("row", "row", COLUMN_INT, "e.row", "row of the file"),
	COLUMN("plugin", "plugin", COLUMN_TEXT, "e.plugin", "the collector"),
	COLUMN("started", "started", COLUMN_TIME, "e.started", "start of the run"),
	HIDDEN("line", COLUMN_INT, "e.line", "0 for the run, else the warning's number"),
	HIDDEN("changed", COLUMN_TIME, "e.at", "when it came"),
};

const struct relation RELATION_LOG = {
	.name = "log",
	.help = "runs and imports as a time line, with what they warned of beneath",
	.from = EVENTS,
	TABLE(LOG_COLUMNS),
	.wide = " plugin started ",
	.order = "-time",
	.identity = " run line ",
};
