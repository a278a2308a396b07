#include "view/address/address_private.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

bool reader_refuse(struct reader *r, struct slice piece, const char *format, ...)
{
	struct str text = {0};
	va_list args;
	va_start(args, format);
	str_addv(&text, format, args);
	va_end(args);
	if (r->wrong && piece.at)
		*r->wrong = (struct piece){(size_t)(piece.at - r->begin), piece.len};
	err_set(r->err, ERR_INVALID, "%s", str_text(&text));
	str_fini(&text);
	return false;
}

// ---- Columns ----

static const char *column_names(const struct relation *relation, bool dimensions,
				struct arena *arena)
{
	struct str names = {0};
	for (size_t i = 0; i < relation->column_count; i++) {
		const struct column *c = &relation->columns[i];
		if (dimensions && c->role != COLUMN_DIMENSION)
			continue;
		str_addf(&names, "%s%s%s", names.len ? ", " : "", c->name, c->keyed ? ":KEY" : "");
	}
	const char *copy = arena_slice(arena, str_slice(&names));
	str_fini(&names);
	return copy;
}

static const char *near_column(const struct relation *relation, const char *name)
{
	for (size_t i = 0; i < relation->column_count; i++)
		if (text_is_near(name, relation->columns[i].name))
			return relation->columns[i].name;
	size_t count;
	const struct shape *shapes = shape_rows(&count);
	for (size_t i = 0; i < count; i++)
		if (text_is_near(name, shapes[i].name))
			return shapes[i].name;
	return NULL;
}

static bool refuse_column(struct reader *r, struct slice name)
{
	const char *text = arena_slice(r->arena, name);
	const char *near = near_column(r->select->relation, text);
	if (near)
		return reader_refuse(r, name, "unknown column '%s'; did you mean %s?", text, near);
	return reader_refuse(r, name, "unknown column '%s'; %s has %s", text,
			     r->select->relation->name,
			     column_names(r->select->relation, false, r->arena));
}

bool read_column(struct reader *r, struct slice text, struct dimension *out)
{
	size_t end = raw_find(text, 0, ":");
	struct slice name = {text.at, end};
	struct slice key = {text.at + end + 1, end < text.len ? text.len - end - 1 : 0};
	*out = (struct dimension){.column = relation_column(r->select->relation, name)};
	if (!out->column)
		return refuse_column(r, name);
	if (out->column->keyed && !key.len)
		return reader_refuse(r, text, "%s needs a key: %s:KEY", out->column->name,
				     out->column->name);
	if (!out->column->keyed && end < text.len)
		return reader_refuse(r, text, "%s takes no key", out->column->name);
	if (out->column->keyed)
		out->key = raw_unquote(key, r->arena, NULL);
	return true;
}

// ---- Conditions ----

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

// What a kind of column cannot be asked.
static bool check_value(struct reader *r, const struct filter *f, struct slice raw,
			const struct span *span)
{
	if (is_equality(f->op))
		return !span->is_age || span->is_range ||
		       reader_refuse(r, raw,
				     "%s: no age is so exact; ask with < or >, or a range 1h..2h",
				     f->column->name);
	if (span->is_range)
		return reader_refuse(r, raw, "%s: a range goes with ':' or '!='", f->column->name);
	if (f->column->kind == COLUMN_BOOL)
		return reader_refuse(r, raw, "%s is yes or no: ask with ':' or '!='",
				     f->column->name);
	return true;
}

static bool read_value(struct reader *r, struct filter *f, struct slice raw,
		       struct raw_stars *stars)
{
	struct err why = {0};
	struct span span;
	const char *text = raw_unquote(raw, r->arena, stars);
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
	f->literal = stars.kept && f->column->kind == COLUMN_TEXT;
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
	at += strlen(op->text);
	*out = (struct filter){.column = d.column, .key = d.key, .op = op->op, .negated = negated};
	if (negated && is_equality(op->op)) {
		out->op = op->op == FILTER_IS ? FILTER_NOT : FILTER_IS;
		out->negated = false;
	}
	return read_values(r, (struct slice){term.at + at, term.len - at}, out);
}

