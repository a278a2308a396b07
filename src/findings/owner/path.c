#include "findings/owner/path.h"

#include <string.h>

// ---- Reading ----

static bool has(struct slice text, char c)
{
	return text.len && memchr(text.at, c, text.len);
}

static bool has_three_stars(struct slice text)
{
	for (size_t i = 2; i < text.len; i++)
		if (text.at[i] == '*' && text.at[i - 1] == '*' && text.at[i - 2] == '*')
			return true;
	return false;
}

static const char *refusal(struct slice text)
{
	if (slice_starts(text, "!"))
		return "'!' takes nothing back in a CODEOWNERS file; a pattern without owners does";
	if (slice_starts(text, "\\#"))
		return "a pattern cannot begin with '#', not with '\\' before it either";
	if (has(text, '[') || has(text, ']'))
		return "'[ ]' is no range of characters in a CODEOWNERS file; use '*' or '?'";
	if (has_three_stars(text))
		return "three stars in a row mean nothing";
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] < ' ' || text.at[i] == 0x7f)
			return "a control character is in the pattern";
	return NULL;
}

const char *path_pattern_read(struct slice text, struct arena *arena, struct path_pattern *out)
{
	const char *why = refusal(text);
	if (why)
		return why;
	struct slice parts = {arena_slice(arena, text), text.len};
	*out = (struct path_pattern){.folder = slice_ends(parts, "/")};
	if (out->folder)
		parts.len--;
	out->anchored = has(parts, '/');
	if (slice_starts(parts, "/"))
		parts = (struct slice){parts.at + 1, parts.len - 1};
	out->parts = parts;
	return NULL;
}

// ---- Fitting ----

// A character of a pattern, and whether it stands for itself; moves behind it.
static char take(struct slice *pattern, bool *literal)
{
	*literal = pattern->at[0] == '\\' && pattern->len > 1;
	size_t at = *literal ? 1 : 0;
	char c = pattern->at[at];
	*pattern = (struct slice){pattern->at + at + 1, pattern->len - at - 1};
	return c;
}

// One part against one part of a path; one star is gone back to: the last.
static bool part_fits(struct slice pattern, struct slice part)
{
	struct slice star = {0}, from = {0};
	for (;;) {
		bool literal = false;
		struct slice before = pattern;
		char c = pattern.len ? take(&pattern, &literal) : 0;
		if (before.len && c == '*' && !literal) {
			star = (struct slice){pattern.at, pattern.len};
			from = part;
			continue;
		}
		if (!before.len && !part.len)
			return true;
		if (before.len && part.len && ((c == '?' && !literal) || c == part.at[0])) {
			part = (struct slice){part.at + 1, part.len - 1};
			continue;
		}
		if (!star.at || !from.len)
			return false;
		from = (struct slice){from.at + 1, from.len - 1};
		part = from;
		pattern = star;
	}
}

// What is gone back to: behind the last '**', which may stand for one folder more.
struct deep {
	struct slice parts, path;
	bool is;
};

static bool go_back(struct deep *deep, struct slice *parts, struct slice *path)
{
	if (!deep->is || !has(deep->path, '/'))
		return false;
	slice_cut(&deep->path, '/');
	*parts = deep->parts;
	*path = deep->path;
	return true;
}

// The last part of a pattern fits a part of the path, behind which `rest` stands.
static bool ends_well(const struct path_pattern *pattern, struct slice part, struct slice rest)
{
	if (pattern->folder)
		return rest.len > 0;
	return !rest.len || !slice_is(part, "*");
}

bool path_pattern_fits(const struct path_pattern *pattern, struct slice path)
{
	struct slice parts = pattern->parts;
	struct deep deep = {parts, path, !pattern->anchored};
	if (!parts.len || !path.len)
		return false;
	for (;;) {
		struct slice rest = parts, left = path;
		struct slice part = slice_cut(&rest, '/'), name = slice_cut(&left, '/');
		if (slice_is(part, "**") && !rest.at)
			return path.len > 0 && (!pattern->folder || left.len);
		if (slice_is(part, "**")) {
			deep = (struct deep){rest, path, true};
			parts = rest;
			continue;
		}
		bool fits = part_fits(part, name) && (rest.at || ends_well(pattern, part, left));
		if (fits && !rest.at)
			return true;
		if (fits && left.at) {
			parts = rest;
			path = left;
		} else if (!go_back(&deep, &parts, &path)) {
			return false;
		}
	}
}
