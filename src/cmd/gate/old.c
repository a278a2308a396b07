#include "cmd/gate/rows.h"

#include "base/file.h"
#include "collect/files.h"
#include "findings/target.h"

#include "view/view.h"

#include <stdlib.h>
#include <string.h>

// The findings of the base: the same ones in another branch have another target, and so other ids.
struct base_reading {
	const struct map *seen; // ids of those that count -> rows_then; NULL: all do, as they are
	struct gate_base *out;
};

enum {
	LIKE_ID,
	LIKE_LEVEL,
	LIKE_CLASS,
	LIKE_TOOL,
	LIKE_CATEGORY,
	LIKE_TARGET,
	LIKE_IDENTITY,
	LIKE_STATE
};

enum { LIKE_PARTS = 5 };

static const char *text_of(const struct value *value)
{
	return value->text ? value->text : "";
}

// Alike can be findings of one target, whatever its branch, class, tool and category.
static void add(struct likes *likes, bool is_new, const struct value *const parts[], size_t place)
{
	struct str group = {0};
	const char *target = text_of(parts[0]);
	str_add(&group, target, target_name_len(target));
	for (size_t i = 1; i + 1 < LIKE_PARTS; i++)
		str_addf(&group, "\n%s", text_of(parts[i]));
	likes_add(likes, is_new, str_slice(&group), slice_of(parts[LIKE_PARTS - 1]->text), place);
	str_fini(&group);
}

void gate_base_ask(struct gate_base *base, const struct value *const parts[], size_t finding)
{
	add(&base->likes, true, parts, finding);
}

// One that became worse since is as good as new: what it was then says nothing of what it is. So is
// one that a claim hid then and hides no longer: nobody had it open.
static bool is_as_it_was(const struct gate_finding *finding, const struct finding_then *then)
{
	return finding->level <= then->level && (finding->hidden || !then->hidden);
}

void gate_base_mark(struct gate_base *base, struct gate_finding *findings)
{
	likes_match(&base->likes);
	for (size_t i = 0; i < base->likes.new.len; i++) {
		const struct like *like = &base->likes.new.at[i];
		struct gate_finding *finding = &findings[like->place];
		finding->is_old = like->peer && is_as_it_was(finding, &base->then.at[*like->peer]);
	}
}

void gate_base_fini(struct gate_base *base)
{
	likes_fini(&base->likes);
	vec_fini(&base->then);
}

static bool take_like(void *context, const struct result *shape, const struct value *row,
		      struct err *err)
{
	struct base_reading *r = context;
	const int64_t *seen = r->seen ? map_get(r->seen, slice_of(row[LIKE_ID].text)) : NULL;
	struct finding_then then = {.hidden = row[LIKE_STATE].text &&
					      !strcmp(row[LIKE_STATE].text, "suppressed")};
	(void)shape, (void)err;
	if (r->seen && !seen)
		return true;
	finding_level_read(slice_of(row[LIKE_LEVEL].text), &then.level);
	add(&r->out->likes, false,
	    (const struct value *const[]){&row[LIKE_TARGET], &row[LIKE_CLASS], &row[LIKE_TOOL],
					  &row[LIKE_CATEGORY], &row[LIKE_IDENTITY]},
	    r->out->then.len);
	*vec_push(&r->out->then) = seen ? rows_then(*seen) : then;
	return true;
}

static bool read_likes(struct session *session, struct base_reading *r, struct err *err)
{
	static const char *const COLUMNS[] = {[LIKE_ID] = "id",
					      [LIKE_LEVEL] = "severity",
					      [LIKE_CLASS] = "class",
					      [LIKE_TOOL] = "tool",
					      [LIKE_CATEGORY] = "category",
					      [LIKE_TARGET] = "target",
					      [LIKE_IDENTITY] = "identity",
					      [LIKE_STATE] = "state",
					      NULL};
	struct select select = {.relation = relation_find("findings"), .measures = COLUMNS};
	return gate_rows_read(session, &select, take_like, r, err);
}

static bool read_all(struct session *session, struct gate_base *old, struct err *err)
{
	struct base_reading r = {NULL, old};
	struct cache *cache;
	if (!session_cache(session, &cache, err))
		return err->code == ERR_NOT_FOUND && (err_clear(err), true);
	return read_likes(session, &r, err);
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

static bool read_old(struct session *session, const char *since, struct gate_base *old,
		     struct err *err)
{
	struct evidence all = {0};
	struct map ids = {0};
	struct base_reading r = {&ids, old};
	size_t fitting = 0;
	bool done = rows_read_scans(session, &all, err);
	for (size_t i = 0; i < all.scans.len; i++)
		if (is_since(&all.scans.at[i], since) && !*all.scans.at[i].failed)
			all.scans.at[fitting++] = all.scans.at[i];
	all.scans.len = fitting;
	done = done &&
	       (fitting ||
		err_set(err, ERR_INVALID, "%s: no file, and no scan of this ref or id", since)) &&
	       read_fitting(session, &all, &ids, err) && read_likes(session, &r, err);
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
			    struct arena *arena, struct gate_base *old, struct err *err)
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

bool gate_read_base(const struct invocation *invocation, struct arena *arena, struct gate_base *old,
		    struct err *err)
{
	const char *since = invocation_option(invocation, "new-since");
	if (!since)
		return true;
	bool done = file_exists(since) ? read_base_files(invocation, since, arena, old, err)
				       : read_old(invocation->session, since, old, err);
	return done || err_wrap(err, "--new-since");
}
