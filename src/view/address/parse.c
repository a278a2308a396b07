#include "view/address/address_private.h"

#include <assert.h>
#include <stdarg.h>
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

// ---- Words ----

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
	if (term.len && memchr(term.at, 0, term.len))
		return reader_refuse(r, term, "a NUL byte is in no text");
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

static bool read_view(struct reader *r, struct slice name, const struct view **view)
{
	if (!find_view(r, name, view))
		return false;
	assert(*view);
	*r->select = (struct select){.relation = relation_find((*view)->relation)};
	return !(*view)->by || address_group(slice_of((*view)->by), r->arena, r->select, r->err);
}

// Is the last condition on a column that one before it is about?
static bool is_said(const struct select *select)
{
	size_t last = select->filter_count - 1;
	for (size_t i = 0; i < last; i++)
		if (select->filters[i].column == select->filters[last].column)
			return true;
	return false;
}

// What the view is usually asked for, as far as the address says nothing of it.
static bool add_usual(struct reader *r, const struct view *view)
{
	struct slice rest = slice_of(view->usual);
	struct reader own = {rest.at, r->arena, r->select, NULL, r->err};
	bool sorted = r->select->sort != NULL;
	while (slice_trim(rest).len) {
		struct slice term = raw_term(&rest);
		size_t count = r->select->filter_count;
		if (sorted && slice_starts(term, "sort:"))
			continue;
		if (!read_term(&own, term))
			return false;
		if (r->select->filter_count > count && is_said(r->select))
			r->select->filter_count = count;
	}
	return true;
}

static bool read_address(struct reader *r, struct slice text, const struct view **view)
{
	return read_view(r, raw_term(&text), view) && read_terms(r, text) && add_usual(r, *view);
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
	struct slice address = named ? slice_of(words.at[0]) : SLICE("cost");
	struct reader r = {address.at, arena, out, NULL, err};
	if (!read_view(&r, raw_term(&address), view) || !read_terms(&r, address))
		return false;
	for (size_t i = named; i < words.count; i++)
		if (!address_add(slice_of(words.at[i]), arena, out, err))
			return false;
	return add_usual(&r, *view);
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
