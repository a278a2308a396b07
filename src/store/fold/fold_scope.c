#include "store/fold/fold.h"

#include "findings/version/version.h"
#include "store/stock/stock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCOPES_MAX = 100000, NUMBER_TEXT = 24 };

// Scopes are found by it, since a run may have many that are open together.
static struct slice number_key(int64_t number, char text[NUMBER_TEXT])
{
	return (struct slice){text, (size_t)snprintf(text, NUMBER_TEXT, "%lld", (long long)number)};
}

bool fold_scope_of(struct fold *fold, const struct json_record *record, struct fold_scope **out,
		   struct err *err)
{
	int64_t number = json_int_or(record, "scope", 0);
	size_t last = fold->scopes.len - 1;
	char text[NUMBER_TEXT];
	if (fold->scopes.len && fold->scopes.at[last].number != number) {
		const int64_t *at = map_get(&fold->keys, number_key(number, text));
		last = at ? (size_t)*at : fold->scopes.len;
	}
	if (last >= fold->scopes.len)
		return err_set(err, ERR_CORRUPT, "scope %lld was not declared", (long long)number);
	*out = &fold->scopes.at[last];
	return !(*out)->ended ||
	       err_set(err, ERR_CORRUPT, "scope %lld has ended", (long long)number);
}

bool fold_is_later(struct fold *fold, const struct json_record *record)
{
	int64_t before = fold->options->before;
	const struct json_field *type = json_find(record, "t");
	if (!before || !type)
		return false;
	if (slice_is(type->raw, "scope") && json_int_or(record, "at", 0) >= before) {
		*vec_push(&fold->later) = json_int_or(record, "id", 0);
		return true;
	}
	int64_t number = json_int_or(record, "scope", 0);
	for (size_t i = fold->later.len; number && i > 0; i--)
		if (fold->later.at[i - 1] == number)
			return true;
	return false;
}

bool fold_has_scope(const struct fold *fold, const char *kinds)
{
	for (size_t i = 0; i < fold->scopes.len; i++) {
		const char *kind = fold->scopes.at[i].kind, *at = strstr(kinds, kind);
		if (at && at > kinds && at[-1] == ' ' && at[strlen(kind)] == ' ')
			return true;
	}
	return false;
}

// ["a","b"] as "a b", for people.
static const char *label_of(struct fold *fold, const struct json_field *key)
{
	struct str text = {0};
	json_t *list = json_loadb(key->raw.at, key->raw.len, 0, NULL);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *part = json_string_value(json_array_get(list, i));
		str_addf(&text, "%s%s", text.len ? " " : "", part && *part ? part : "-");
	}
	json_decref(list);
	const char *label = arena_slice(&fold->arena, str_slice(&text));
	str_fini(&text);
	return label;
}

static bool put_key(struct fold *fold, const char *key)
{
	bool added;
	map_put(&fold->keys, slice_of(key), &added);
	return added;
}

static bool is_open(const struct fold *fold, const char *kind, const char *key)
{
	for (size_t i = 0; i < fold->scopes.len; i++) {
		const struct fold_scope *scope = &fold->scopes.at[i];
		if (!scope->ended && !strcmp(scope->kind, kind) && !strcmp(scope->key, key))
			return true;
	}
	return false;
}

// A number of its own in the run, and a key, but for that of a scope that has ended: of two
// versions that are open both would be shown. What is appended replaces nothing, and has none.
static bool is_new(struct fold *fold, const struct fold_scope *scope, const char *key,
		   struct err *err)
{
	struct arena *arena = &fold->arena;
	char text[NUMBER_TEXT];
	bool added;
	if (key && !put_key(fold, arena_printf(arena, "%s %s", scope->kind, key)) &&
	    is_open(fold, scope->kind, key))
		return err_set(err, ERR_CORRUPT, "scope %lld has the key of another one",
			       (long long)scope->number);
	*map_put(&fold->keys, number_key(scope->number, text), &added) = (int64_t)fold->scopes.len;
	return added ||
	       err_set(err, ERR_CORRUPT, "scope %lld is declared twice", (long long)scope->number);
}

static struct slice column_text(sqlite3_stmt *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row, column);
	return (struct slice){text, text ? (size_t)sqlite3_column_bytes(row, column) : 0};
}

// Of two documents of one time that of the higher revision is the newer; where they have the same,
// the content decides at the end, so that it is the same one whichever came first.
static void compare_shown(struct fold *fold, struct fold_scope *scope, const char *revision,
			  sqlite3_stmt *row)
{
	int64_t at = scope->at, shown_at = sqlite3_column_int64(row, 1);
	int order = version_compare(VERSION_GENERIC, slice_of(revision), column_text(row, 2));
	struct slice content = column_text(row, 3);
	scope->replaces = sqlite3_column_int64(row, 0);
	scope->older = at < shown_at || (at == shown_at && order < 0);
	if (at == shown_at && !order && content.len)
		scope->rival = arena_slice(&fold->arena, content);
}

static bool find_shown(struct fold *fold, struct fold_scope *scope, const char *key,
		       const char *revision, struct err *err)
{
	struct sql_value values[] = {SQL_T(scope->kind), SQL_T(key)};
	sqlite3_stmt *row = cache_statement(fold->cache, "shown_scope", values, 2);
	bool shown, done = cache_step(fold->cache, row, &shown, err);
	if (shown)
		compare_shown(fold, scope, revision, row);
	cache_statement_done(row);
	return done;
}

