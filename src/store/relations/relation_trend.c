#include "store/relations/findings.h"

// ---- Week by week ----

// What scans changed, summed up by week; a week without a change of a kind is a row too, so that
// what stands is told for every week, up to that of now.
#define WEEK	     MONDAY("at")
#define WEEK_OF_SCAN MONDAY("s.at")
#define WEEKS                                                                                      \
	"week(week) AS (SELECT min(" WEEK ") FROM scan WHERE state <> 'failed'"                    \
	" UNION ALL SELECT week + 604800 FROM week"                                                \
	" WHERE week + 604800 <= (SELECT now FROM moment))"
#define NET                                                                                        \
	"net AS (SELECT s.chain, t.class, t.level, " WEEK_OF_SCAN " AS week,"                      \
	" sum(t.findings) FILTER (WHERE t.kind = 'new') AS opened,"                                \
	" sum(t.findings) FILTER (WHERE t.kind = 'back') AS reopened,"                             \
	" sum(t.findings) FILTER (WHERE t.kind = 'level_in') AS moved_in,"                         \
	" sum(t.findings) FILTER (WHERE t.kind = 'level_out') AS moved_out,"                       \
	" sum(t.findings) FILTER (WHERE t.kind = 'fixed') AS fixed,"                               \
	" sum(t.findings) FILTER (WHERE t.kind = 'retired') AS retired,"                           \
	" sum(t.findings) FILTER (WHERE t.kind = 'closed') AS closed,"                             \
	" sum(iif(t.kind IN ('new', 'back', 'level_in'), t.findings, -t.findings)) AS net"         \
	" FROM scan_tally t JOIN scan s ON s.id = t.scan GROUP BY 1, 2, 3, 4)"
#define LOOKED                                                                                     \
	"looked AS (SELECT chain, " WEEK " AS week FROM scan WHERE state = 'whole' GROUP BY 1, 2)"
#define TREND                                                                                      \
	"(WITH RECURSIVE " WEEKS ", " NET ", " LOOKED                                              \
	" SELECT w.week, k.chain, c.tool, c.category, c.target, k.class, k.level, n.opened,"       \
	" n.reopened, n.moved_in, n.moved_out, n.fixed, n.retired, n.closed, l.chain AS scanned,"  \
	" coalesce(n.net, 0) AS net, sum(coalesce(n.net, 0))"                                      \
	" OVER (PARTITION BY k.chain, k.class, k.level ORDER BY w.week) AS standing"               \
	" FROM (SELECT DISTINCT chain, class, level FROM net) k CROSS JOIN week w"                 \
	" JOIN chain c ON c.id = k.chain LEFT JOIN net n ON n.chain = k.chain"                     \
	" AND n.class = k.class AND n.level = k.level AND n.week = w.week"                         \
	" LEFT JOIN looked l ON l.chain = k.chain AND l.week = w.week) n"

static const struct column TREND_COLUMNS[] = {
	{.name = "week",
	 .title = "week",
	 .help = "ISO week in UTC, by its Monday",
	 .kind = COLUMN_DAY,
	 .role = COLUMN_DIMENSION,
	 .fragment = "n.week"},
	OF_SCANS("n."),
	MEASURE("start", "start", COLUMN_INT, "sum(n.standing - n.net)",
		"there when the week began: open, suppressed and accepted ones"),
	MEASURE("opened", "opened", COLUMN_INT, "coalesce(sum(n.opened), 0)",
		"seen for the first time"),
	MEASURE("reopened", "reopened", COLUMN_INT, "coalesce(sum(n.reopened), 0)",
		"seen again after they were closed"),
	MEASURE("moved_in", "in", COLUMN_INT, "coalesce(sum(n.moved_in), 0)",
		"that another severity was changed to this one"),
	MEASURE("moved_out", "out", COLUMN_INT, "coalesce(sum(n.moved_out), 0)",
		"whose severity was changed to another one"),
	MEASURE("fixed", "fixed", COLUMN_INT, "coalesce(sum(n.fixed), 0)", "not seen any more"),
	MEASURE("retired", "retired", COLUMN_INT, "coalesce(sum(n.retired), 0)",
		"not looked for any more: their rule is gone"),
	MEASURE("closed", "closed", COLUMN_INT, "coalesce(sum(n.closed), 0)",
		"closed by their tool"),
	MEASURE("end", "end", COLUMN_INT, "sum(n.standing)",
		"there when the week ended, or now: what is suppressed or accepted is not gone"),
	MEASURE("scanned", "scanned", COLUMN_INT, "count(DISTINCT n.scanned)",
		"how many kinds of scan were made whole in it; in a week with 0 nothing is known"),
};

const struct relation RELATION_TREND = {
	.name = "trend",
	.help = "findings week by week: start + opened + reopened + in - out - fixed - retired - "
		"closed = end",
	.from = TREND,
	TABLE(TREND_COLUMNS),
	.order = "-week",
	.always = "week",
};

// ---- Repairs ----

