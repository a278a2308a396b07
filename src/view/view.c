#include "view/view.h"

#include "view/names.h"

#include <string.h>

static const struct view VIEWS[] = {
	{.name = "cost", .relation = "cost", .by = "service"},
	{.name = "bills", .relation = "bills"},
	{.name = "restatements", .relation = "restatements"},
	{.name = "tags", .relation = "tags"},
	{.name = "cells", .relation = "cells"},
	{.name = "sources", .relation = "sources"},
	{.name = "runs", .relation = "runs"},
	{.name = "inputs", .relation = "inputs"},
	{.name = "scopes", .relation = "scopes"},
	{.name = "rejects", .relation = "rejects"},
	{.name = "log", .relation = "log"},
};

const struct view *view_list(size_t *count)
{
	*count = sizeof VIEWS / sizeof *VIEWS;
	return VIEWS;
}

const struct view *view_find(struct slice name)
{
	for (size_t i = 0; i < sizeof VIEWS / sizeof *VIEWS; i++)
		if (slice_is(name, VIEWS[i].name))
			return &VIEWS[i];
	return NULL;
}

const char *view_names(struct arena *arena)
{
	struct str names = {0};
	for (size_t i = 0; i < sizeof VIEWS / sizeof *VIEWS; i++)
		str_addf(&names, "%s%s", i ? ", " : "", VIEWS[i].name);
	const char *copy = arena_slice(arena, str_slice(&names));
	str_fini(&names);
	return copy;
}

bool view_run(struct session *session, const struct select *select, struct arena *arena,
	      struct result *out, struct err *err)
{
	struct cache *cache;
	if (!session_cache(session, &cache, err))
		return false;
	cache_snapshot(cache); // finds the file that `cache rebuild` put in place
	if (!select_run(cache, select, arena, out, err))
		return false;
	names_fill(session, arena, out);
	return true;
}
