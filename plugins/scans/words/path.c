// One spelling of a path: "a/./b", "a//b" and "a/x/../b" are "a/b".
#include "plugins/scans/words/words.h"

#include <string.h>

static bool is_folded(struct slice path)
{
	for (size_t i = 0; i < path.len; i++)
		if ((!i || path.at[i - 1] == '/') &&
		    (path.at[i] == '.' || (i && path.at[i] == '/')))
			return false;
	return true;
}

// Where the last name of what is folded so far begins.
static size_t last_name(const struct str *out, size_t root)
{
	size_t at = out->len;
	while (at > root && out->at[at - 1] != '/')
		at--;
	return at;
}

// Takes the last folder off; false where there is none to take.
static bool climb(struct str *out, size_t root)
{
	size_t at = last_name(out, root);
	struct slice last = {out->at + at, out->len - at};
	if (!last.len || slice_is(last, ".."))
		return root > 0; // nothing is above the root
	out->len = at > root ? at - 1 : root;
	return true;
}

struct slice words_folded(struct slice path, struct arena *arena)
{
	struct str out = {0};
	size_t root = slice_starts(path, "/");
	if (is_folded(path))
		return path;
	str_reserve(&out, path.len + 1);
	if (root)
		str_add_char(&out, '/');
	for (struct slice rest = path; rest.len;) {
		struct slice name = slice_cut(&rest, '/');
		if (!name.len || slice_is(name, ".") || (slice_is(name, "..") && climb(&out, root)))
			continue;
		if (out.len > root)
			str_add_char(&out, '/');
		str_add_slice(&out, name);
	}
	struct slice folded = {arena_slice(arena, str_slice(&out)), out.len};
	str_fini(&out);
	return folded;
}
