#include "view/unknown.h"

#include <string.h>

// Versions are what is compared by a rule of its own; a range holds what may be in it.
static bool asks_version(const struct filter *filter)
{
	const struct column *column = filter->column;
	return column && !filter->negated && column->compare && filter->op >= FILTER_LESS &&
	       filter->op <= FILTER_AT_LEAST;
}

static const struct column *version_of(const struct relation *relation)
{
	for (size_t i = 0; i < relation->column_count; i++)
		if (relation->columns[i].compare && !strcmp(relation->columns[i].name, "version"))
			return &relation->columns[i];
	return NULL;
}

bool view_unknown(struct session *session, const struct select *select, int64_t *out,
		  struct err *err)
{
	static const char *absent[] = {""};
	struct select unknown = *select;
	struct filter is_absent = {.column = version_of(select->relation),
				   .op = FILTER_IS,
				   .values = absent,
				   .value_count = 1};
	struct cache *cache;
	bool asked = false;
	*out = 0;
	unknown.filter_count = 0;
	for (size_t i = 0; i < select->filter_count; i++) {
		bool version = asks_version(&select->filters[i]);
		if (!version || !asked)
			unknown.filters[unknown.filter_count++] =
				version ? is_absent : select->filters[i];
		asked = asked || version;
	}
	if (!asked || !is_absent.column || select->by_count)
		return true;
	if (!view_open(session, &unknown, &cache, err))
		return false;
	bool done = select_count(cache, &unknown, out, err);
	view_close(cache);
	return done;
}
