#include "store/query/query.h"

#include <stdlib.h>
#include <string.h>

static bool is_number(const struct column *column)
{
	return column->kind != COLUMN_TEXT && column->kind != COLUMN_MONTH;
}

static bool is_decimal(const struct column *column)
{
	return column->kind == COLUMN_DECIMAL || column->kind == COLUMN_MONEY;
}

// ---- Texts ----

static const char *const OPERATORS[] = {
	[FILTER_IS] = "=",   [FILTER_NOT] = "=",       [FILTER_LESS] = "<", [FILTER_AT_MOST] = "<=",
	[FILTER_MORE] = ">", [FILTER_AT_LEAST] = ">=", [FILTER_SAME] = "=",
};

static bool is_equality(enum filter_op op)
{
	return op == FILTER_IS || op == FILTER_NOT || op == FILTER_SAME;
}

static bool is_pattern(const struct filter *f, const char *value)
{
	return f->op <= FILTER_NOT && !f->literal && strchr(value, '*');
}

void query_add_text_test(struct query *q, struct str *sql, const struct filter *f,
			 const char *value)
{
	if (f->op == FILTER_HAS)
		query_add_contains(q, sql, value);
	else if (is_pattern(f, value))
		query_add_glob(q, sql, value);
	else {
		str_addf(sql, " %s ", OPERATORS[f->op]);
		query_add_value(q, sql, SQL_T(value));
	}
}

// A text that is kept once: the ids that pass are found first, then rows are compared by id.
static void add_interned(struct query *q, const struct filter *f, const char *value)
{
	query_add_fragment(q, f->column, f->key);
	str_add_text(&q->sql, is_equality(f->op) && !is_pattern(f, value)
				      ? ") = (SELECT id FROM text WHERE v"
				      : ") IN (SELECT id FROM text WHERE v");
	query_add_text_test(q, &q->sql, f, value);
	str_add_char(&q->sql, ')');
}

// ---- Numbers and times ----

static void add_bound(struct query *q, const struct filter *f, const char *op, const char *bound)
{
	bool decimal = is_decimal(f->column), number = is_number(f->column);
	str_add_text(&q->sql, decimal ? "dec_cmp((" : "(");
	query_add_fragment(q, f->column, f->key);
	str_addf(&q->sql, decimal ? "), " : number ? ") %s CAST(" : ") %s ", op);
	query_add_value(q, &q->sql, SQL_T(bound));
	if (decimal)
		str_addf(&q->sql, ") %s 0", op);
	else if (number)
		str_add_text(&q->sql, " AS NUMERIC)");
}

// Of an age, less is later.
static enum filter_op turn(enum filter_op op)
{
	static const enum filter_op TURNED[] = {
		[FILTER_IS] = FILTER_IS,     [FILTER_NOT] = FILTER_NOT,
		[FILTER_LESS] = FILTER_MORE, [FILTER_AT_MOST] = FILTER_AT_LEAST,
		[FILTER_MORE] = FILTER_LESS, [FILTER_AT_LEAST] = FILTER_AT_MOST,
		[FILTER_HAS] = FILTER_HAS,   [FILTER_SAME] = FILTER_SAME,
	};
	return TURNED[op];
}

static void add_between(struct query *q, const struct filter *f, const struct span *span)
{
	bool one = span->low && span->high && strcmp(span->low, span->high) == 0;
	if (span->low)
		add_bound(q, f, one ? "=" : ">=", span->low);
	if (span->low && span->high && !one)
		str_add_text(&q->sql, " AND ");
	if (span->high && !one)
		add_bound(q, f, "<=", span->high);
}

static void add_span(struct query *q, const struct filter *f, const struct span *span)
{
	enum filter_op op = span->is_age ? turn(f->op) : f->op;
	if (is_equality(op) || span->is_range)
		add_between(q, f, span);
	else
		add_bound(q, f, OPERATORS[op],
			  op == FILTER_LESS || op == FILTER_AT_LEAST ? span->low : span->high);
}

static void add_written(struct query *q, const struct filter *f, const char *value)
{
	struct span span = {.low = value, .high = value};
	struct err why = {0};
	if (f->literal || f->op == FILTER_SAME ||
	    value_read(f->column, slice_of(value), &q->arena, &span, &why)) {
		add_span(q, f, &span);
		return;
	}
	str_add_text(&q->sql, "0");
	if (q->why.code == ERR_NONE)
		q->why = why;
}

// ---- Words that are kept as numbers ----

static void add_number(struct query *q, const struct filter *f, const char *op, int64_t number)
{
	str_add_char(&q->sql, '(');
	query_add_fragment(q, f->column, f->key);
	str_addf(&q->sql, ") %s ", op);
	query_add_value(q, &q->sql, SQL_I(number));
}

static void add_word_range(struct query *q, const struct filter *f, struct word_range of)
{
	if (!is_equality(f->op)) {
		bool low = f->op == FILTER_LESS || f->op == FILTER_AT_LEAST;
		add_number(q, f, OPERATORS[f->op], low ? of.low : of.high);
		return;
	}
	add_number(q, f, ">=", of.low);
	str_add_text(&q->sql, " AND ");
	add_number(q, f, "<=", of.high);
}

