#include "store/fold/fold.h"

#include "store/stock/stock.h"

#include <string.h>

enum { PROGRESS_LINES = 20000 };

// ---- Texts ----

int64_t fold_text(struct fold *fold, struct slice text, struct err *err)
{
	if (!text.len)
		return 0;
	int64_t id = (int64_t)map_intern(&fold->texts, text) + 1;
	if ((size_t)id <= fold->stored_texts)
		return id;
	struct sql_value values[] = {SQL_I(id), {.kind = SQL_TEXT, .text = text}};
	fold->stored_texts++;
	return cache_run(fold->cache, "add_text", values, 2, err) ? id : -1;
}

bool fold_load_texts(struct fold *fold, struct err *err)
{
	sqlite3_stmt *rows = cache_statement(fold->cache, "all_texts", NULL, 0);
	bool row, done;
	while ((done = cache_step(fold->cache, rows, &row, err)) && row) {
		struct slice text = {(const char *)sqlite3_column_text(rows, 1),
				     (size_t)sqlite3_column_bytes(rows, 1)};
		map_intern(&fold->texts, text);
	}
	fold->stored_texts = fold->texts.len;
	cache_statement_done(rows);
	return done;
}

bool fold_string(struct fold *fold, const struct json_record *record, const char *name,
		 struct sql_value *out, struct err *err)
{
	int64_t id = json_int_or(record, name, 0);
	*out = (struct sql_value){.kind = SQL_NULL};
	if (id == 0)
		return true;
	if (id < 0 || (size_t)id > fold->strings.len)
		return err_set(err, ERR_CORRUPT, "'%s' names string %lld, which was not sent", name,
			       (long long)id);
	if (fold->strings.at[id - 1])
		*out = SQL_I(fold->strings.at[id - 1]);
	return true;
}

static bool fold_str(struct fold *fold, const struct json_record *record, struct err *err)
{
	int64_t id;
	const struct json_field *field = json_find(record, "v");
	if (!json_get_int(record, "id", &id, err))
		return false;
	if (id != (int64_t)fold->strings.len + 1)
		return err_set(err, ERR_CORRUPT, "string %lld where string %zu must follow",
			       (long long)id, fold->strings.len + 1);
	if (!field || field->kind != JSON_TEXT)
		return err_set(err, ERR_CORRUPT, "string %lld has no text", (long long)id);
	struct str text = {0};
	json_add_unescaped(&text, field);
	bool whole = !text.len || !memchr(text.at, 0, text.len);
	int64_t stored = whole ? fold_text(fold, str_slice(&text), err) : -1;
	str_fini(&text);
	*vec_push(&fold->strings) = stored;
	return stored >= 0 ||
	       (!whole &&
		err_set(err, ERR_CORRUPT, "string %lld holds a NUL character", (long long)id));
}

// ---- Other lines ----

static struct sql_value int_or_null(const struct json_record *record, const char *key)
{
	const struct json_field *field = json_find(record, key);
	return field ? SQL_I(json_int_or(record, key, 0)) : (struct sql_value){.kind = SQL_NULL};
}

static bool fold_input(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct arena *arena = &fold->arena;
	struct sql_value values[] = {SQL_I(fold->entry->number),
				     SQL_I(json_int_or(record, "id", 0)),
				     SQL_T(json_text_or(record, "uri", arena, "")),
				     SQL_T(json_text_or(record, "sha256", arena, "")),
				     SQL_I(json_int_or(record, "bytes", 0)),
				     int_or_null(record, "mtime")};
	return cache_run(fold->cache, "add_input", values, 6, err);
}

static bool fold_reject(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct fold_scope *scope;
	if (!fold_scope_of(fold, record, &scope, err))
		return false;
	struct sql_value values[] = {SQL_I(fold->entry->number),
				     SQL_I(scope->id),
				     int_or_null(record, "in"),
				     int_or_null(record, "row"),
				     SQL_T(json_text_or(record, "why", &fold->arena, "")),
				     SQL_T(json_text_or(record, "text", &fold->arena, NULL))};
	return cache_run(fold->cache, "add_reject", values, 6, err);
}

static bool add_log(struct fold *fold, const struct json_record *record, const char *level,
		    int64_t scope, struct err *err)
{
	struct sql_value values[] = {SQL_I(fold->entry->number),
				     scope ? SQL_I(scope) : (struct sql_value){.kind = SQL_NULL},
				     int_or_null(record, "in"),
				     int_or_null(record, "row"),
				     SQL_T(level),
				     SQL_T(json_text_or(record, "text", &fold->arena, ""))};
	return cache_run(fold->cache, "add_log", values, 6, err);
}

static bool fold_warn(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct fold_scope *scope = NULL;
	if (json_find(record, "scope") && !fold_scope_of(fold, record, &scope, err))
		return false;
	return add_log(fold, record, "warn", scope ? scope->id : 0, err);
}

static bool fold_error(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct fold_scope *scope = NULL;
	if (json_find(record, "scope") && !fold_scope_of(fold, record, &scope, err))
		return false;
	if (scope) {
		scope->failed = true;
		if (!scope->why)
			scope->why = json_text_or(record, "text", &fold->arena, "");
	}
	return add_log(fold, record, "error", scope ? scope->id : 0, err);
}

// ---- Lines ----

// Kinds of lines the fold acts on; a new record kind is a new row.
static const struct {
	const char *type;
	bool (*fold)(struct fold *fold, const struct json_record *record, struct err *err);
} LINES[] = {
	{"cost", fold_cost},
	{"group", fold_group},
	{"str", fold_str},
	{"bill", fold_bill},
	{"scope", fold_scope_line},
	{"input", fold_input},
	{"end", fold_end},
	{"warn", fold_warn},
	{"reject", fold_reject},
	{"error", fold_error},
	{"total", fold_total},
	{"account", fold_account},
	{"scan", fold_scan},
	{"rule", fold_rule},
	{"cover", fold_cover},
	{"finding", fold_finding},
	{"exception", fold_exception},
	{"sbom", stock_sbom},
	{"component", stock_component},
	{"kev", stock_kev},
	{"epss", stock_epss},
	{"vex", stock_vex},
	{"workload", stock_workload},
	{"acceptance", stock_acceptance},
};

static bool report(struct fold *fold, struct err *err)
{
	const struct cache_progress *progress = &fold->options->progress;
	if (!progress->keep_going || fold->line % PROGRESS_LINES ||
	    progress->keep_going(progress->context, fold->entry->source, fold->line,
				 fold->entry->lines))
		return true;
	return err_set(err, ERR_INTERRUPTED, "interrupted");
}

bool fold_record(struct fold *fold, const struct json_record *record, struct err *err)
{
	fold->line++;
	const struct json_field *type = json_find(record, "t");
	if (fold_is_later(fold, record))
		return report(fold, err);
	for (size_t i = 0; type && i < sizeof LINES / sizeof *LINES; i++)
		if (slice_is(type->raw, LINES[i].type))
			return LINES[i].fold(fold, record, err) && report(fold, err);
	return true;
}
