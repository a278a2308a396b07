#include "store/select.h"

#include "store/query/query.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// ---- Expressions ----

void query_add_fragment(struct query *q, const struct column *column, const char *key)
{
	if (column->keyed)
		query_add_tag(q, key);
	else
		str_add_text(&q->sql,
			     q->rollup && column->rolled ? column->rolled : column->fragment);
}

// The value as shown: a text's id becomes the text.
static void add_output(struct query *q, const struct column *column, const char *key)
{
	if (column->shown) {
		str_add_text(&q->sql, column->shown);
		return;
	}
	if (column->interned)
		str_add_text(&q->sql, "(SELECT v FROM text WHERE id = ");
	else if (column->words)
		str_addf(&q->sql, "%s(", column->words->function);
	query_add_fragment(q, column, key);
	if (column->interned || column->words)
		str_add_char(&q->sql, ')');
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
	assert(out->column_count < SELECT_COLUMNS);
	out->columns[out->column_count++] = (struct result_column){
		column, key, name,
		!q->select->measures && query_names(q->select->relation->wide, column->name)};
}

static bool has_dimension(const struct select *s, const char *name)
{
	for (size_t i = 0; i < s->by_count; i++)
		if (strcmp(s->by[i].column->name, name) == 0)
			return true;
	return false;
}

static bool is_told(const struct select *s, const struct column *column)
{
	return (column->role == COLUMN_MEASURE || column->role == COLUMN_PLAIN) &&
	       (!column->beside || has_dimension(s, column->beside));
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
	for (size_t i = 0; !s->measures && i < s->relation->column_count; i++)
		if (is_told(s, &s->relation->columns[i]))
			push_column(q, out, &s->relation->columns[i], NULL);
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

// Rows of grouped relations are told apart by what they are grouped by, others by the relation's
// identity, else by all they show.
static void choose_keys(struct query *q, const struct result *out, size_t dimensions)
{
	const struct relation *r = q->select->relation;
	q->key_from = r->identity ? out->column_count : 0;
	q->key_count = dimensions ? dimensions : out->column_count;
	if (!r->identity)
		return;
	q->key_count = 0;
	for (size_t i = 0; i < r->column_count; i++)
		q->key_count += query_names(r->identity, r->columns[i].name);
}

static void add_keys(struct query *q, const char *separator)
{
	const struct relation *r = q->select->relation;
	for (size_t i = 0; r->identity && i < r->column_count; i++) {
		if (!query_names(r->identity, r->columns[i].name))
			continue;
		str_add_text(&q->sql, separator);
		add_output(q, &r->columns[i], NULL);
		separator = ", ";
	}
}

static void add_order(struct query *q)
{
	bool descending;
	const struct column *sort = sort_of(q->select, &descending);
	str_add_text(&q->sql, " ORDER BY ");
	if (q->rollup && sort->rolled_sort)
		str_add_text(&q->sql, sort->rolled_sort);
	else if (sort->sort)
		str_add_text(&q->sql, sort->sort);
	else
		add_output(q, sort, q->select->sort_key);
	if (!sort->sort && (sort->kind == COLUMN_DECIMAL || sort->kind == COLUMN_MONEY))
		str_add_text(&q->sql, " + 0.0");
	str_addf(&q->sql, " %s NULLS LAST", descending ? "DESC" : "ASC");
	if (q->select->relation->ties)
		str_addf(&q->sql, ", %s", q->select->relation->ties);
	for (size_t i = 0; !q->select->relation->ties && i < q->key_count; i++)
		str_addf(&q->sql, ", %zu", q->key_from + i + 1);
}

const char *select_sort_name(const struct select *select)
{
	bool descending;
	return sort_of(select, &descending)->name;
}

static const char *from_of(const struct select *s)
{
	const struct relation *r = s->relation;
	if (s->spread && r->spread)
		return r->spread;
	return r->ordered && query_names(r->identity, select_sort_name(s)) ? r->ordered : r->from;
}

static void add_from(struct query *q, const struct result *out)
{
	const struct relation *r = q->select->relation;
	str_addf(&q->sql, " FROM %s", q->rollup ? q->rollup->from : from_of(q->select));
	if (!q->rollup && query_needs_beside(q->select, out))
		str_add_text(&q->sql, r->beside);
	query_add_filters(q, " WHERE ", false, q->rollup ? q->rollup->where : r->where);
}

// By the ids of texts: each becomes its text once a group, not once a row.
static void add_groups(struct query *q, const struct result *out, size_t dimensions)
{
	for (size_t i = 0; i < dimensions; i++) {
		const struct result_column *column = &out->columns[i];
		str_add_text(&q->sql, i ? ", " : " GROUP BY ");
		if (column->key)
			str_addf(&q->sql, "%zu", i + 1);
		else
			query_add_fragment(q, column->column, NULL);
	}
	// All rows are one group, but none when there are none.
	if (!dimensions)
		str_add_text(&q->sql, " GROUP BY NULL");
	query_add_filters(q, " HAVING ", true, NULL);
}

static void add_columns(struct query *q, const struct result *out, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		str_add_text(&q->sql, i ? ", " : "");
		if (q->ids && !out->columns[i].column->words)
			query_add_fragment(q, out->columns[i].column, out->columns[i].key);
		else
			add_output(q, out->columns[i].column, out->columns[i].key);
	}
}

