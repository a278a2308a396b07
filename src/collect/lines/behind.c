#include "collect/lines/lines.h"

#include <string.h>

// Cells carry the names of the view's columns.
static const struct column *cell_column(const struct column *cost)
{
	return relation_column(relation_find("cells"), slice_of(cost->name));
}

static bool add(struct select *out, const struct filter *filter, struct err *err)
{
	if (out->filter_count == SELECT_FILTERS)
		return err_set(err, ERR_INVALID, "at most %d conditions", SELECT_FILTERS);
	out->filters[out->filter_count++] = *filter;
	return true;
}

// What the view's conditions mean for cells; conditions on sums chose the row, not its cells.
static bool add_conditions(const struct select *cost, struct select *out, struct err *err)
{
	for (size_t i = 0; i < cost->filter_count; i++) {
		struct filter filter = cost->filters[i];
		if (filter.column && filter.column->role == COLUMN_MEASURE)
			continue;
		if (filter.column && !(filter.column = cell_column(filter.column)))
			return err_set(err, ERR_INVALID, "cells have no column %s",
				       cost->filters[i].column->name);
		if (!add(out, &filter, err))
			return false;
	}
	return true;
}

static bool add_dimension(const struct lines_number *number, size_t column, struct arena *arena,
			  struct select *out, struct err *err)
{
	const struct result *result = number->result;
	const struct value *value = &result->values[number->row * result->column_count + column];
	struct filter filter = {.column = cell_column(result->columns[column].column),
				.key = result->columns[column].key,
				.op = FILTER_SAME,
				.value_count = 1};
	if (!filter.column)
		return err_set(err, ERR_INVALID, "cells have no column %s",
			       result->columns[column].name);
	filter.values = arena_alloc(arena, sizeof *filter.values);
	filter.values[0] = value->text ? arena_text(arena, value->text) : "";
	return add(out, &filter, err);
}

// A share of a line item that lasts longer is on its day only when shares are shown.
static bool is_by_share(const struct select *cost)
{
	bool day = false;
	for (size_t i = 0; i < cost->by_count; i++)
		day = day || !strcmp(cost->by[i].column->name, "day");
	for (size_t i = 0; i < cost->filter_count; i++)
		day = day ||
		      (cost->filters[i].column && !strcmp(cost->filters[i].column->name, "day"));
	return cost->spread && day;
}

bool lines_behind(const struct lines_number *number, struct arena *arena, struct select *out,
		  struct err *err)
{
	*out = (struct select){.relation = relation_find("cells")};
	if (is_by_share(number->select))
		return err_set(err, ERR_INVALID,
			       "a day with spread costs has shares of line items; look at it "
			       "without spread");
	if (!add_conditions(number->select, out, err))
		return false;
	for (size_t i = 0; i < number->result->column_count; i++)
		if (number->result->columns[i].column->role == COLUMN_DIMENSION &&
		    !add_dimension(number, i, arena, out, err))
			return false;
	return true;
}
