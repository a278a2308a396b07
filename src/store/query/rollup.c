#include "store/query/query.h"

#include <string.h>

bool query_names(const char *names, const char *name)
{
	size_t len = strlen(name);
	const char *at = names;
	while (at && (at = strstr(at, name))) {
		if (at > names && at[-1] == ' ' && at[len] == ' ')
			return true;
		at += len;
	}
	return false;
}

static bool sums(const char *sql)
{
	return sql && (strstr(sql, "sum(") || strstr(sql, "count(*)"));
}

// Rows that stand for several give the same only where what sums them knows it.
static bool may_roll(const struct rollup_table *rollup, const struct column *column)
{
	return !rollup->counts || ((column->rolled_sort || !sums(column->sort)) &&
				   (column->rolled || !sums(column->fragment)));
}

static bool answers(const struct rollup_table *rollup, const struct select *s,
		    const struct result *shape)
{
	if (rollup->spread != s->spread)
		return false;
	for (size_t i = 0; i < shape->column_count; i++)
		if (!query_names(rollup->columns, shape->columns[i].column->name) ||
		    !may_roll(rollup, shape->columns[i].column))
			return false;
	for (size_t i = 0; i < s->filter_count; i++)
		if (!s->filters[i].column ||
		    !query_names(rollup->columns, s->filters[i].column->name))
			return false;
	return !s->sort || query_names(rollup->columns, s->sort->name);
}

const struct rollup_table *query_rollup(const struct select *select, const struct result *shape)
{
	const struct relation *r = select->relation;
	for (size_t i = 0; i < r->rollup_count && !select->from_rows; i++)
		if (answers(&r->rollups[i], select, shape))
			return &r->rollups[i];
	return NULL;
}

bool select_is_rolled(const struct select *select)
{
	struct query q = {.select = select};
	struct result shape = {0};
	query_compose(&q, &shape);
	bool rolled = query_rollup(select, &shape) != NULL;
	query_fini(&q);
	return rolled;
}
