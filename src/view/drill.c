#include "view/drill.h"

#include "view/narrow.h"
#include "view/view.h"

#include <string.h>

// What a row of each dimension is made of; "" = its cells.
static const struct {
	const char *from, *to;
} STEPS[] = {
	{"period", "service"},
	{"currency", "service"},
	{"payer", "account"},
	{"report", "service"},
	{"account", "service"},
	{"region", "service"},
	{"line_type", "service"},
	{"tag", "service"},
	{"tagged", "service"},
	{"entity", "service"},
	{"product", "service"},
	{"service", "usage_type"},
	{"usage_unit", "usage_type"},
	{"usage_type", "resource"},
	{"operation", "resource"},
	{"resource", "day"},
	{"day", ""},
};

static const char *next_of(const char *dimension)
{
	for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++)
		if (strcmp(STEPS[i].from, dimension) == 0)
			return STEPS[i].to;
	return "";
}

// The first step that is not already a single value; "" at the end.
static const char *step_below(const struct select *select, const char *dimension)
{
	const char *next = next_of(dimension);
	while (*next && narrow_held(select, next))
		next = next_of(next);
	return next;
}

bool drill_open(const struct select *from, const struct result *result, size_t row,
		struct arena *arena, struct drill *out)
{
	struct select *select = &out->select;
	if (!narrow_to_row(from, result, row, arena, select))
		return false;
	select->spread = false;
	const char *next = step_below(select, from->by_count ? from->by[0].column->name : "period");
	out->view = view_find(slice_of(*next ? "cost" : "cells"));
	if (!*next)
		return narrow_onto(select, relation_find("cells"), select);
	narrow_group(select, next);
	return true;
}

// ---- Where a row, or a value of it, leads ----

// A value that the address of the target takes from the row, and the row has not.
static bool lacks_value(const struct view_target *target, const struct result *result, size_t row)
{
	struct slice rest = slice_of(target->address);
	for (slice_cut(&rest, '{'); rest.at; slice_cut(&rest, '{')) {
		struct slice name = slice_cut(&rest, '}');
		for (size_t i = 0; i < result->column_count; i++) {
			const char *text = result_at(result, row, i)->text;
			if (slice_is(name, result->columns[i].name) && (!text || !*text))
				return true;
		}
	}
	return false;
}

// A column whose value is absent leads nowhere. Of several targets of a row the first that lacks no
// value, else the last.
static const struct view_target *find_target(const struct view *view, const struct result *result,
					     size_t row, const char *column)
{
	const struct view_target *found = NULL;
	for (size_t i = 0; i < view->target_count; i++) {
		const struct view_target *target = &view->targets[i];
		const char *of = target->column;
		if (of != column && (!of || !column || strcmp(of, column) != 0))
			continue;
		found = target;
		if (!lacks_value(target, result, row))
			return target;
	}
	return column ? NULL : found;
}

// The value of "{COL}" at the front of *text, which is taken off; false when the row has none.
static bool take_value(const struct result *result, size_t row, struct slice *text, struct str *out)
{
	struct slice name = slice_cut(text, '}');
	for (size_t i = 0; i < result->column_count; i++) {
		const struct value *value = result_at(result, row, i);
		if (!slice_is(name, result->columns[i].name))
			continue;
		if (value->text)
			address_add_value(slice_of(value->text), out);
		return true;
	}
	return false;
}

// "{}" at the front: the value that follows is an address itself.
const char *view_target(const struct view *view, const struct result *result, size_t row,
			const char *column, struct arena *arena)
{
	const struct view_target *target = find_target(view, result, row, column);
	struct str out = {0};
	if (!target)
		return NULL;
	if (slice_starts(slice_of(target->address), "{}")) {
		size_t place = result_place(result, "address");
		return place < result->column_count
			       ? arena_text(arena, result_at(result, row, place)->text)
			       : NULL;
	}
	struct slice rest = slice_of(target->address);
	bool whole = true;
	while (rest.at && whole) {
		str_add_slice(&out, slice_cut(&rest, '{'));
		whole = !rest.at || take_value(result, row, &rest, &out);
	}
	const char *address = whole ? arena_slice(arena, str_slice(&out)) : NULL;
	str_fini(&out);
	return address;
}

const char *view_below(const struct view *view, const struct select *select,
		       const struct result *result, size_t row, struct arena *arena)
{
	struct select held, below;
	struct str out = {0};
	struct err ignored = {0};
	struct slice terms = slice_of(view->below), name = slice_cut(&terms, ' ');
	const struct view *to = view->below ? view_find(name) : NULL;
	if (!to || !narrow_to_row(select, result, row, arena, &held) ||
	    !narrow_onto(&held, relation_find(to->relation), &below) ||
	    (terms.at && !address_add(terms, arena, &below, &ignored)))
		return NULL;
	address_print(to, &below, &out);
	const char *address = arena_slice(arena, str_slice(&out));
	str_fini(&out);
	return address;
}
