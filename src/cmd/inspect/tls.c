#include "cmd/inspect/tls.h"

#include "base/clock.h"
#include "base/file.h"
#include "findings/check/rule.h"
#include "view/view.h"

#include <string.h>
#include <strings.h>

const char *tls_server(const char *address, struct arena *arena)
{
	const char *scheme = strstr(address, "://"), *at = scheme ? scheme + 3 : address;
	struct slice server = {at, strcspn(at, "/?#")};
	const char *user = memrchr(server.at, '@', server.len);
	if (user)
		server = (struct slice){user + 1, server.len - (size_t)(user + 1 - server.at)};
	return arena_slice(arena, server);
}

// "example.com" is of "example.com:443" too.
static bool is_of(const char *place, const char *server)
{
	size_t len = strlen(server);
	return len && !strncasecmp(place, server, len) && (!place[len] || place[len] == ':');
}

static const char *cell(const struct result *result, size_t row, const char *column)
{
	size_t at = result_place(result, column);
	const char *text = at < result->column_count ? result_at(result, row, at)->text : NULL;
	return text ? text : "";
}

// Rows of a view on this server.
static bool read_rows(const struct tls_look *look, const char *address, struct result *out,
		      struct err *err)
{
	const struct view *view;
	struct select select = {0};
	struct arena *arena = &look->report->arena;
	return address_parse(slice_of(address), arena, &view, &select, err) &&
	       view_run(look->session, &select, arena, out, err);
}

static int64_t time_of(const struct result *result, size_t row, const char *column)
{
	size_t at = result_place(result, column);
	return at < result->column_count ? result_at(result, row, at)->integer : 0;
}

// Versions that nobody should speak any more, by SSLyze's rules.
static const char *const OLD[] = {"ssl-2.0", "ssl-3.0", "tls-1.0", "tls-1.1"};
enum { OLD_VERSIONS = sizeof OLD / sizeof *OLD };

static bool is_old_version(const char *rule)
{
	for (size_t i = 0; i < OLD_VERSIONS; i++)
		if (!strcmp(rule, OLD[i]))
			return true;
	return false;
}

// "2026-05-01, 24d ago"
static const char *when(const struct tls_look *look, int64_t seen)
{
	char day[32], age[32];
	return report_textf(look->report, "%s, %s ago", clock_format_day(seen, day),
			    clock_format_age(look->session->now - seen, age));
}

static void add_finding(const struct tls_look *look, const struct result *result, size_t row)
{
	bool old = is_old_version(cell(result, row, "rule"));
	const struct check_rule *rule =
		check_rule_find(CHECK_HEADERS, old ? "tls-versions" : "tls");
	bool warns = !old || map_get(look->warned, slice_of(rule->id));
	*report_add(look->report) = (struct report_item){
		.rule = rule->id,
		.kind = warns ? REPORT_WARN : REPORT_BLOCK,
		.message = report_textf(look->report, "%s (SSLyze, %s)", cell(result, row, "title"),
					when(look, time_of(result, row, "last_seen"))),
		.where = cell(result, row, "target"),
		.remedy = old ? rule->remedy : NULL,
		.id = cell(result, row, "id"),
		.facts = {{"severity",
			   old ? finding_level_name(rule->level) : cell(result, row, "severity")}},
	};
}

static bool add_findings(const struct tls_look *look, const char *server, struct err *err)
{
	struct result result = {0};
	if (!read_rows(look, "findings tool:sslyze state:open", &result, err))
		return false;
	for (size_t row = 0; row < result.row_count; row++)
		if (is_of(cell(&result, row, "target"), server))
			add_finding(look, &result, row);
	return true;
}

// The old versions that a scan did not test. A category is what it was asked for, unless that is
// all; a partial one tells in its reason what it could not test.
static const char *untested_versions(const struct tls_look *look, const struct result *scans,
				     size_t row)
{
	const char *asked = cell(scans, row, "category"), *why = cell(scans, row, "why"),
		   *untested = "";
	bool failed = !strcmp(cell(scans, row, "state"), "failed");
	for (size_t i = 0; i < OLD_VERSIONS; i++)
		if (failed || (*asked && !strstr(asked, OLD[i])) || strstr(why, OLD[i]))
			untested = report_textf(look->report, "%s%s%s", untested,
						*untested ? ", " : "", OLD[i]);
	return untested;
}

