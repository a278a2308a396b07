#include "base/json.h"
#include "base/utf8.h"
#include "cmd/groups.h"
#include "view/format.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// ---- cache ----

static bool tell_progress(void *context, const char *what, int64_t done, int64_t total)
{
	(void)context;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%s: %lld of %lld lines\033[K", what, (long long)done,
			(long long)total);
	return true;
}

static bool with_archive(struct invocation *invocation, struct archive **out, struct err *err)
{
	return archive_open(invocation->session->config.archive, false, out, err);
}

static bool cache_rebuild_run(struct invocation *invocation, struct err *err)
{
	struct archive *archive = NULL;
	struct fold_options options = {.progress = {tell_progress, NULL}};
	if (!with_archive(invocation, &archive, err))
		return false;
	bool done = cache_rebuild(invocation->session->config.cache, archive, &options, err);
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
	if (done)
		str_addf(&invocation->out, "%s: rebuilt from %zu runs\n",
			 invocation->session->config.cache, archive_count(archive));
	archive_close(archive);
	return done;
}

static bool cache_verify_run(struct invocation *invocation, struct err *err)
{
	struct archive *archive = NULL;
	struct cache *cache;
	bool done = with_archive(invocation, &archive, err) &&
		    session_cache(invocation->session, &cache, err) &&
		    cache_verify(cache, archive, NULL, err);
	if (done)
		str_addf(&invocation->out, "%s: every row is what the archive gives\n",
			 invocation->session->config.cache);
	archive_close(archive);
	return done;
}

// ---- archive ----

static bool archive_list_run(struct invocation *invocation, struct err *err)
{
	struct archive *archive = NULL;
	struct json_out json = {.to = &invocation->out};
	if (!with_archive(invocation, &archive, err))
		return false;
	json_open_map(&json, NULL);
	json_text(&json, "schema", "gavel.archive/1");
	json_open_list(&json, "rows");
	for (size_t i = 0; i < archive_count(archive); i++) {
		const struct archive_entry *e = archive_entry(archive, i);
		json_open_map(&json, NULL);
		json_int(&json, "run", e->number);
		json_text(&json, "source", e->source);
		json_text(&json, "plugin", e->plugin);
		json_int(&json, "lines", e->lines);
		json_int(&json, "bytes", e->bytes);
		json_int(&json, "stored", e->stored_bytes);
		json_text(&json, "sha256", e->sha256);
		json_close_map(&json);
	}
	json_close_list(&json);
	json_close_map(&json);
	if (!invocation->json) {
		str_clear(&invocation->out);
		for (size_t i = 0; i < archive_count(archive); i++) {
			const struct archive_entry *e = archive_entry(archive, i);
			str_addf(&invocation->out, "%6lld  %-16s %-12s %10lld lines  %.16s\n",
				 (long long)e->number, e->source, e->plugin, (long long)e->lines,
				 e->sha256);
		}
	} else {
		str_add_char(&invocation->out, '\n');
	}
	archive_close(archive);
	return true;
}

static void say_fault(void *context, const char *text)
{
	struct str *out = context;
	utf8_add_safe(out, slice_of(text), false);
	str_add_char(out, '\n');
}

static bool archive_verify_run(struct invocation *invocation, struct err *err)
{
	struct archive *archive = NULL;
	struct archive_report report;
	if (!with_archive(invocation, &archive, err))
		return false;
	bool done = archive_verify(archive, say_fault, &invocation->out, &report, err);
	str_addf(&invocation->out, "%lld runs, %lld blobs, %lld bad\n", (long long)report.runs,
		 (long long)report.blobs, (long long)report.bad);
	archive_close(archive);
	return done;
}

// ---- sql ----

