#include "cmd/inspect/inspect.h"

#include <string.h>

// "workflows/a.yml" is the end of ".github/workflows/a.yml".
static bool is_end(struct slice path, struct slice end)
{
	if (!end.len || end.len > path.len)
		return false;
	size_t from = path.len - end.len;
	return !memcmp(path.at + from, end.at, end.len) && (!from || path.at[from - 1] == '/');
}

static bool is_same(struct slice name, const char *path)
{
	return is_end(name, slice_of(path)) || is_end(slice_of(path), name);
}

// A file by its own path, or by that of its folder: `uses: ./actions/login` is its action.yml.
bool inspection_has(const struct inspection *inspection, const struct inspection_need *need)
{
	for (size_t i = 0; i < inspection->files.len; i++) {
		const struct inspected *file = &inspection->files.at[i];
		const char *slash = strrchr(file->name, '/');
		struct slice folder = {file->name, slash ? (size_t)(slash - file->name) : 0};
		bool action = slash && !strncmp(slash, "/action.y", 9);
		if (file->kind && (is_same(slice_of(file->name), need->path) ||
				   (action && is_same(folder, need->path))))
			return true;
	}
	return false;
}
