#include "view/address/address_private.h"

#include <stdlib.h>
#include <string.h>

// ---- Operators ----

static const struct operator_row OPERATORS[] = {
	{"!=", "is not", FILTER_NOT},
	{"<=", "is at most", FILTER_AT_MOST},
	{">=", "is at least", FILTER_AT_LEAST},
	{"<", "is less than", FILTER_LESS},
	{">", "is more than", FILTER_MORE},
	{":", "is", FILTER_IS},
	{"=", "is", FILTER_IS},
};
enum { OPERATOR_COUNT = sizeof OPERATORS / sizeof *OPERATORS };

const struct operator_row *operator_rows(size_t *count)
{
	*count = OPERATOR_COUNT;
	return OPERATORS;
}

const char *operator_text(enum filter_op op, bool keyed)
{
	enum filter_op same = op == FILTER_SAME ? FILTER_IS : op;
	for (size_t i = 0; i < OPERATOR_COUNT; i++)
		if (OPERATORS[i].op == same && !(keyed && *OPERATORS[i].text == ':'))
			return OPERATORS[i].text;
	return "";
}

static bool is_equality(enum filter_op op)
{
	return op == FILTER_IS || op == FILTER_NOT;
}

// ---- Values ----

// What a kind of column cannot be asked.
static bool check_value(struct reader *r, const struct filter *f, struct slice raw,
			const struct span *span)
{
	if (is_equality(f->op))
		return !span->is_length || span->is_range ||
		       reader_refuse(r, raw,
				     "%s: no %s is so exact; ask with < or >, or a range 1h..2h",
				     f->column->name, span->is_age ? "age" : "time left");
	if (span->is_range)
		return reader_refuse(r, raw, "%s: a range goes with ':' or '!='", f->column->name);
	if (f->column->kind == COLUMN_BOOL)
		return reader_refuse(r, raw, "%s is yes or no: ask with ':' or '!='",
				     f->column->name);
	return true;
}

static const char *upper(struct reader *r, const char *text)
{
	char *copy = arena_text(r->arena, text);
	for (char *at = copy; *at; at++)
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
	return copy;
}

static bool read_value(struct reader *r, struct filter *f, struct slice raw,
		       struct raw_stars *stars)
{
	struct err why = {0};
	struct span span;
	const char *text = raw_unquote(raw, r->arena, stars);
	if (f->column->upper)
		text = upper(r, text);
	f->values[f->value_count++] = text;
	if (!*text)
		return is_equality(f->op) ||
		       reader_refuse(r, raw, "%s: there is no value", f->column->name);
	if (!value_read(f->column, slice_of(text), r->arena, &span, &why))
		return reader_refuse(r, raw, "%s", why.text);
	return check_value(r, f, raw, &span);
}

// A '*' in quotes stands for itself; both kinds in one condition cannot be told apart.
static bool take_stars(struct reader *r, struct filter *f, struct slice raw, struct raw_stars stars)
{
	bool exact = f->column->exact_in_quotes && raw.len && raw.at[0] == '"';
	f->literal = exact || (stars.kept && f->column->kind == COLUMN_TEXT);
	return !(stars.kept && stars.free) ||
	       reader_refuse(r, raw, "%s: a '*' stands in quotes and another one outside",
			     f->column->name);
}

// Days that are all dates are compared as they are kept.
static void keep_days(struct reader *r, struct filter *f)
{
	struct err ignored = {0};
	struct span span;
	if (f->column->kind != COLUMN_DAY || !is_equality(f->op))
		return;
	for (size_t i = 0; i < f->value_count; i++)
		if (f->values[i][0] < '0' || f->values[i][0] > '9' ||
		    !value_read(f->column, slice_of(f->values[i]), r->arena, &span, &ignored) ||
		    span.is_range || atoll(span.high) - atoll(span.low) != 86399)
			return;
	for (size_t i = 0; i < f->value_count; i++) {
		value_read(f->column, slice_of(f->values[i]), r->arena, &span, &ignored);
		f->values[i] = span.low;
	}
	f->literal = true;
}

static bool read_values(struct reader *r, struct slice raw, struct filter *f)
{
	size_t room = 1;
	for (size_t i = 0; i < raw.len; i++)
		room += raw.at[i] == ',';
	f->values = arena_alloc(r->arena, room * sizeof *f->values);
	struct raw_stars stars = {false, false};
	struct slice rest = raw;
	do
		if (!read_value(r, f, raw_cut(&rest, ","), &stars))
			return false;
	while (rest.at);
	if (!take_stars(r, f, raw, stars))
		return false;
	keep_days(r, f);
	return true;
}

static bool refuse_no_value(struct reader *r, struct slice term, const struct column *column)
{
	return reader_refuse(r, term, "%s has no value; write %s:KEY=VALUE", column->name,
			     column->name);
}

// "state:!=good" is a slip; a text that begins so stands in quotes.
static bool check_one_operator(struct reader *r, struct slice column, struct slice raw)
{
	const struct operator_row *second = raw_operator(raw, 0);
	if (!second || *second->text == ':')
		return true;
	return reader_refuse(r, (struct slice){raw.at, strlen(second->text)},
			     "two operators; write %.*s%sVALUE, or quotes around a text that "
			     "begins with '%s'",
			     (int)column.len, column.at, second->text, second->text);
}

bool read_condition(struct reader *r, struct slice term, struct filter *out)
{
	struct slice whole = term;
	bool negated = raw_negated(&term);
	size_t at = raw_find_operator(term, 0);
	struct dimension d = {
		.column = relation_column(r->select->relation, (struct slice){term.at, at})};
	if (!at)
		return reader_refuse(r, whole, "there is no column before '%c'", term.at[0]);
	if (d.column && d.column->keyed && term.at[at] == ':' &&
	    (at = raw_find_key_end(term, at + 1)) == term.len)
		return refuse_no_value(r, whole, d.column);
	if (!read_column(r, (struct slice){term.at, at}, &d))
		return false;
	const struct operator_row *op = raw_operator(term, at);
	struct slice column = {term.at, at};
	at += strlen(op->text);
	*out = (struct filter){.column = d.column, .key = d.key, .op = op->op, .negated = negated};
	if (negated && is_equality(op->op)) {
		out->op = op->op == FILTER_IS ? FILTER_NOT : FILTER_IS;
		out->negated = false;
	}
	struct slice raw = {term.at + at, term.len - at};
	return check_one_operator(r, column, raw) && read_values(r, raw, out);
}
