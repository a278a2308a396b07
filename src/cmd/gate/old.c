#include "cmd/gate/rows.h"

#include "base/file.h"
#include "collect/files.h"
#include "findings/target.h"

#include "view/view.h"

#include <stdlib.h>
#include <string.h>

// Of each likeness how many there are: the same findings in another branch have another target,
// and so other ids.
struct likes {
	const struct map *ids; // of those that count; NULL: all do
	struct map *out;
};

enum { LIKE_ID, LIKE_CLASS, LIKE_TOOL, LIKE_CATEGORY, LIKE_TARGET, LIKE_IDENTITY };

enum { LIKE_PARTS = 5 };

static const char *text_of(const struct value *value)
{
	return value->text ? value->text : "";
}

// Target without the branch, class, tool, category and identity.
static void add_likeness(struct str *out, const struct value *const parts[LIKE_PARTS])
{
	const char *target = text_of(parts[0]);
	str_add(out, target, target_name_len(target));
	for (size_t i = 1; i < LIKE_PARTS; i++)
		str_addf(out, "\n%s", text_of(parts[i]));
}

bool gate_take_old(struct map *old, const struct value *const parts[])
{
	struct str key = {0};
	add_likeness(&key, parts);
	int64_t *count = map_get(old, str_slice(&key));
	bool found = count && *count > 0;
	if (found)
		--*count;
	str_fini(&key);
	return found;
}

static bool take_like(void *context, const struct result *shape, const struct value *row,
		      struct err *err)
{
	struct likes *likes = context;
	struct str key = {0};
	(void)shape, (void)err;
	if (!likes->ids || map_get(likes->ids, slice_of(row[LIKE_ID].text))) {
		add_likeness(&key, (const struct value *const[]){
					   &row[LIKE_TARGET], &row[LIKE_CLASS], &row[LIKE_TOOL],
					   &row[LIKE_CATEGORY], &row[LIKE_IDENTITY]});
		++*map_put(likes->out, str_slice(&key), NULL);
	}
	str_fini(&key);
	return true;
}

static bool read_likes(struct session *session, struct likes *likes, struct err *err)
{
	static const char *const COLUMNS[] = {"id",	"class",    "tool", "category",
					      "target", "identity", NULL};
	struct select select = {.relation = relation_find("findings"), .measures = COLUMNS};
	return gate_rows_read(session, &select, take_like, likes, err);
}

static bool read_all(struct session *session, struct map *old, struct err *err)
{
	struct likes likes = {NULL, old};
	struct cache *cache;
	if (!session_cache(session, &cache, err))
		return err->code == ERR_NOT_FOUND && (err_clear(err), true);
	return read_likes(session, &likes, err);
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

static bool read_old(struct session *session, const char *since, struct map *old, struct err *err)
{
	struct evidence all = {0};
	struct map ids = {0};
	struct likes likes = {&ids, old};
	size_t fitting = 0;
	bool done = rows_read_scans(session, &all, err);
	for (size_t i = 0; i < all.scans.len; i++)
		if (is_since(&all.scans.at[i], since) && !*all.scans.at[i].failed)
			all.scans.at[fitting++] = all.scans.at[i];
	all.scans.len = fitting;
	done = done &&
	       (fitting ||
		err_set(err, ERR_INVALID, "%s: no file, and no scan of this ref or id", since)) &&
	       read_fitting(session, &all, &ids, err) && read_likes(session, &likes, err);
	evidence_fini(&all);
	map_fini(&ids);
	return done;
}

// The files of a report, or of a folder of them.
static struct words base_files(const char *path, struct arena *arena, struct err *err)
{
	struct file_list list;
	const char **all = arena_alloc(arena, sizeof *all);
	all[0] = path;
	if (!file_is_folder(path))
		return (struct words){all, 1};
	if (!files_walk(path, NULL, arena, &list, err))
		return (struct words){0};
	all = arena_alloc(arena, (list.count + 1) * sizeof *all);
	for (size_t i = 0; i < list.count; i++)
		all[i] = arena_printf(arena, "%s/%s", path, list.files[i].name);
	if (!list.count)
		err_set(err, ERR_INVALID, "%s: there is no file in it", path);
	return (struct words){all, list.count};
}

static bool read_base_files(const struct invocation *invocation, const char *path,
			    struct arena *arena, struct map *old, struct err *err)
{
	struct handed base;
	struct words files = base_files(path, arena, err);
	if (!files.count || !handed_open(invocation, files, &base, err))
		return false;
	bool done = (!base.broken.len || err_set(err, ERR_INCOMPLETE, "%s", base.broken.at[0])) &&
		    read_all(&base.session, old, err);
	handed_close(&base);
	return done;
}

bool gate_read_base(const struct invocation *invocation, struct arena *arena, struct map *old,
		    struct err *err)
{
	const char *since = invocation_option(invocation, "new-since");
	if (!since)
		return true;
	bool done = file_exists(since) ? read_base_files(invocation, since, arena, old, err)
				       : read_old(invocation->session, since, old, err);
	return done || err_wrap(err, "--new-since");
}
