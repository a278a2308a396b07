#include "view/drill.h"

#include "view/narrow.h"

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
