#include "view/drill.h"

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

static bool is_held(const struct select *select, const char *name)
{
	for (size_t i = 0; i < select->filter_count; i++) {
		const struct filter *f = &select->filters[i];
		if (f->column && strcmp(f->column->name, name) == 0 && f->op == FILTER_IS &&
		    f->value_count == 1)
			return true;
	}
	return false;
}

// The first step that is not already a single value; "" at the end.
static const char *step_below(const struct select *select, const char *dimension)
{
	const char *next = next_of(dimension);
	while (*next && is_held(select, next))
		next = next_of(next);
	return next;
}

static bool hold(struct select *select, const struct result_column *column,
		 const struct value *value, struct arena *arena)
{
	struct filter filter = {.column = column->column,
				.key = arena_text(arena, column->key),
				.values = arena_alloc(arena, sizeof(char *)),
				.value_count = 1};
	if (select->filter_count == SELECT_FILTERS)
		return false;
	filter.values[0] = value->text ? arena_text(arena, value->text) : "";
	select->filters[select->filter_count++] = filter;
	return true;
}

// The same condition on the columns of view cells, which carry the same names.
static bool to_cells(struct select *select)
{
	select->relation = relation_find("cells");
	for (size_t i = 0; i < select->filter_count; i++) {
		const struct column **column = &select->filters[i].column;
		*column = *column ? relation_column(select->relation, slice_of((*column)->name))
				  : NULL;
		if (!*column)
			return false;
	}
	return true;
}

bool drill_open(const struct select *from, const struct result *result, size_t row,
		struct arena *arena, const struct view **view, struct select *out)
{
	const struct value *values = &result->values[row * result->column_count];
	*out = (struct select){.relation = from->relation, .filter_count = from->filter_count};
	memcpy(out->filters, from->filters, sizeof out->filters);
	for (size_t i = 0; i < result->column_count; i++)
		if (result->columns[i].column->role == COLUMN_DIMENSION &&
		    !(is_held(out, result->columns[i].column->name) && !result->columns[i].key) &&
		    !hold(out, &result->columns[i], &values[i], arena))
			return false;
	const char *next = step_below(out, from->by_count ? from->by[0].column->name : "period");
	*view = view_find(*next ? slice_of("cost") : slice_of("cells"));
	if (!*next)
		return to_cells(out);
	out->by[out->by_count++].column = relation_column(out->relation, slice_of(next));
	return true;
}
