#include "store/select.h"

#include "base/utf8.h"
#include "store/query.h"

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

static bool read_rows(struct query *q, sqlite3_stmt *row, struct arena *arena, struct result *out)
{
	struct {
		struct value *at;
		size_t len, room;
	} values = {0};
	int64_t limit = q->select->limit;
	int step;
	while ((step = sqlite3_step(row)) == SQLITE_ROW) {
		if (limit && (int64_t)out->row_count == limit) {
			out->more = true;
			step = SQLITE_DONE;
			break;
		}
		for (size_t i = 0; i < out->column_count; i++)
			*vec_push(&values) = read_value(row, (int)i, arena);
		out->row_count++;
	}
	out->values = arena_alloc(arena, (values.len + 1) * sizeof *out->values);
	if (values.len)
		memcpy(out->values, values.at, values.len * sizeof *out->values);
	vec_fini(&values);
	return step == SQLITE_DONE;
}

void query_fini(struct query *q)
{
	str_fini(&q->sql);
	vec_fini(&q->values);
	arena_fini(&q->arena);
}

bool select_run(struct cache *cache, const struct select *select, struct arena *arena,
		struct result *out, struct err *err)
{
	struct query q = {.cache = cache, .select = select};
	sqlite3_stmt *statement = NULL;
	*out = (struct result){0};
	query_compose(&q, out);
	bool done = q.why.code == ERR_NONE && sqlite3_prepare_v2(cache->db, str_text(&q.sql), -1,
								 &statement, NULL) == SQLITE_OK;
	if (done) {
		bind(statement, &q);
		done = read_rows(&q, statement, arena, out);
	}
	if (q.why.code != ERR_NONE)
		*err = q.why;
	else if (!done)
		cache_fail(cache, err);
	sqlite3_finalize(statement);
	for (size_t i = 0; i < out->column_count; i++)
		out->columns[i].name = arena_text(arena, out->columns[i].name);
	query_fini(&q);
	return done;
}

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