// Each finding's last episode, and those before it, with how long it took or has taken. What began
// again within a week went on all the time (findings/life.h). Of one whose rule went nobody knows
// more than that it lasted until then.
#define REPAIRS                                                                                    \
	"(SELECT n.tool, n.category, n.target, n.class, n.level, n.findings, n.due,"               \
	"  n.state IN (6, 8) AS repaired, n.state <= 3 AS open, n.state = 4 AS suppressed, "       \
	"n.state = 5 AS accepted,"                                                                 \
	"  coalesce(n.closed_at, m.now) - n.began AS seconds,"                                     \
	"  n.state IN (6, 8) AND n.closed_at >= m.now - 90 * 86400 AS lately, m.now"               \
	" FROM bucket_now n JOIN moment m"                                                         \
	" UNION ALL SELECT n.tool, n.category, n.target, n.class, CASE e.old"                      \
	" WHEN 'critical' THEN 5 WHEN 'high' THEN 4 WHEN 'medium' THEN 3 WHEN 'low' THEN 2"        \
	" WHEN 'info' THEN 1 ELSE 0 END, 1, NULL, e.kind <> 'retired', 0, 0, 0,"                   \
	"  s.at - e.since, e.kind <> 'retired' AND s.at >= m.now - 90 * 86400, m.now"              \
	" FROM bucket_now n CROSS JOIN finding f ON f.bucket = n.id"                               \
	" CROSS JOIN finding_event e ON e.finding = f.id JOIN scan s ON s.id = e.scan JOIN "       \
	"moment m"                                                                                 \
	" WHERE n.episodes > 1 AND e.kind IN ('fixed', 'closed', 'retired')"                       \
	" AND e.since < n.opened_at"                                                               \
	" AND NOT EXISTS ("                                                                        \
	"  SELECT 1 FROM finding_event r JOIN scan b ON b.id = r.scan WHERE r.finding = e.finding" \
	"  AND r.kind = 'back' AND r.since = s.at AND b.at - s.at <= 7 * 86400)) e"

#define DAYS(column, heading, fragment_, sentence)                                                 \
	{                                                                                          \
		.name = (column), .title = (heading), .help = (sentence), .kind = COLUMN_DECIMAL,  \
		.role = COLUMN_MEASURE, .places = 1,                                               \
		.fragment = "CAST(round((" fragment_ ") / 86400.0, 2) AS TEXT)",                   \
		.sort = "(" fragment_ ")"                                                          \
	}

static const struct column REPAIRS_COLUMNS[] = {
	OF_SCANS("e."),
	MEASURE("repaired", "repaired", COLUMN_INT,
		"coalesce(sum(iif(e.lately, e.findings, 0)), 0)",
		"fixed or closed by their tool in the last 90 days"),
	DAYS("mean", "mean days",
	     "sum(iif(e.lately, e.seconds * e.findings, 0)) * 1.0"
	     " / nullif(sum(iif(e.lately, e.findings, 0)), 0)",
	     "mean time to repair of those, in days"),
	DAYS("median", "median days", "repair_median(e.seconds, e.findings, e.lately)",
	     "median time to repair of those, in days"),
	MEASURE("open", "open", COLUMN_INT, "coalesce(sum(iif(e.open, e.findings, 0)), 0)",
		"open now"),
	MEASURE("suppressed", "suppressed", COLUMN_INT,
		"coalesce(sum(iif(e.suppressed, e.findings, 0)), 0)",
		"there, but an ignore file, a suppression or a VEX statement hides them"),
	MEASURE("accepted", "accepted", COLUMN_INT,
		"coalesce(sum(iif(e.accepted, e.findings, 0)), 0)", "there, but accepted"),
	MEASURE("there", "there", COLUMN_INT,
		"coalesce(sum(iif(e.open OR e.suppressed OR e.accepted, e.findings, 0)), 0)",
		"open, suppressed and accepted ones: the end of the newest week of `trend`"),
	DAYS("open_age", "open age",
	     "sum(iif(e.open, e.seconds * e.findings, 0)) * 1.0"
	     " / nullif(sum(iif(e.open, e.findings, 0)), 0)",
	     "mean age of what is open, in days"),
	DAYS("oldest", "oldest", "max(iif(e.open, e.seconds, NULL))",
	     "age of the oldest that is open, in days"),
	MEASURE("late", "late", COLUMN_INT, "coalesce(sum(iif(e.due < e.now, e.findings, 0)), 0)",
		"open and past their due date"),
	DAYS("half_life", "half-life", "repair_survival_median(e.seconds, e.findings, e.repaired)",
	     "days until half of all are repaired, those that are there counted in (Kaplan-Meier)"),
};

const struct relation RELATION_REPAIRS = {
	.name = "repairs",
	.help = "how long findings take to be repaired, and how old the open ones are",
	.from = REPAIRS,
	TABLE(REPAIRS_COLUMNS),
	.order = "-severity",
	.always = "severity",
};