static bool read_word(struct reader *r, struct slice term, struct filter *out)
{
	struct slice whole = term;
	*out = (struct filter){.op = FILTER_HAS, .value_count = 1, .negated = raw_negated(&term)};
	out->values = arena_alloc(r->arena, sizeof *out->values);
	out->values[0] = raw_unquote(term, r->arena, NULL);
	return *out->values[0] || reader_refuse(r, whole, "there is no word to look for");
}

// ---- Terms ----

bool read_term(struct reader *r, struct slice term)
{
	struct slice value, body = term;
	const struct shape *shape = shape_of(term, &value);
	struct filter filter;
	if (!raw_is_closed(term))
		return reader_refuse(r, term, "a quote has no end");
	if (shape)
		return shape->read(r, value);
	raw_negated(&body);
	bool word = slice_starts(body, "\"") || raw_find_operator(body, 0) == body.len;
	if (!(word ? read_word(r, term, &filter) : read_condition(r, term, &filter)))
		return false;
	if (r->select->filter_count == SELECT_FILTERS)
		return reader_refuse(r, term, "at most %d conditions", SELECT_FILTERS);
	r->select->filters[r->select->filter_count++] = filter;
	return true;
}

bool read_terms(struct reader *r, struct slice text)
{
	while (slice_trim(text).len)
		if (!read_term(r, raw_term(&text)))
			return false;
	return true;
}

// ---- Whole addresses ----

static bool find_view(struct reader *r, struct slice name, const struct view **out)
{
	*out = view_find(name.len ? name : SLICE("cost"));
	if (*out)
		return true;
	const char *text = arena_slice(r->arena, name);
	size_t count;
	const struct view *views = view_list(&count);
	for (size_t i = 0; i < count; i++)
		if (text_is_near(text, views[i].name))
			return reader_refuse(r, name, "there is no view '%s'; did you mean %s?",
					     text, views[i].name);
	return reader_refuse(r, name, "there is no view '%s'; there are %s", text,
			     view_names(r->arena));
}

static bool read_address(struct reader *r, struct slice text, const struct view **view)
{
	if (!find_view(r, raw_term(&text), view))
		return false;
	*r->select = (struct select){.relation = relation_find((*view)->relation)};
	return (!(*view)->by ||
		address_group(slice_of((*view)->by), r->arena, r->select, r->err)) &&
	       read_terms(r, text);
}

bool address_parse(struct slice text, struct arena *arena, const struct view **view,
		   struct select *out, struct err *err)
{
	struct reader r = {text.at, arena, out, NULL, err};
	return read_address(&r, text, view);
}

// A word without a blank that is no term names a view, be there one or not.
static bool is_address(struct slice word)
{
	struct slice rest = word, name = raw_term(&rest);
	return view_find(name) || (!slice_trim(rest).len && raw_find_operator(name, 0) == name.len);
}

bool address_parse_words(struct words words, struct arena *arena, const struct view **view,
			 struct select *out, struct err *err)
{
	bool named = words.count && is_address(slice_of(words.at[0]));
	if (!address_parse(named ? slice_of(words.at[0]) : SLICE("cost"), arena, view, out, err))
		return false;
	for (size_t i = named; i < words.count; i++)
		if (!address_add(slice_of(words.at[i]), arena, out, err))
			return false;
	return true;
}

bool address_check(const struct view *view, struct slice text, struct piece *wrong, struct err *err)
{
	struct arena arena = {0};
	struct select select = {.relation = view ? relation_find(view->relation) : NULL};
	struct reader r = {text.at, &arena, &select, wrong, err};
	*wrong = (struct piece){0};
	bool good = view ? read_terms(&r, text) : read_address(&r, text, &view);
	arena_fini(&arena);
	return good;
}

bool address_add(struct slice term, struct arena *arena, struct select *select, struct err *err)
{
	struct reader r = {term.at, arena, select, NULL, err};
	return read_term(&r, term);
}
