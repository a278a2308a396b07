#include "store/select.h"

#include "base/utf8.h"
#include "store/finder/finder_sql.h"
#include "store/query/query.h"

#include <stdlib.h>
#include <string.h>

static void bind(sqlite3_stmt *statement, const struct query *q)
{
	for (size_t i = 0; i < q->values.len; i++) {
		const struct sql_value *v = &q->values.at[i];
		if (v->kind == SQL_INT)
			sqlite3_bind_int64(statement, (int)i + 1, v->integer);
		else
			sqlite3_bind_text(statement, (int)i + 1, v->text.at, (int)v->text.len,
					  SQLITE_TRANSIENT);
	}
}

static struct value read_value(sqlite3_stmt *row, int at, struct arena *arena)
{
	struct value value = {0};
	if (sqlite3_column_type(row, at) == SQLITE_NULL)
		return value;
	value.integer = sqlite3_column_int64(row, at);
	value.number = sqlite3_column_double(row, at);
	struct slice text = {(const char *)sqlite3_column_text(row, at),
			     (size_t)sqlite3_column_bytes(row, at)};
	value.text = arena_slice(arena, text);
	return value;
}

sqlite3_stmt *query_prepare(struct query *q, struct err *err)
{
	sqlite3_stmt *statement = NULL;
	str_add_slice(&q->with, str_slice(&q->sql));
	if (q->why.code != ERR_NONE) {
		*err = q->why;
		return NULL;
	}
	if (sqlite3_prepare_v2(q->cache->db, str_text(&q->with), -1, &statement, NULL) !=
	    SQLITE_OK) {
		cache_fail(q->cache, err);
		return NULL;
	}
	bind(statement, q);
	q->runs = true;
	q->sets_mark = finder_sets_mark(q->cache->sets);
	return statement;
}

void query_fini(struct query *q)
{
	if (q->runs)
		finder_sets_drop(q->cache->sets, q->sets_mark);
	str_fini(&q->with);
	str_fini(&q->sql);
	vec_fini(&q->values);
	arena_fini(&q->arena);
}

// ---- Rows ----

// The texts that tell a row from others; a byte that no text has between them, and one for absent.
static const char *read_key(const struct query *q, sqlite3_stmt *row, struct arena *arena)
{
	struct str key = {0};
	for (size_t i = 0; i < q->key_count; i++) {
		const char *text = (const char *)sqlite3_column_text(row, (int)(q->key_from + i));
		str_addf(&key, "%s%s", i ? "\x1f" : "", text ? text : "\x1e");
	}
	const char *copy = arena_slice(arena, str_slice(&key));
	str_fini(&key);
	return copy;
}

struct rows {
	vec(struct value) values;
	vec(const char *) keys;
};

static void keep_rows(struct rows *rows, struct arena *arena, struct result *out)
{
	out->values = arena_alloc(arena, (rows->values.len + 1) * sizeof *out->values);
	out->keys = arena_alloc(arena, (rows->keys.len + 1) * sizeof *out->keys);
	if (rows->values.len)
		memcpy(out->values, rows->values.at, rows->values.len * sizeof *out->values);
	if (rows->keys.len)
		memcpy(out->keys, rows->keys.at, rows->keys.len * sizeof *out->keys);
	vec_fini(&rows->values);
	vec_fini(&rows->keys);
}

static bool read_rows(struct query *q, sqlite3_stmt *row, struct arena *arena, struct result *out)
{
	struct rows rows = {0};
	int64_t limit = q->select->limit;
	int step;
	while ((step = sqlite3_step(row)) == SQLITE_ROW) {
		if (limit && (int64_t)out->row_count == limit) {
			out->more = true;
			step = SQLITE_DONE;
			break;
		}
		for (size_t i = 0; i < out->column_count; i++)
			*vec_push(&rows.values) = read_value(row, (int)i, arena);
		*vec_push(&rows.keys) = read_key(q, row, arena);
		out->row_count++;
	}
	keep_rows(&rows, arena, out);
	return step == SQLITE_DONE;
}

static void keep_names(struct result *out, struct arena *arena)
{
	for (size_t i = 0; i < out->column_count; i++)
		out->columns[i].name = arena_text(arena, out->columns[i].name);
}

