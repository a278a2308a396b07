#include "store/select.h"

#include "store/query.h"

#include <stdlib.h>
#include <string.h>

void query_add_value(struct query *q, struct sql_value value)
{
	str_add_char(&q->sql, '?');
	*vec_push(&q->values) = value;
}

// ---- Expressions ----

static void add_fragment(struct query *q, const struct column *column, const char *key)
{
	if (column->keyed)
		query_add_tag(q, key);
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
	[FILTER_IS] = "=",   [FILTER_NOT] = "=",       [FILTER_LESS] = "<", [FILTER_AT_MOST] = "<=",
	[FILTER_MORE] = ">", [FILTER_AT_LEAST] = ">=", [FILTER_SAME] = "=",
};

static bool is_number(const struct column *column)
{
	return column->kind != COLUMN_TEXT && column->kind != COLUMN_MONTH;
}

// ---- Patterns: '*' is the only wildcard there is ----

// GLOB also knows '?' and sets in brackets (sqlite.org/lang_expr.html): both stand for themselves.
static void add_glob(struct query *q, const char *value)
{
	struct str pattern = {0};
	for (; *value; value++)
		str_addf(&pattern, *value == '[' || *value == '?' ? "[%c]" : "%c", *value);
	str_add_text(&q->sql, " GLOB ");
	query_add_value(q, SQL_T(arena_slice(&q->arena, str_slice(&pattern))));
	str_fini(&pattern);
}

// Anywhere in the text, in upper or lower case of ASCII.
static void add_contains(struct query *q, const char *value)
{
	struct str pattern = {0};
	str_add_char(&pattern, '%');
	for (; *value; value++)
		str_addf(&pattern, strchr("%_\\", *value) ? "\\%c" : "%c", *value);
	str_add_char(&pattern, '%');
	str_add_text(&q->sql, " LIKE ");
	query_add_value(q, SQL_T(arena_slice(&q->arena, str_slice(&pattern))));
	str_add_text(&q->sql, " ESCAPE '\\'");
	str_fini(&pattern);
}

// ---- Conditions ----

static void add_comparison(struct query *q, const struct filter *f, const char *value)
{
	str_addf(&q->sql, is_number(f->column) ? " %s CAST(" : " %s ", OPERATORS[f->op]);
	query_add_value(q, SQL_T(value));
	if (is_number(f->column))
		str_add_text(&q->sql, " AS NUMERIC)");
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
	bool decimal = f->column->kind == COLUMN_DECIMAL || f->column->kind == COLUMN_MONEY;
	str_add_text(&q->sql, decimal ? ") + 0.0" : ")");
	if (f->op == FILTER_HAS)
		add_contains(q, value);
	else if (pattern)
		add_glob(q, value);
	else
		add_comparison(q, f, value);
}

// Text anywhere in the row's text columns.
static void add_search(struct query *q, const char *value)
{
	const struct relation *r = q->select->relation;
	const char *separator = "";
	for (size_t i = 0; i < r->column_count; i++) {
		const struct column *column = &r->columns[i];
		if (column->kind != COLUMN_TEXT || column->keyed || column->role == COLUMN_MEASURE)
			continue;
		str_addf(&q->sql, "%scoalesce(", separator);
		add_output(q, column, NULL);
		str_add_text(&q->sql, ", '')");
		add_contains(q, value);
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
static void add_filters(struct query *q, const char *word, bool measures, const char *where)
{
	const struct select *s = q->select;
	if (where) {
		str_addf(&q->sql, "%s%s", word, where);
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
	for (size_t i = 0; s->measures && s->measures[i]; i++)
		push_column(q, out, relation_column(s->relation, slice_of(s->measures[i])), NULL);
	for (size_t i = 0; !s->measures && i < s->relation->column_count; i++) {
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

static void add_from(struct query *q, const struct result *out)
{
	const struct relation *r = q->select->relation;
	const struct rollup_table *rollup = query_rollup(q->select, out);
	const char *from = rollup			    ? rollup->from
			   : q->select->spread && r->spread ? r->spread
							    : r->from;
	str_addf(&q->sql, " FROM %s", from);
	add_filters(q, " WHERE ", false, rollup ? rollup->where : r->where);
}

void query_compose(struct query *q, struct result *out)
{
	const struct select *s = q->select;
	size_t dimensions = choose_columns(q, out);
	str_add_text(&q->sql, "SELECT ");
	for (size_t i = 0; i < out->column_count; i++) {
		str_add_text(&q->sql, i ? ", " : "");
		add_output(q, out->columns[i].column, out->columns[i].key);
	}
	add_from(q, out);
	if (is_grouped(s)) {
		for (size_t i = 0; i < dimensions; i++)
			str_addf(&q->sql, "%s%zu", i ? ", " : " GROUP BY ", i + 1);
		add_filters(q, " HAVING ", true, NULL);
	}
	add_order(q, out, dimensions);
	if (s->limit || s->offset) {
		str_add_text(&q->sql, " LIMIT ");
		query_add_value(q, SQL_I(s->limit ? s->limit + 1 : -1));
		str_add_text(&q->sql, " OFFSET ");
		query_add_value(q, SQL_I(s->offset));
	}
}
