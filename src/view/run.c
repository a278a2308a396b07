#include "view/view.h"

#include "view/names.h"
#include "view/now.h"
#include "view/unknown.h"

#include <string.h>

// What the rows of a relation are read from besides the cache.
static const struct {
	const char *relation;
	bool (*fill)(struct session *session, struct cache *cache, struct err *err);
} FILLS[] = {{"sources", now_fill_sources},	    {"docket", now_fill_docket},
	     {"findings", now_fill_findings},	    {"trend", now_fill_findings},
	     {"finding_groups", now_fill_findings}, {"repairs", now_fill_findings},
	     {"exceptions", now_fill_exceptions},   {"acceptances", now_fill_findings},
	     {"advisory_hits", now_fill_moment},    {"vex", now_fill_moment}};

static bool fill(struct session *session, const struct relation *relation, struct cache *cache,
		 struct err *err)
{
	for (size_t i = 0; i < sizeof FILLS / sizeof *FILLS; i++)
		if (strcmp(FILLS[i].relation, relation->name) == 0)
			return FILLS[i].fill(session, cache, err);
	return true;
}

bool view_open(struct session *session, const struct select *select, struct cache **cache,
	       struct err *err)
{
	if (!session_cache(session, cache, err))
		return false;
	cache_snapshot(*cache); // finds the file that `cache rebuild` put in place
	if (!cache_hold(*cache, err))
		return false;
	if (fill(session, select->relation, *cache, err))
		return true;
	view_close(*cache);
	return false;
}

void view_close(struct cache *cache)
{
	cache_release(cache);
}

bool view_run(struct session *session, const struct select *select, struct arena *arena,
	      struct result *out, struct err *err)
{
	struct cache *cache;
	if (!view_open(session, select, &cache, err))
		return false;
	bool done = select_run(cache, select, arena, out, err);
	view_close(cache);
	if (done)
		names_fill(session, arena, out);
	return done;
}

static bool count(struct session *session, struct cache *cache, const struct select *select,
		  struct view_count *out, struct err *err)
{
	struct select all = *select;
	struct err why = {0};
	all.filter_count = 0;
	if (!select_count(cache, select, &out->matching, err) ||
	    !view_unknown(session, select, &out->unknown, err))
		return false;
	if (!select->filter_count)
		out->total = out->matching;
	else if (!select_count(cache, &all, &out->total, &why) && why.code != ERR_INTERRUPTED) {
		*err = why;
		return false;
	} else if (why.code)
		out->total = -1;
	return true;
}

bool view_count(struct session *session, const struct select *select, struct view_count *out,
		struct err *err)
{
	struct cache *cache;
	*out = (struct view_count){.total = -1};
	if (!view_open(session, select, &cache, err))
		return false;
	bool done = count(session, cache, select, out, err);
	view_close(cache);
	return done;
}

bool view_place(struct session *session, const struct select *select, const char *key,
		int64_t *place, struct err *err)
{
	struct cache *cache;
	if (!view_open(session, select, &cache, err))
		return false;
	bool done = select_place(cache, select, key, place, err);
	view_close(cache);
	return done;
}
