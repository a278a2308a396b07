#include "view/narrow.h"

#include <string.h>

static bool is_one_of(const char *name, const char *const *names)
{
	for (size_t i = 0; names[i]; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

struct select narrow_without(const struct select *from, const char *const *columns)
{
	struct select out = {.relation = from->relation};
	for (size_t i = 0; i < from->filter_count; i++)
		if (!from->filters[i].column || !is_one_of(from->filters[i].column->name, columns))
			out.filters[out.filter_count++] = from->filters[i];
	return out;
}

void narrow_group(struct select *select, const char *dimension)
{
	const struct column *column = relation_column(select->relation, slice_of(dimension));
	select->by[select->by_count++] = (struct dimension){column, NULL};
}

bool narrow_hold(struct select *select, const char *column, const char *value, struct arena *arena)
{
	struct filter filter = {.column = relation_column(select->relation, slice_of(column)),
				.values = arena_alloc(arena, sizeof(char *)),
				.value_count = 1,
				.literal = true};
	if (select->filter_count == SELECT_FILTERS)
		return false;
	filter.values[0] = arena_text(arena, value);
	select->filters[select->filter_count++] = filter;
	return true;
}

// One value as the column holds it: no pattern, no range, nothing against the clock.
static bool is_single(const struct filter *f)
{
	bool text = f->column->kind == COLUMN_TEXT || f->column->kind == COLUMN_MONTH;
	if (f->column->exact_in_quotes && !f->literal && f->op != FILTER_SAME && *f->values[0])
		return false; // it holds of other values too
	return (f->op == FILTER_IS || f->op == FILTER_SAME) && !f->negated && f->value_count == 1 &&
	       (f->literal || f->op == FILTER_SAME || !*f->values[0] ||
		(text && !strchr(f->values[0], '*') && !strstr(f->values[0], "..")));
}

const char *narrow_held(const struct select *select, const char *column)
{
	for (size_t i = 0; i < select->filter_count; i++) {
		const struct filter *f = &select->filters[i];
		if (f->column && strcmp(f->column->name, column) == 0 && is_single(f))
			return f->values[0];
	}
	return NULL;
}

static bool hold(struct select *select, const struct result_column *column,
		 const struct value *value, struct arena *arena)
{
	struct filter filter = {.column = column->column,
				.key = arena_text(arena, column->key),
				.values = arena_alloc(arena, sizeof(char *)),
				.value_count = 1,
				.literal = true};
	if (select->filter_count == SELECT_FILTERS)
		return false;
	filter.values[0] = value->text ? arena_text(arena, value->text) : "";
	select->filters[select->filter_count++] = filter;
	return true;
}

// A condition on a sum chose the row; it says nothing of the rows below.
static void drop_measures(struct select *select)
{
	size_t kept = 0;
	for (size_t i = 0; i < select->filter_count; i++) {
		const struct filter *f = &select->filters[i];
		if (!f->column || f->column->role != COLUMN_MEASURE)
			select->filters[kept++] = *f;
	}
	select->filter_count = kept;
}

bool narrow_to_row(const struct select *from, const struct result *result, size_t row,
		   struct arena *arena, struct select *out)
{
	static const char *const NONE[] = {NULL};
	*out = narrow_without(from, NONE);
	out->spread = from->spread;
	drop_measures(out);
	for (size_t i = 0; i < result->column_count; i++) {
		const struct result_column *column = &result->columns[i];
		bool held = !column->key && narrow_held(out, column->column->name);
		if (column->column->role == COLUMN_DIMENSION && !held &&
		    !hold(out, column, result_at(result, row, i), arena))
			return false;
	}
	return true;
}

bool narrow_onto(const struct select *from, const struct relation *relation, struct select *out)
{
	struct select onto = {.relation = relation};
	for (size_t i = 0; i < from->filter_count; i++) {
		struct filter filter = from->filters[i];
		if (filter.column)
			filter.column = relation_column(relation, slice_of(filter.column->name));
		if (from->filters[i].column && !filter.column)
			return false;
		onto.filters[onto.filter_count++] = filter;
	}
	*out = onto;
	return true;
}
