#include "cmd/gate/rows.h"

#include "view/view.h"

#include <stdlib.h>
#include <string.h>

static bool take_id(void *context, const struct result *shape, const struct value *row,
		    struct err *err)
{
	(void)shape, (void)err;
	map_put(context, slice_of(row[0].text), NULL);
	return true;
}

bool evidence_read_ids(struct session *session, struct map *ids, struct err *err)
{
	static const char *const COLUMNS[] = {"id", NULL};
	struct select select = {.relation = relation_find("findings"), .measures = COLUMNS};
	struct cache *cache;
	if (!session_cache(session, &cache, err))
		return err->code == ERR_NOT_FOUND && (err_clear(err), true);
	return gate_rows_read(session, &select, take_id, ids, err);
}

enum { SCAN_ID_LEAST = 8 };

static bool is_since(const struct gate_scan *scan, const char *since)
{
	return (scan->ref && strcmp(scan->ref, since) == 0) ||
	       (strlen(since) >= SCAN_ID_LEAST && strncmp(scan->id, since, strlen(since)) == 0);
}

// Of each chain the newest whole one that fits: all others are taken for scans of something else.
static bool read_fitting(struct session *session, struct evidence *all, struct map *old,
			 struct err *err)
{
	const struct gate_subject everything = {.now = INT64_MAX / 2};
	bool done = true, *stands = mem_alloc(all->scans.len + 1);
	gate_choose(&everything, all->scans.at, all->scans.len, stands);
	for (size_t i = 0; done && i < all->scans.len; i++)
		if (stands[i] && !*all->scans.at[i].partial)
			done = rows_read_sightings(session, &all->scans.at[i], old, err);
	free(stands);
	return done;
}

bool evidence_read_old(struct session *session, const char *since, struct map *old, struct err *err)
{
	struct evidence all = {0};
	size_t fitting = 0;
	bool done = rows_read_scans(session, &all, err);
	for (size_t i = 0; i < all.scans.len; i++)
		if (is_since(&all.scans.at[i], since) && !*all.scans.at[i].failed)
			all.scans.at[fitting++] = all.scans.at[i];
	all.scans.len = fitting;
	done = done &&
	       (fitting ||
		err_set(err, ERR_INVALID, "%s: no file, and no scan of this ref or id", since)) &&
	       read_fitting(session, &all, old, err);
	evidence_fini(&all);
	return done;
}
