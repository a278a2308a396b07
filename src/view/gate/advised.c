#include "view/gate/advised.h"

#include "base/map.h"
#include "base/vec.h"
#include "view/address.h"

#include <stdlib.h>
#include <string.h>

// The same address stands in the docket's statement.
#define HITS "advisory_hits kev:yes current:yes scanned:no sort:advisory"
enum { ADVISORY, SUBJECT, DUE, SINCE, CHANGED };
static const char *const COLUMNS[] = {
	[ADVISORY] = "advisory", [SUBJECT] = "subject", [DUE] = "due",
	[SINCE] = "since",	 [CHANGED] = "changed", NULL,
};

struct flaw {
	const char *cve;
	int64_t due, since, changed, inventories;
};

struct advised {
	vec(struct flaw) flaws;
	struct map counted; // "cve\nsubject"
	struct arena arena;
};

static int64_t or_zero(const struct value *value)
{
	return value->text ? value->integer : 0;
}

static bool take(void *context, const struct result *shape, const struct value *row,
		 struct err *err)
{
	struct advised *a = context;
	struct flaw *flaw = a->flaws.len ? &a->flaws.at[a->flaws.len - 1] : NULL;
	int64_t since = or_zero(&row[SINCE]), changed = or_zero(&row[CHANGED]);
	bool added;
	(void)shape, (void)err;
	if (!flaw || strcmp(flaw->cve, row[ADVISORY].text) != 0) {
		flaw = vec_push(&a->flaws);
		*flaw = (struct flaw){.cve = arena_text(&a->arena, row[ADVISORY].text),
				      .due = or_zero(&row[DUE]),
				      .since = since};
	}
	const char *key = arena_printf(&a->arena, "%s\n%s", flaw->cve, row[SUBJECT].text);
	map_put(&a->counted, slice_of(key), &added);
	flaw->inventories += added;
	flaw->since = since < flaw->since ? since : flaw->since;
	flaw->changed = changed > flaw->changed ? changed : flaw->changed;
	return true;
}

// A day is due up to its end.
static int64_t due_of(const struct flaw *flaw)
{
	enum { DAY = 86400 };
	return flaw->due % DAY ? flaw->due : flaw->due + DAY - 1;
}

static bool add(struct cache *cache, const struct advised *a, struct err *err)
{
	for (size_t i = 0; i < a->flaws.len; i++) {
		const struct flaw *flaw = &a->flaws.at[i];
		struct sql_value values[] = {SQL_T(flaw->cve), SQL_I(due_of(flaw)),
					     SQL_I(flaw->inventories), SQL_I(flaw->since),
					     SQL_I(flaw->changed)};
		if (!cache_run(cache, "docket_advised", values, 5, err))
			return false;
	}
	return true;
}

static bool read_hits(struct cache *cache, struct advised *a, struct err *err)
{
	const struct view *view;
	struct select select;
	struct select_reader reader = {.row = take, .context = a};
	if (!address_parse(slice_of(HITS), &a->arena, &view, &select, err))
		return false;
	select.measures = COLUMNS;
	return select_each(cache, &select, &reader, err);
}

// Most caches have findings alone.
static bool has_inventory(struct cache *cache, bool *any, struct err *err)
{
	sqlite3_stmt *row = cache_statement(cache, "has_inventory", NULL, 0);
	bool done = cache_step(cache, row, any, err);
	cache_statement_done(row);
	return done;
}

bool advised_fill(struct cache *cache, struct err *err)
{
	struct advised a = {0};
	bool any;
	bool done = has_inventory(cache, &any, err) &&
		    (!any || (read_hits(cache, &a, err) && add(cache, &a, err)));
	vec_fini(&a.flaws);
	map_fini(&a.counted);
	arena_fini(&a.arena);
	return done;
}