bool select_run(struct cache *cache, const struct select *select, struct arena *arena,
		struct result *out, struct err *err)
{
	struct query q = {.cache = cache, .select = select};
	*out = (struct result){0};
	query_compose(&q, out);
	sqlite3_stmt *statement = query_prepare(&q, err);
	bool done = statement && (read_rows(&q, statement, arena, out) || cache_fail(cache, err));
	sqlite3_finalize(statement);
	keep_names(out, arena);
	query_fini(&q);
	return done;
}

void select_shape(const struct select *select, struct arena *arena, struct result *out)
{
	struct query q = {.select = select};
	*out = (struct result){0};
	query_compose(&q, out);
	keep_names(out, arena);
	query_fini(&q);
}

// ---- How many, where, which values ----

bool select_count(struct cache *cache, const struct select *select, int64_t *out, struct err *err)
{
	struct query q = {.cache = cache, .select = select};
	bool row = false;
	query_compose_count(&q);
	sqlite3_stmt *statement = query_prepare(&q, err);
	bool done = statement && cache_step(cache, statement, &row, err);
	*out = row ? sqlite3_column_int64(statement, 0) : 0;
	sqlite3_finalize(statement);
	query_fini(&q);
	return done;
}

static bool find_key(struct query *q, sqlite3_stmt *rows, const char *key, int64_t *out,
		     struct err *err)
{
	bool row, found = false;
	for (*out = 0; cache_step(q->cache, rows, &row, err); ++*out) {
		struct arena arena = {0};
		found = row && strcmp(read_key(q, rows, &arena), key) == 0;
		arena_fini(&arena);
		if (found)
			return true;
		if (!row)
			return err_set(err, ERR_NOT_FOUND, "the row is not among these");
	}
	return false;
}

bool select_place(struct cache *cache, const struct select *select, const char *key, int64_t *out,
		  struct err *err)
{
	struct query q = {.cache = cache, .select = select};
	query_compose_keys(&q);
	sqlite3_stmt *statement = query_prepare(&q, err);
	bool done = statement && find_key(&q, statement, key, out, err);
	sqlite3_finalize(statement);
	query_fini(&q);
	return done;
}

bool select_known(struct cache *cache, const struct select *select, struct arena *arena,
		  struct known_values *known, struct err *err)
{
	struct query q = {.cache = cache, .select = select};
	bool row = true, done;
	query_compose_known(&q, known);
	sqlite3_stmt *statement = query_prepare(&q, err);
	known->values = arena_alloc(arena, ((size_t)known->limit + 1) * sizeof *known->values);
	known->count = 0;
	done = statement != NULL;
	while (done && (done = cache_step(cache, statement, &row, err)) && row)
		known->values[known->count++] =
			arena_text(arena, (const char *)sqlite3_column_text(statement, 0));
	sqlite3_finalize(statement);
	query_fini(&q);
	return done;
}

// ---- Explained ----

// A text as SQL writes it, in one line whatever it holds.
static void add_quoted(struct str *out, struct slice text)
{
	str_add_char(out, '\'');
	while (text.at) {
		bool more = memchr(text.at, '\'', text.len) != NULL;
		utf8_add_safe(out, slice_cut(&text, '\''), false);
		str_add_text(out, more ? "''" : "");
	}
	str_add_char(out, '\'');
}

void select_explain(struct cache *cache, const struct select *select, struct str *out)
{
	struct query q = {.cache = cache, .select = select};
	struct result shape = {0};
	query_compose(&q, &shape);
	str_add_slice(out, str_slice(&q.with));
	str_add_slice(out, str_slice(&q.sql));
	str_add_char(out, '\n');
	for (size_t i = 0; i < q.values.len; i++) {
		const struct sql_value *v = &q.values.at[i];
		str_addf(out, "-- ?%zu = ", i + 1);
		if (v->kind == SQL_INT)
			str_addf(out, "%lld", (long long)v->integer);
		else
			add_quoted(out, v->text);
		str_add_char(out, '\n');
	}
	query_fini(&q);
}

const struct value *result_at(const struct result *result, size_t row, size_t column)
{
	return &result->values[row * result->column_count + column];
}

size_t result_place(const struct result *result, const char *name)
{
	size_t at = 0;
	while (at < result->column_count && strcmp(result->columns[at].name, name) != 0)
		at++;
	return at;
}
