#include "base/clock.h"
#include "base/json.h"
#include "cmd/groups.h"
#include "cmd/report/summary.h"
#include "view/export.h"

#include <string.h>

enum { WEEK_SECONDS = 7 * 86400, WEEK_DAYS = 7 };

// What a report has, in its order; {week} and {next} are the week's Monday and the next one, {end}
// is the earlier of {next} and now.
static const struct section {
	const char *title, *about, *address;
	const char *none; // said where there are no rows
} SECTIONS[] = {
	{"This week by severity",
	 "start + opened + reopened + in - out - fixed - retired - closed = end. That is what is "
	 "there: open, suppressed and accepted ones.",
	 "trend by:severity,week week:{week} sort:-severity", "Nothing was ever found."},
	{"The last twelve weeks",
	 "In a week that nothing was scanned whole in, scanned is 0 and nothing is known.",
	 "trend by:week week<={week} sort:-week limit:12", "Nothing was ever found."},
	{"How long repairs take",
	 "Days; mean and median of what was repaired in the last 90 days, beside the age of what "
	 "is open. The half-life counts the open ones in (Kaplan-Meier).",
	 "repairs by:severity", "Nothing was ever found."},
	{"How old the open ones are", NULL,
	 "groups by:aged state:open cols:findings,critical,high,late,exploited sort:-aged",
	 "Nothing is open."},
	{"Where they are",
	 "Running: the image that was scanned last runs in a cluster, by the last list of what "
	 "runs there.",
	 "groups by:target state:open cols:findings,critical,high,late,exploited,running,oldest "
	 "sort:-critical limit:15",
	 "Nothing is open."},
	{"By owner", "What is open and who owns it; the row without an owner is what nobody owns.",
	 "groups by:owner state:open cols:findings,targets,critical,high,late,exploited,oldest "
	 "sort:-critical limit:50",
	 "Nothing is open."},
	{"Fix first",
	 "Which upgrades close how many findings; what runs comes first, then what is "
	 "exploited. Beside them: how many more of the package have no fix yet.",
	 "fixes cols:first,findings,targets,running,critical,high,late,exploited,unfixed,oldest "
	 "sort:-first limit:10",
	 "No finding has a fix that is an upgrade."},
	{"Past due", "The longest overdue first.",
	 "findings state:open due<{end} cols:severity,title,target,owner,place,age,left,id "
	 "sort:due limit:25",
	 "Nothing is past due."},
	{"Exploited, by inventories",
	 "What is known to be exploited and past the catalogue's date, in what inventories list "
	 "and no scan of the same tells of.",
	 "advisory_hits kev:yes current:yes scanned:no due<{end} "
	 "cols:due,advisory,subject,component,version,status,running,source sort:due limit:25",
	 "None is known."},
	{"New this week", NULL,
	 "groups by:severity,rule first_seen>={week} first_seen<{next} "
	 "cols:findings,targets,running,exploited sort:-severity limit:25",
	 "Nothing new was found."},
	{"Claims", "What an ignore file or a suppression in the code asks to pass over.",
	 "groups by:severity,rule,target claimed:yes cols:findings,oldest sort:-severity limit:25",
	 "There are none."},
	{"Scans that say nothing", "Partial scans close nothing, failed ones change nothing.",
	 "scans at>={week} at<{next} state:partial,failed cols:at,tool,target,state,why limit:25",
	 "Every scan of the week is whole."},
};

struct report {
	struct session *session;
	struct str *out;
	char week[32], next[32], end[32];
	bool over; // the week is
};

static bool keep(void *context, struct slice bytes, struct err *err)
{
	(void)err;
	str_add_slice(context, bytes);
	return true;
}

static void fill_in(const struct report *report, const char *address, struct str *out)
{
	struct slice rest = slice_of(address);
	while (rest.at) {
		str_add_slice(out, slice_cut(&rest, '{'));
		if (!rest.at)
			return;
		struct slice name = slice_cut(&rest, '}');
		str_add_text(out, slice_is(name, "week")  ? report->week
				  : slice_is(name, "end") ? report->end
							  : report->next);
	}
}

static bool export_address(const struct report *report, const char *address, struct export_job *job,
			   struct str *out, struct err *err)
{
	struct arena arena = {0};
	struct select select;
	job->select = &select;
	job->sink = (struct export_sink){keep, out};
	bool done = address_parse(slice_of(address), &arena, &job->view, &select, err) &&
		    export_rows(report->session, job, err);
	arena_fini(&arena);
	return done;
}

