#include "store/select.h"

#include "base/vec.h"
#include "store/cache_private.h"

#include <stdlib.h>
#include <string.h>

enum { TAG_KEYS_MAX = 4 };

// SQL under construction with its bound values, in order of their '?'.
struct query {
	struct cache *cache;
	const struct select *select;
	struct str sql;
	vec(struct sql_value) values;
	struct arena arena;
};

static void add_value(struct query *q, struct sql_value value)
{
	str_add_char(&q->sql, '?');
	*vec_push(&q->values) = value;
}

// ---- Tags ----

// The form a tag key takes as an Athena column: CostCenter and user:CostCenter give
// cost_center and user_cost_center.
static void add_column_form(struct str *out, const char *key)
{
	for (const char *c = key; *c; c++) {
		bool upper = *c >= 'A' && *c <= 'Z';
		bool letter = upper || (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9');
		bool after = out->len && out->at[out->len - 1] != '_';
		if ((upper || !letter) && after)
			str_add_char(out, '_');
		if (letter)
			str_add_char(out, upper ? (char)(*c | 0x20) : *c);
	}
	while (out->len && out->at[out->len - 1] == '_')
		out->len--;
}

// How well a stored key answers to the one asked for: 0 exact, 1 with user:, 2 by its column
// form; -1 not at all.
static int key_rank(const char *stored, const char *asked)
{
	if (strcmp(stored, asked) == 0)
		return 0;
	if (strncmp(stored, "user:", 5) == 0 && strcmp(stored + 5, asked) == 0)
		return 1;
	if (strchr(stored, ':'))
		return -1; // case is kept: user:Project is not user:project
	struct str x = {0}, y = {0}, z = {0};
	add_column_form(&x, stored);
	add_column_form(&y, asked);
	str_add_text(&z, "user_");
	add_column_form(&z, asked);
	int rank = str_equal(&x, &y) || str_equal(&x, &z) ? 2 : -1;
	str_fini(&x);
	str_fini(&y);
	str_fini(&z);
	return rank;
}

// The ids of the stored keys that a key stands for, best first.
static size_t find_keys(struct query *q, const char *asked, int64_t keys[TAG_KEYS_MAX])
{
	size_t count = 0;
	for (int rank = 0; rank <= 2; rank++) {
		sqlite3_stmt *rows =
			q->cache ? cache_statement(q->cache, "tag_keys", NULL, 0) : NULL;
		while (rows && sqlite3_step(rows) == SQLITE_ROW)
			if (key_rank((const char *)sqlite3_column_text(rows, 1), asked) == rank &&
			    count < TAG_KEYS_MAX)
				keys[count++] = sqlite3_column_int64(rows, 0);
		if (rows)
			cache_statement_done(rows);
	}
	return count;
}

static void add_tag(struct query *q, const char *key)
{
	int64_t keys[TAG_KEYS_MAX];
	size_t count = find_keys(q, key, keys);
	str_add_text(&q->sql, "coalesce(NULL");
	for (size_t i = 0; i < count; i++) {
		str_add_text(&q->sql, ", (SELECT value FROM tag WHERE tagset = c.tags AND key = ");
		add_value(q, SQL_I(keys[i]));
		str_add_char(&q->sql, ')');
	}
	str_add_text(&q->sql, count ? ")" : ", NULL)");
}

// ---- Expressions ----

static void add_fragment(struct query *q, const struct column *column, const char *key)
{
	if (column->keyed)
		add_tag(q, key);
	else
		str_add_text(&q->sql, column->fragment);
}

// The value as shown: a text's id becomes the text.
static void add_output(struct query *q, const struct column *column, const char *key)
{
	if (column->interned)
		str_add_text(&q->sql, "(SELECT v FROM text WHERE id = ");
	add_fragment(q, column, key);
	if (column->interned)
		str_add_char(&q->sql, ')');
}

static const char *const OPERATORS[] = {
	[FILTER_IS] = "=",	 [FILTER_NOT] = "=",  [FILTER_LESS] = "<",
	[FILTER_AT_MOST] = "<=", [FILTER_MORE] = ">", [FILTER_AT_LEAST] = ">=",
	[FILTER_HAS] = "LIKE",
};

static bool is_number(const struct column *column)
{
	return column->kind != COLUMN_TEXT && column->kind != COLUMN_MONTH;
}

// One alternative of a filter: column OP value; '*' makes it a pattern, nothing means absent.
static void add_condition(struct query *q, const struct filter *f, const char *value)
{
	str_add_char(&q->sql, '(');
	add_output(q, f->column, f->key);
	if (!*value) {
		str_add_text(&q->sql, ") IS NULL");
		return;
	}
	bool pattern = f->op <= FILTER_NOT && !is_number(f->column) && strchr(value, '*');
	if (f->column->kind == COLUMN_DECIMAL || f->column->kind == COLUMN_MONEY)
		str_add_text(&q->sql, ") + 0.0");
	else
		str_add_char(&q->sql, ')');
	str_addf(&q->sql, " %s ", pattern ? "GLOB" : OPERATORS[f->op]);
	if (is_number(f->column))
		str_add_text(&q->sql, "CAST(");
	add_value(q, (struct sql_value){.kind = SQL_TEXT, .text = slice_of(value)});
	if (is_number(f->column))
		str_add_text(&q->sql, " AS NUMERIC)");
}

// Text anywhere in the row's text columns.
static void add_search(struct query *q, const char *value)
{
	const struct relation *r = q->select->relation;
	const char *pattern = arena_printf(&q->arena, "%%%s%%", value);
	const char *separator = "";
	for (size_t i = 0; i < r->column_count; i++) {
		const struct column *column = &r->columns[i];
		if (column->kind != COLUMN_TEXT || column->keyed || column->role == COLUMN_MEASURE)
			continue;
		str_addf(&q->sql, "%scoalesce(", separator);
		add_output(q, column, NULL);
		str_add_text(&q->sql, ", '') LIKE ");
		add_value(q, SQL_T(pattern));
		separator = " OR ";
	}
}

static void add_filter(struct query *q, const struct filter *f)
{
	str_add_text(&q->sql, f->op == FILTER_NOT ? "NOT coalesce(" : "(");
	for (size_t i = 0; i < f->value_count; i++) {
		str_add_text(&q->sql, i ? " OR (" : "(");
		if (f->column)
			add_condition(q, f, f->values[i]);
		else
			add_search(q, f->values[i]);
		str_add_char(&q->sql, ')');
	}
	str_add_text(&q->sql, f->op == FILTER_NOT ? ", 0)" : ")");
}

static bool is_measure(const struct filter *f)
{
	return f->column && f->column->role == COLUMN_MEASURE;
}

// WHERE has the rows' filters, HAVING those of measures.
static void add_filters(struct query *q, const char *word, bool measures)
{
	const struct select *s = q->select;
	if (!measures && s->relation->where) {
		str_addf(&q->sql, "%s%s", word, s->relation->where);
		word = " AND ";
	}
	for (size_t i = 0; i < s->filter_count; i++) {
		if (is_measure(&s->filters[i]) != measures)
			continue;
		str_add_text(&q->sql, word);
		add_filter(q, &s->filters[i]);
		word = " AND ";
	}
}

// ---- The shape of the result ----

static bool is_grouped(const struct select *s)
{
	return s->relation->columns[0].role == COLUMN_DIMENSION;
}

static void push_column(struct query *q, struct result *out, const struct column *column,
			const char *key)
{
	const char *name = key ? arena_printf(&q->arena, "%s:%s", column->name, key) : column->name;
	out->columns[out->column_count++] = (struct result_column){column, key, name};
}

static bool has_dimension(const struct select *s, const char *name)
{
	for (size_t i = 0; i < s->by_count; i++)
		if (strcmp(s->by[i].column->name, name) == 0)
			return true;
	return false;
}

// Dimensions as asked (and what every grouping carries), then measures or plain columns.
static size_t choose_columns(struct query *q, struct result *out)
{
	const struct select *s = q->select;
	for (size_t i = 0; i < s->by_count; i++)
		push_column(q, out, s->by[i].column, s->by[i].key);
	if (s->relation->always && !has_dimension(s, s->relation->always))
		push_column(q, out, relation_column(s->relation, slice_of(s->relation->always)),
			    NULL);
	size_t dimensions = out->column_count;
	for (size_t i = 0; i < s->relation->column_count; i++) {
		enum column_role role = s->relation->columns[i].role;
		if (role == COLUMN_MEASURE || role == COLUMN_PLAIN)
			push_column(q, out, &s->relation->columns[i], NULL);
	}
	return dimensions;
}

// The sort column, and whether it descends: the person's, or the relation's own.
static const struct column *sort_of(const struct select *s, bool *descending)
{
	*descending = s->descending;
	if (s->sort)
		return s->sort;
	const char *order = s->relation->order;
	*descending = *order == '-';
	return relation_column(s->relation, slice_of(order + *descending));
}

static void add_order(struct query *q, const struct result *out, size_t dimensions)
{
	bool descending;
	const struct column *sort = sort_of(q->select, &descending);
	str_add_text(&q->sql, " ORDER BY ");
	if (sort->sort)
		str_add_text(&q->sql, sort->sort);
	else
		add_output(q, sort, q->select->sort_key);
	if (!sort->sort && (sort->kind == COLUMN_DECIMAL || sort->kind == COLUMN_MONEY))
		str_add_text(&q->sql, " + 0.0");
	str_addf(&q->sql, " %s NULLS LAST", descending ? "DESC" : "ASC");
	size_t ties = dimensions ? dimensions : out->column_count;
	for (size_t i = 0; i < ties; i++)
		str_addf(&q->sql, ", %zu", i + 1);
}

static void compose(struct query *q, struct result *out)
{
	const struct select *s = q->select;
	size_t dimensions = choose_columns(q, out);
	str_add_text(&q->sql, "SELECT ");
	for (size_t i = 0; i < out->column_count; i++) {
		str_add_text(&q->sql, i ? ", " : "");
		add_output(q, out->columns[i].column, out->columns[i].key);
	}
	str_addf(&q->sql, " FROM %s",
		 s->spread && s->relation->spread ? s->relation->spread : s->relation->from);
	add_filters(q, " WHERE ", false);
	if (is_grouped(s)) {
		for (size_t i = 0; i < dimensions; i++)
			str_addf(&q->sql, "%s%zu", i ? ", " : " GROUP BY ", i + 1);
		add_filters(q, " HAVING ", true);
	}
	add_order(q, out, dimensions);
	if (s->limit || s->offset) {
		str_add_text(&q->sql, " LIMIT ");
		add_value(q, SQL_I(s->limit ? s->limit + 1 : -1));
		str_add_text(&q->sql, " OFFSET ");
		add_value(q, SQL_I(s->offset));
	}
}

// ---- Running ----

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

static void query_fini(struct query *q)
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
	compose(&q, out);
	bool done =
		sqlite3_prepare_v2(cache->db, str_text(&q.sql), -1, &statement, NULL) == SQLITE_OK;
	if (done) {
		bind(statement, &q);
		done = read_rows(&q, statement, arena, out);
	}
	if (!done)
		cache_fail(cache, err);
	sqlite3_finalize(statement);
	for (size_t i = 0; i < out->column_count; i++)
		out->columns[i].name = arena_text(arena, out->columns[i].name);
	query_fini(&q);
	return done;
}

void select_explain(const struct select *select, struct str *out)
{
	struct query q = {.select = select};
	struct result shape = {0};
	compose(&q, &shape);
	str_add_slice(out, str_slice(&q.sql));
	str_add_char(out, '\n');
	for (size_t i = 0; i < q.values.len; i++) {
		const struct sql_value *v = &q.values.at[i];
		if (v->kind == SQL_INT)
			str_addf(out, "-- ?%zu = %lld\n", i + 1, (long long)v->integer);
		else
			str_addf(out, "-- ?%zu = '%.*s'\n", i + 1, (int)v->text.len, v->text.at);
	}
	query_fini(&q);
}