bool fold_scope_line(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct arena *arena = &fold->arena;
	struct fold_scope scope = {0};
	const struct json_field *key = json_find(record, "key");
	if (!key || key->kind != JSON_LIST || fold->scopes.len >= SCOPES_MAX)
		return err_set(err, ERR_CORRUPT, "a scope without a key");
	if (!json_get_int(record, "id", &scope.number, err) ||
	    !json_get_int(record, "at", &scope.at, err) ||
	    !json_get_text(record, "kind", arena, &scope.kind, err))
		return false;
	scope.label = label_of(fold, key);
	const char *mode = json_text_or(record, "mode", arena, "replace");
	const char *key_text = arena_slice(arena, key->raw);
	const char *revision = json_text_or(record, "revision", arena, "");
	scope.alone = strcmp(mode, "replace") == 0;
	if (!is_new(fold, &scope, scope.alone ? key_text : NULL, err))
		return false;
	if (scope.alone && !find_shown(fold, &scope, key_text, revision, err))
		return false;
	struct sql_value values[] = {SQL_I(fold->entry->number),
				     SQL_T(scope.kind),
				     SQL_T(key_text),
				     SQL_T(scope.label),
				     SQL_T(mode),
				     SQL_I(scope.at),
				     SQL_T(json_text_or(record, "delivery", arena, "")),
				     SQL_I(fold->entry->finished),
				     SQL_T(*revision ? revision : NULL)};
	if (!cache_run(fold->cache, "add_scope", values, 9, err))
		return false;
	scope.id = sqlite3_last_insert_rowid(cache_handle(fold->cache));
	scope.key = key_text;
	*vec_push(&fold->scopes) = scope;
	return true;
}

static void tell_outcome(struct fold *fold, const struct fold_scope *scope, const char *state,
			 const struct json_record *record)
{
	if (!fold->options->outcome)
		return;
	struct scope_outcome outcome = {.run = fold->entry->number,
					.scope = scope->id,
					.kind = scope->kind,
					.key = scope->label,
					.state = state,
					.why = scope->why,
					.rows = json_int_or(record, "rows", 0),
					.rejected = json_int_or(record, "rejected", 0)};
	fold->options->outcome(fold->options->outcome_context, &outcome);
}

static bool replace(struct fold *fold, int64_t id, struct err *err)
{
	struct sql_value gone[] = {SQL_I(id), SQL_I(fold->entry->finished)};
	return stock_stated(fold, id, err) && fold_drop_cells(fold, id, err) &&
	       cache_run(fold->cache, "replace_scope", gone, 2, err);
}

// The input that the scope's end names is its content; the lesser one of two of one time and
// revision is the older.
static bool compare_content(struct fold *fold, struct fold_scope *scope, struct err *err)
{
	struct sql_value input[] = {SQL_I(fold->entry->number), SQL_I(scope->input)};
	bool any = false, done = true;
	const char *content = NULL;
	if (!scope->alone || !scope->input)
		return true;
	sqlite3_stmt *row = cache_statement(fold->cache, "content_of", input, 2);
	done = cache_step(fold->cache, row, &any, err);
	if (done && any)
		content = arena_slice(&fold->arena, column_text(row, 0));
	cache_statement_done(row);
	if (!content)
		return done;
	struct sql_value values[] = {SQL_I(scope->id), SQL_T(content)};
	scope->older = scope->older || (scope->rival && strcmp(content, scope->rival) < 0);
	return cache_run(fold->cache, "set_content", values, 2, err);
}

bool fold_end(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct fold_scope *scope;
	if (!fold_scope_of(fold, record, &scope, err))
		return false;
	bool complete = json_bool_or(record, "complete", false) && !scope->failed;
	scope->input = json_int_or(record, "in", 0);
	if (!compare_content(fold, scope, err))
		return false;
	bool shown = complete && !scope->older;
	const char *here = fold->entry->pruned ? "pruned" : "shown";
	const char *state = shown ? here : complete ? "older" : "incomplete";
	if (!scope->why)
		scope->why = json_text_or(record, "why", &fold->arena, NULL);
	bool known = false;
	if (!strcmp(scope->kind, "scan") && !fold_scan_end(fold, scope, complete, &known, err))
		return false;
	if (known)
		state = "unchanged";
	if (shown && scope->replaces && !replace(fold, scope->replaces, err))
		return false;
	struct sql_value values[] = {SQL_I(scope->id), SQL_T(state), SQL_T(scope->why),
				     SQL_I(json_int_or(record, "rows", 0)),
				     SQL_I(json_int_or(record, "rejected", 0))};
	scope->ended = true;
	if (!cache_run(fold->cache, "end_scope", values, 5, err) ||
	    !fold_cost_end(fold, scope, shown, err))
		return false;
	if (!complete && !cache_run(fold->cache, "drop_totals", values, 1, err))
		return false;
	tell_outcome(fold, scope, state, record);
	return true;
}

static bool is_decimal(const struct json_record *record, const char *name)
{
	const struct json_field *field = json_find(record, name);
	struct decimal ignored;
	return field && field->kind == JSON_TEXT &&
	       decimal_read(field->raw.at, field->raw.len, &ignored);
}

bool fold_total(struct fold *fold, const struct json_record *record, struct err *err)
{
	struct fold_scope *scope;
	struct arena *arena = &fold->arena;
	if (!fold_scope_of(fold, record, &scope, err))
		return false;
	if (!fold->entry->pruned || !is_decimal(record, "unblended") ||
	    !is_decimal(record, "amortized"))
		return err_set(err, ERR_CORRUPT, "a total that cannot be used");
	struct sql_value values[] = {SQL_I(scope->id),
				     SQL_T(json_text_or(record, "service", arena, "")),
				     SQL_T(json_text_or(record, "currency", arena, "")),
				     SQL_T(json_text_or(record, "unblended", arena, NULL)),
				     SQL_T(json_text_or(record, "amortized", arena, NULL)),
				     SQL_I(json_int_or(record, "n", 0))};
	return cache_run(fold->cache, "add_total", values, 6, err);
}