static bool add_section(const struct report *report, const struct section *section, struct err *err)
{
	struct export_job job = {.format = EXPORT_MD, .read = true};
	struct str address = {0}, table = {0};
	fill_in(report, section->address, &address);
	str_addf(report->out, "\n## %s\n\n", section->title);
	if (section->about)
		str_addf(report->out, "%s\n\n", section->about);
	bool done = export_address(report, str_text(&address), &job, &table, err);
	str_add_text(report->out, job.rows ? str_text(&table) : section->none);
	str_add_text(report->out, job.rows ? "" : "\n");
	if (job.more)
		str_addf(report->out, "\nThese are the first %lld; there are more.\n",
			 (long long)job.rows);
	if (!report->over) // it shows what is so now
		str_addf(report->out, "\n`gavel show '%s'`\n", str_text(&address));
	str_fini(&address);
	str_fini(&table);
	return done;
}

static bool add_markdown(const struct report *report, struct err *err)
{
	str_addf(report->out, "# Findings, week of %s\n\n", report->week);
	if (report->over)
		str_addf(
			report->out,
			"As it was when the week ended, %s, by what was scanned, listed and "
			"running "
			"until then. Owners and days to fix are those that gavel.yaml has now.\n\n",
			report->end);
	if (!summary_add(report->session, report->week, report->out, err))
		return false;
	for (size_t i = 0; i < sizeof SECTIONS / sizeof *SECTIONS; i++)
		if (!add_section(report, &SECTIONS[i], err))
			return false;
	return true;
}

static bool add_json(const struct report *report, struct err *err)
{
	struct json_out json = {.to = report->out};
	json_open_map(&json, NULL);
	json_text(&json, "schema", "gavel.report/1");
	json_text(&json, "week", report->week);
	json_text(&json, "end", report->end);
	json_open_list(&json, "sections");
	for (size_t i = 0; i < sizeof SECTIONS / sizeof *SECTIONS; i++) {
		struct str address = {0}, rows = {0};
		fill_in(report, SECTIONS[i].address, &address);
		struct export_job job = {.format = EXPORT_JSON};
		bool done = export_address(report, str_text(&address), &job, &rows, err);
		json_open_map(&json, NULL);
		json_text(&json, "title", SECTIONS[i].title);
		json_raw(&json, "table", slice_trim(str_slice(&rows)));
		json_close_map(&json);
		str_fini(&address);
		str_fini(&rows);
		if (!done)
			return false;
	}
	json_close_list(&json);
	json_close_map(&json);
	str_add_char(report->out, '\n');
	return true;
}

static int64_t monday(int64_t time)
{
	return clock_day(time) - (int64_t)clock_weekday(time) * DAY_SECONDS;
}

// All is told as of the week's end, or of now: of what was made later, scans and catalogues,
// nothing counts, whenever it came.
static bool take_week(const struct invocation *invocation, struct report *report, struct err *err)
{
	struct session *session = invocation->session;
	const char *text = invocation_option(invocation, "week");
	int64_t known = session_moment(session), week = known;
	if (text && !clock_parse(slice_of(text), &week, err))
		return err_wrap(err, "--week");
	week = monday(week);
	if (week > known)
		return err_set(err, ERR_INVALID, "--week: the week of %s has not begun", text);
	int64_t next = week + WEEK_SECONDS;
	report->over = next <= known;
	session->now = report->over ? next : known;
	session->before = report->over ? next : known + 1;
	clock_format_day(week, report->week);
	clock_format_day(next, report->next);
	clock_format(session->now, report->end);
	return true;
}

static bool report_run(struct invocation *invocation, struct err *err)
{
	struct report report = {.session = invocation->session, .out = &invocation->out};
	struct cache *cache;
	if (!take_week(invocation, &report, err) || !session_cache(report.session, &cache, err))
		return false;
	// A run that cannot be used is told below what could be read without it.
	return (invocation->json ? add_json(&report, err) : add_markdown(&report, err)) &&
	       session_whole(report.session, err);
}

static const struct option OPTIONS[] = {
	{"week", OPTION_TEXT, "DATE", "the week that this day is in (default: this one)"},
};

const struct command report_commands[] = {
	{.name = "report findings",
	 .arguments = "",
	 .summary = "a week of findings in Markdown: what came, what went, what is late",
	 .help = "Tables that balance, by ISO week in UTC: what was open, came, went and is open; "
		 "how "
		 "long\n"
		 "repairs take, with the age of what is open beside them; which upgrades close the "
		 "most;\n"
		 "whose it is; what is past due, and what inventories have that is exploited; what "
		 "is new; what is claimed away; scans that "
		 "cannot be "
		 "trusted.\n"
		 "Below each table of this week stands the command that shows it. A week that is "
		 "over "
		 "is\n"
		 "told as it was at its end, by when scans and catalogues were made: a later one "
		 "changes\n"
		 "nothing in it, an older one that comes late does. Owners and days to fix are "
		 "those of\n"
		 "gavel.yaml. With --as-of only what had come by then counts. --json has the "
		 "same.\n"
		 "Exit status 6: a run of the archive cannot be used, and all is told without it.",
	 .options = OPTIONS,
	 .option_count = sizeof OPTIONS / sizeof *OPTIONS,
	 .run = report_run},
};
const size_t report_command_count = sizeof report_commands / sizeof *report_commands;
