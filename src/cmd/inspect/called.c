// Which file is called: the first that a path may stand for. Files have their names as the person
// named them, paths begin at the root of the repository, so that either may be the other's end.
#include "base/map.h"
#include "cmd/inspect/inspect.h"
#include "findings/glob.h"

#include <string.h>

struct called {
	struct inspection *inspection;
	struct map names; // of files, and of the folders of actions: the first of each
	struct map ends;  // the same by every end of it: "b.yml" and "a/b.yml" of "x/a/b.yml"
};

static void put_first(struct map *map, struct slice key, size_t file)
{
	bool added;
	int64_t *at = map_put(map, key, &added);
	if (added)
		*at = (int64_t)file;
}

// The next shorter end of a path; empty behind the last.
static struct slice shorten(struct slice path)
{
	slice_cut(&path, '/');
	return path;
}

static void put_name(struct called *called, struct slice name, size_t file)
{
	put_first(&called->names, name, file);
	for (; name.len; name = shorten(name))
		put_first(&called->ends, name, file);
}

// `uses: ./actions/login` is its action.yml.
static void put_files(struct called *called)
{
	for (size_t i = 0; i < called->inspection->files.len; i++) {
		const struct inspected *file = &called->inspection->files.at[i];
		const char *slash = strrchr(file->name, '/');
		if (!file->kind)
			continue;
		put_name(called, slice_of(file->name), i);
		if (slash && !strncmp(slash, "/action.y", 9))
			put_name(called, (struct slice){file->name, (size_t)(slash - file->name)},
				 i);
	}
}

static void take_first(size_t *first, const struct map *map, struct slice key)
{
	const int64_t *found = key.len ? map_get(map, key) : NULL;
	if (found && (size_t)*found < *first)
		*first = (size_t)*found;
}

// `uses: ./` is the action.yml beside .github.
static size_t root_action(const struct called *called, const char *caller)
{
	static const char *const NAMES[] = {"action.yml", "action.yaml"};
	struct arena *arena = &called->inspection->arena;
	const char *root = strstr(caller, ".github/");
	size_t first = INSPECTION_UNREAD;
	for (size_t i = 0; root && i < sizeof NAMES / sizeof *NAMES; i++)
		take_first(&first, &called->names,
			   slice_of(arena_printf(arena, "%.*s%s", (int)(root - caller), caller,
						 NAMES[i])));
	return first;
}

static size_t find_glob(const struct called *called, const char *path)
{
	struct inspection *inspection = called->inspection;
	const char *below = arena_printf(&inspection->arena, "*/%s", path);
	for (size_t i = 0; i < inspection->files.len; i++) {
		const struct inspected *file = &inspection->files.at[i];
		if (file->kind && (glob_fits(path, file->name) || glob_fits(below, file->name)))
			return i;
	}
	return INSPECTION_UNREAD;
}

static size_t find(const struct called *called, const struct inspection_need *need)
{
	struct slice path = slice_of(need->path);
	size_t first = INSPECTION_UNREAD;
	if (!path.len)
		return root_action(called, called->inspection->files.at[need->file].name);
	if (memchr(path.at, '*', path.len))
		first = find_glob(called, need->path);
	take_first(&first, &called->ends, path);
	for (; path.len; path = shorten(path))
		take_first(&first, &called->names, path);
	return first;
}

void inspection_find_called(struct inspection *inspection)
{
	struct called called = {.inspection = inspection};
	put_files(&called);
	for (size_t i = 0; i < inspection->needs.len; i++)
		inspection->needs.at[i].called = find(&called, &inspection->needs.at[i]);
	map_fini(&called.names);
	map_fini(&called.ends);
}