void query_compose(struct query *q, struct result *out)
{
	const struct select *s = q->select;
	size_t dimensions = choose_columns(q, out);
	q->rollup = query_rollup(s, out);
	choose_keys(q, out, dimensions);
	str_add_text(&q->sql, "SELECT ");
	add_columns(q, out, out->column_count);
	add_keys(q, ", ");
	add_from(q, out);
	if (is_grouped(s))
		add_groups(q, out, dimensions);
	add_order(q);
	if (s->limit || s->offset) {
		str_add_text(&q->sql, " LIMIT ");
		query_add_value(q, &q->sql, SQL_I(s->limit ? s->limit + 1 : -1));
		str_add_text(&q->sql, " OFFSET ");
		query_add_value(q, &q->sql, SQL_I(s->offset));
	}
}

// ---- Other questions about the same rows ----

// Of a grouping only what it is grouped by: fewer columns may be found in a rollup.
static void keep_dimensions(struct query *q, struct result *out, size_t dimensions)
{
	out->column_count = dimensions ? dimensions : out->column_count;
	q->rollup = query_rollup(q->select, out);
}

// Whether the rows that stand for many tell which of them match.
static bool has_tally(const struct select *s)
{
	bool has = s->relation->tally != NULL;
	for (size_t i = 0; has && i < s->filter_count; i++) {
		const struct column *column = s->filters[i].column;
		const char *fragment = column ? column->fragment : "";
		fragment += *fragment == '+';
		has = fragment[0] == 'n' && fragment[1] == '.' && !strchr(fragment, ' ');
	}
	return has;
}

void query_compose_count(struct query *q)
{
	struct result out = {0};
	size_t dimensions = choose_columns(q, &out);
	keep_dimensions(q, &out, dimensions);
	const struct relation *r = q->select->relation;
	if (!is_grouped(q->select) && has_tally(q->select)) {
		str_addf(&q->sql, "SELECT coalesce(sum(%s), 0) FROM %s", r->tally, r->tally_from);
		query_add_filters(q, " WHERE ", false, r->where);
		return;
	}
	if (!is_grouped(q->select)) {
		str_add_text(&q->sql, "SELECT count(*)");
		add_from(q, NULL);
		return;
	}
	str_add_text(&q->sql, "SELECT count(*) FROM (SELECT ");
	add_columns(q, &out, dimensions);
	str_add_text(&q->sql, dimensions ? "" : "1");
	add_from(q, &out);
	add_groups(q, &out, dimensions);
	str_add_char(&q->sql, ')');
}

void query_compose_keys(struct query *q)
{
	struct result out = {0};
	size_t dimensions = choose_columns(q, &out);
	keep_dimensions(q, &out, dimensions);
	choose_keys(q, &out, dimensions);
	str_add_text(&q->sql, "SELECT ");
	if (q->select->relation->identity)
		add_keys(q, "");
	else
		add_columns(q, &out, out.column_count);
	q->key_from = 0;
	add_from(q, &out);
	if (is_grouped(q->select))
		add_groups(q, &out, dimensions);
	add_order(q);
}

void query_compose_known(struct query *q, const struct known_values *known)
{
	const struct column *column = known->of.column;
	struct result out = {.columns = {{.column = column, .key = known->of.key, .name = ""}},
			     .column_count = 1};
	str_addf(&q->sql, "SELECT %sv FROM %s(SELECT ", column->interned ? "" : "DISTINCT ",
		 column->interned ? "text WHERE id IN " : "");
	if (column->words)
		str_addf(&q->sql, "%s(", column->words->function);
	query_add_fragment(q, column, known->of.key);
	str_add_text(&q->sql, column->words ? ")" : "");
	str_add_text(&q->sql, column->interned ? "" : " AS v");
	add_from(q, &out);
	str_addf(&q->sql, ") %s substr(v, 1, length(", column->interned ? "AND" : "WHERE");
	query_add_value(q, &q->sql, SQL_T(known->prefix));
	str_add_text(&q->sql, ")) = ");
	query_add_value(q, &q->sql, SQL_T(known->prefix));
	str_add_text(&q->sql, " ORDER BY 1 LIMIT ");
	query_add_value(q, &q->sql, SQL_I(known->limit));
}