// Reading only: what is not named here is denied.
static int authorize(void *context, int action, const char *a, const char *b, const char *c,
		     const char *d)
{
	(void)context;
	(void)a;
	(void)c;
	(void)d;
	if (action == SQLITE_FUNCTION)
		return b && strcmp(b, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
	return action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_RECURSIVE
		       ? SQLITE_OK
		       : SQLITE_DENY;
}

static void add_sql_json(struct json_out *json, sqlite3_stmt *row)
{
	str_add_char(json->to, '\n');
	json_open_map(json, NULL);
	for (int i = 0; i < sqlite3_column_count(row); i++) {
		const char *name = sqlite3_column_name(row, i);
		if (sqlite3_column_type(row, i) == SQLITE_INTEGER)
			json_int(json, name, sqlite3_column_int64(row, i));
		else
			json_text(json, name, (const char *)sqlite3_column_text(row, i));
	}
	json_close_map(json);
}

static void add_sql_csv(struct str *out, sqlite3_stmt *row, bool header)
{
	for (int i = 0; i < sqlite3_column_count(row); i++) {
		const char *text = header ? sqlite3_column_name(row, i)
					  : (const char *)sqlite3_column_text(row, i);
		str_add_text(out, i ? "," : "");
		format_cell_csv(slice_of(text ? text : ""), out);
	}
	str_add_char(out, '\n');
}

static bool run_sql(struct invocation *invocation, sqlite3_stmt *row)
{
	struct json_out json = {.to = &invocation->out};
	int step;
	if (invocation->json) {
		json_open_map(&json, NULL);
		json_text(&json, "schema", "gavel.sql/1");
		json_open_list(&json, "rows");
	} else {
		add_sql_csv(&invocation->out, row, true);
	}
	while ((step = sqlite3_step(row)) == SQLITE_ROW) {
		if (invocation->json)
			add_sql_json(&json, row);
		else
			add_sql_csv(&invocation->out, row, false);
	}
	if (invocation->json) {
		json_close_list(&json);
		json_close_map(&json);
		str_add_char(&invocation->out, '\n');
	}
	return step == SQLITE_DONE;
}

static bool sql_run(struct invocation *invocation, struct err *err)
{
	struct cache *cache;
	sqlite3_stmt *row = NULL;
	const char *rest = "";
	if (invocation->argument_count != 1)
		return err_set(err, ERR_INVALID, "sql: one statement, as one argument");
	if (!session_cache(invocation->session, &cache, err))
		return false;
	sqlite3 *db = cache_handle(cache);
	sqlite3_set_authorizer(db, authorize, NULL);
	int result = sqlite3_prepare_v2(db, invocation->arguments[0], -1, &row, &rest);
	if (result == SQLITE_AUTH)
		return err_set(err, ERR_DENIED, "sql: only reading is allowed: %s",
			       sqlite3_errmsg(db));
	if (result != SQLITE_OK || !row)
		return err_set(err, ERR_INVALID, "sql: %s", row ? "empty" : sqlite3_errmsg(db));
	bool done = !slice_trim(slice_of(rest)).len ||
		    err_set(err, ERR_INVALID, "sql: more than one statement");
	if (done && !run_sql(invocation, row))
		done = err_set(err, ERR_INVALID, "sql: %s", sqlite3_errmsg(db));
	sqlite3_finalize(row);
	return done;
}

const struct command cache_commands[] = {
	{.name = "sql",
	 .arguments = "'SELECT …'",
	 .summary = "read-only SQL over the cache, as CSV or JSON",
	 .help = "One SELECT. dec_sum(x) adds decimal text exactly. Writing, ATTACH, PRAGMA and\n"
		 "extensions are denied. The tables are described in src/store/sql/schema.sql.",
	 .run = sql_run},
	{.name = "cache rebuild",
	 .arguments = "",
	 .summary = "make the cache anew from the archive",
	 .help = "Reads every run of the archive into a new file and puts it in place of the old "
		 "one.\n"
		 "No source is asked.",
	 .run = cache_rebuild_run},
	{.name = "cache verify",
	 .arguments = "",
	 .summary = "compare the cache with what the archive gives",
	 .help = "Folds the archive into a private file and compares every row of every table.",
	 .run = cache_verify_run},
	{.name = "archive list",
	 .arguments = "",
	 .summary = "every accepted run",
	 .help = "One line per run, in the order of acceptance.",
	 .run = archive_list_run},
	{.name = "archive verify",
	 .arguments = "",
	 .summary = "re-read every run and blob against its digest",
	 .help = "Says each fault with its file; exits 2 when there is one.",
	 .run = archive_verify_run},
};
const size_t cache_command_count = sizeof cache_commands / sizeof *cache_commands;
