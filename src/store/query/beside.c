#include "store/query/query.h"

#include <ctype.h>
#include <string.h>

bool query_says(const char *sql, const char *alias)
{
	for (const char *at = sql; at && (at = strstr(at, alias)); at++)
		if (at == sql || !(isalnum((unsigned char)at[-1]) || at[-1] == '_'))
			return true;
	return false;
}

static bool column_names(const struct column *column, const char *alias)
{
	return query_says(column->fragment, alias) || query_says(column->sort, alias) ||
	       query_says(column->compare, alias) || query_says(column->holds, alias);
}

static bool filters_name(const struct select *s, const char *alias)
{
	for (size_t i = 0; i < s->filter_count; i++)
		if (!query_hints(s, &s->filters[i]) &&
		    (!s->filters[i].column || column_names(s->filters[i].column, alias)))
			return true;
	return false;
}

bool query_needs_beside(const struct select *s, const struct result *shape)
{
	const struct relation *r = s->relation;
	if (!r->beside || filters_name(s, r->beside_alias))
		return r->beside != NULL;
	if (!shape)
		return false;
	for (size_t i = 0; i < shape->column_count; i++)
		if (column_names(shape->columns[i].column, r->beside_alias))
			return true;
	return column_names(relation_column(r, slice_of(select_sort_name(s))), r->beside_alias);
}