static void add_unseen(const struct tls_look *look, const char *rule, const char *server,
		       const char *message)
{
	*report_add(look->report) = (struct report_item){
		.rule = rule,
		.kind = map_get(look->warned, slice_of(rule)) ? REPORT_WARN : REPORT_MISSING,
		.message = message,
		.where = server,
		.remedy = "import a whole scan: sslyze --json_out FILE SERVER",
		.id = report_textf(look->report, "%s/unseen/%s/%s", look->report->check, rule,
				   server),
	};
}

// What a scan did not test was not seen.
static void add_gaps(const struct tls_look *look, const struct result *scans, size_t row)
{
	const char *state = cell(scans, row, "state"), *why = cell(scans, row, "why"),
		   *server = cell(scans, row, "target"),
		   *versions = untested_versions(look, scans, row);
	const char *age = when(look, time_of(scans, row, "at"));
	if (*versions)
		add_unseen(look, "tls-versions", server,
			   report_textf(look->report, "SSLyze's last scan did not test %s (%s)",
					versions, age));
	if (strcmp(state, "whole") != 0)
		add_unseen(look, "tls", server,
			   report_textf(look->report, "SSLyze's last scan is %s: %s (%s)", state,
					why, age));
}

// Of each place of the server the newest scan counts; of several as new as it each.
static bool is_newest(const struct result *scans, size_t row)
{
	for (size_t i = 0; i < scans->row_count; i++)
		if (time_of(scans, i, "at") > time_of(scans, row, "at") &&
		    !strcmp(cell(scans, i, "target"), cell(scans, row, "target")))
			return false;
	return true;
}

// When SSLyze last looked at the server, or that it never did.
static bool add_scan(const struct tls_look *look, const char *server, struct err *err)
{
	struct result result = {0};
	int64_t last = 0;
	if (!read_rows(look, "scans tool:sslyze", &result, err))
		return false;
	for (size_t row = 0; row < result.row_count; row++) {
		if (!is_of(cell(&result, row, "target"), server) || !is_newest(&result, row))
			continue;
		add_gaps(look, &result, row);
		if (time_of(&result, row, "at") > last)
			last = time_of(&result, row, "at");
	}
	*look->scanned |= last != 0;
	*report_add(look->report) = (struct report_item){
		.rule = "tls",
		.kind = REPORT_NOTE,
		.message = last ? report_textf(look->report, "SSLyze's last scan: %s",
					       when(look, last))
				: "no SSLyze scan of the server is known: sslyze --json_out FILE "
				  "SERVER",
		.where = server,
		.id = report_textf(look->report, "%s/tls/%s", look->report->check, server),
	};
	return true;
}

bool tls_add_findings(const struct tls_look *look, const char *server, struct err *err)
{
	if (!*server || !file_exists(look->session->config.cache))
		return true;
	return (add_findings(look, server, err) && add_scan(look, server, err)) ||
	       err_wrap(err, "the findings of SSLyze");
}

static bool is_named(const struct report *report, const char *rule)
{
	for (size_t i = 0; i < report->items.len; i++)
		if (!strcmp(report->items.at[i].rule, rule))
			return true;
	return false;
}

void tls_drop_rules(struct report *report)
{
	struct report_rule *kept = arena_alloc(&report->arena, report->rule_count * sizeof *kept);
	size_t count = 0;
	for (size_t i = 0; i < report->rule_count; i++) {
		const char *id = report->rules[i].id;
		bool tls = !strcmp(id, "tls") || !strcmp(id, "tls-versions");
		if (!tls || is_named(report, id))
			kept[count++] = report->rules[i];
	}
	report->rules = kept;
	report->rule_count = count;
}
