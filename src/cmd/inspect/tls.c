#include "cmd/inspect/tls.h"

#include "base/file.h"
#include "view/view.h"

#include <string.h>
#include <strings.h>

const struct report_rule TLS_RULE = {"tls", "what SSLyze found of the server's TLS"};

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
static bool read_rows(struct report *report, struct session *session, const char *address,
		      struct result *out, struct err *err)
{
	const struct view *view;
	struct select select = {0};
	return address_parse(slice_of(address), &report->arena, &view, &select, err) &&
	       view_run(session, &select, &report->arena, out, err);
}

static bool add_findings(struct report *report, struct session *session, const char *server,
			 struct err *err)
{
	struct result result = {0};
	if (!read_rows(report, session, "findings tool:sslyze state:open", &result, err))
		return false;
	for (size_t row = 0; row < result.row_count; row++) {
		if (!is_of(cell(&result, row, "target"), server))
			continue;
		*report_add(report) = (struct report_item){
			.rule = TLS_RULE.id,
			.kind = REPORT_WARN,
			.message = cell(&result, row, "title"),
			.where = cell(&result, row, "target"),
			.id = cell(&result, row, "id"),
			.facts = {{"severity", cell(&result, row, "severity")}},
		};
	}
	return true;
}

static bool add_lack(struct report *report, struct session *session, const char *server,
		     struct err *err)
{
	struct result result = {0};
	if (!read_rows(report, session, "scans tool:sslyze", &result, err))
		return false;
	for (size_t row = 0; row < result.row_count; row++)
		if (is_of(cell(&result, row, "target"), server))
			return true;
	*report_add(report) = (struct report_item){
		.rule = TLS_RULE.id,
		.kind = REPORT_NOTE,
		.message = "no SSLyze scan of the server is known: sslyze --json_out FILE SERVER",
		.where = server,
		.id = report_textf(report, "%s/tls/%s", report->check, server),
	};
	return true;
}

bool tls_add_findings(struct report *report, struct session *session, const char *server,
		      struct err *err)
{
	if (!*server || !file_exists(session->config.cache))
		return true;
	return (add_findings(report, session, server, err) &&
		add_lack(report, session, server, err)) ||
	       err_wrap(err, "the findings of SSLyze");
}
