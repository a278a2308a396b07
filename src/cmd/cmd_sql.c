#include "cmd/cmd_sql.h"

#include "base/json.h"
#include "view/format.h"

#include <sqlite3.h>
#include <string.h>

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

bool sql_run(struct invocation *invocation, struct err *err)
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