// False for part of a word (id:F-AB*), which is looked for in the words themselves.
static bool add_ranked(struct query *q, const struct filter *f, const char *value)
{
	struct word_range of;
	struct err why = {0};
	if (f->op == FILTER_HAS || strchr(value, '*'))
		return false;
	if (f->column->words->read(slice_of(value), f->literal || f->op == FILTER_SAME, &of)) {
		add_word_range(q, f, of);
		return true;
	}
	value_read(f->column, slice_of(value), &q->arena, &(struct span){0}, &why);
	str_add_text(&q->sql, "0");
	if (q->why.code == ERR_NONE)
		q->why = why;
	return true;
}

// ---- Conditions ----

static size_t count_open(const char *sql)
{
	size_t open = 0;
	for (; *sql; sql++)
		open += (size_t)(*sql == '(') - (size_t)(*sql == ')');
	return open;
}

// A text with an order, or a condition, of its own: of a version.
static bool add_ordered(struct query *q, const struct filter *f, const char *value)
{
	const struct column *column = f->column;
	bool orders = column->compare && f->op != FILTER_HAS && !is_equality(f->op);
	bool exact = column->exact_in_quotes && (f->literal || f->op == FILTER_SAME);
	// A row that stands for several has the value, and no id.
	exact = exact || (q->rollup && query_says(column->holds, "f.id"));
	if (!orders && !(column->holds && is_equality(f->op) && !exact))
		return false;
	str_add_text(&q->sql, orders ? column->compare : column->holds);
	query_add_value(q, &q->sql, SQL_T(value));
	if (orders)
		str_addf(&q->sql, ") %s 0", OPERATORS[f->op]);
	else
		str_add_repeat(&q->sql, ')', count_open(column->holds));
	return true;
}

// A tag may be there and say nothing; any other text without letters is none.
static bool is_plain_text(const struct filter *f)
{
	return f->column->kind == COLUMN_TEXT && !f->column->words && !f->column->interned &&
	       !f->key;
}

static void add_absent(struct query *q, const struct filter *f)
{
	str_add_text(&q->sql, "nullif(");
	query_add_fragment(q, f->column, f->key);
	str_add_text(&q->sql, ", '') IS NULL");
}

// One alternative of a filter: column OP value; '*' makes it a pattern, nothing means absent.
static void add_condition(struct query *q, const struct filter *f, const char *value)
{
	bool text = f->column->kind == COLUMN_TEXT || f->op == FILTER_HAS;
	if (*value && !text) {
		add_written(q, f, value);
		return;
	}
	if (*value && add_ordered(q, f, value))
		return;
	if (*value && f->column->words && add_ranked(q, f, value))
		return;
	if (!*value && is_plain_text(f)) {
		add_absent(q, f);
		return;
	}
	str_add_text(&q->sql, f->column->words ? f->column->words->function : "");
	str_add_char(&q->sql, '(');
	if (*value && f->column->interned) {
		add_interned(q, f, value);
		return;
	}
	query_add_fragment(q, f->column, f->key);
	str_add_char(&q->sql, ')');
	if (*value)
		query_add_text_test(q, &q->sql, f, value);
	else
		str_add_text(&q->sql, " IS NULL");
}

void query_add_alternatives(struct query *q, const struct filter *f)
{
	for (size_t i = 0; i < f->value_count; i++) {
		str_add_text(&q->sql, i ? " OR (" : "(");
		if (f->column)
			add_condition(q, f, f->values[i]);
		else
			query_add_search(q, f->values[i]);
		str_add_char(&q->sql, ')');
	}
}

// The text index says what it may hold for, so that few rows have to be read for the rest; where
// it is never wrong, none but those that it does not reach.
static void add_hinted(struct query *q, const struct filter *f, bool negated)
{
	const struct relation *r = q->select->relation;
	str_add_text(&q->sql, negated ? "NOT (" : "");
	query_add_hint(q, f, negated);
	str_add_text(&q->sql, " AND (");
	if (query_hint_is_exact(q, f))
		str_addf(&q->sql, "%s <= (SELECT indexed FROM finder_state) OR ", r->hinted);
	str_add_text(&q->sql, "coalesce((SELECT ");
	query_add_alternatives(q, f);
	str_addf(&q->sql, " FROM %s), 0)%s", r->hinted_row, negated ? "))" : ")");
}

static void add_filter(struct query *q, const struct filter *f)
{
	bool negated = f->negated != (f->op == FILTER_NOT);
	if (!q->rollup && query_hints(q->select, f)) {
		add_hinted(q, f, negated);
		return;
	}
	str_add_text(&q->sql, negated ? "NOT coalesce(" : "(");
	query_add_alternatives(q, f);
	str_add_text(&q->sql, negated ? ", 0)" : ")");
}

static bool is_measure(const struct filter *f)
{
	return f->column && f->column->role == COLUMN_MEASURE;
}

void query_add_filters(struct query *q, const char *word, bool measures, const char *where)
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
