// The texts that a report's parts are made into; see tour.h.
#include "plugins/scans/tour/tour.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

static struct slice take(struct tour *tour, struct str *text)
{
	struct slice out = {arena_slice(&tour->scratch, str_slice(text)), text->len};
	str_fini(text);
	return out;
}

struct slice tour_text(struct tour *tour, const char *format, ...)
{
	struct str text = {0};
	va_list args;
	va_start(args, format);
	str_addv(&text, format, args);
	va_end(args);
	return take(tour, &text);
}

struct slice tour_join(struct tour *tour, const struct node *list, const char *path,
		       const char *between)
{
	struct str text = {0};
	if (list && list->kind != NODE_LIST)
		return list->kind == NODE_MAP ? node_text(list, path) : list->text;
	for (NODE_EACH(item, list)) {
		struct slice one = *path ? node_text(item, path) : item->text;
		if (text.len && one.len)
			str_add_text(&text, between);
		str_add_slice(&text, one);
	}
	return take(tour, &text);
}

struct slice tour_path(struct tour *tour, struct slice path)
{
	if (path.len && !memchr(path.at, '/', path.len) && memchr(path.at, '\\', path.len)) {
		char *copy = arena_slice(&tour->scratch, path);
		for (size_t i = 0; i < path.len; i++)
			if (copy[i] == '\\')
				copy[i] = '/';
		path.at = copy;
	}
	for (;;)
		if (slice_starts(path, "./"))
			path = (struct slice){path.at + 2, path.len - 2};
		else if (slice_starts(path, "/"))
			path = (struct slice){path.at + 1, path.len - 1};
		else
			return path;
}

// ---- Package URLs ----

static void add_encoded(struct str *out, struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];
		if ((c < 0x80 && isalnum(c)) || (c && strchr("-._~/:", c)))
			str_add_char(out, (char)c);
		else
			str_addf(out, "%%%02X", c);
	}
}

// As the type wants it: pypi in lower case with "-", composer and golang in lower case, maven's
// group apart.
static void add_name(struct str *out, struct slice type, struct slice name)
{
	bool pypi = slice_is(type, "pypi"), maven = slice_is(type, "maven");
	bool lower = pypi || slice_is(type, "composer") || slice_is(type, "golang");
	struct str own = {0};
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		if (lower && c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		else if (pypi && c == '_')
			c = '-';
		else if (maven && c == ':')
			c = '/';
		str_add_char(&own, c);
	}
	add_encoded(out, str_slice(&own));
	str_fini(&own);
}

struct slice tour_purl(struct tour *tour, struct slice type, struct slice name,
		       struct slice version)
{
	struct str out = {0};
	struct slice kind, space;
	if (!type.len || !name.len)
		return (struct slice){0};
	kind = slice_cut(&type, '/'); // "deb/debian": a type and its first name space
	space = type;
	str_add_text(&out, "pkg:");
	str_add_slice(&out, kind);
	str_add_char(&out, '/');
	if (space.len) {
		str_add_slice(&out, space);
		str_add_char(&out, '/');
	}
	add_name(&out, kind, name);
	if (version.len) {
		str_add_char(&out, '@');
		add_encoded(&out, version);
	}
	return take(tour, &out);
}

int64_t claim_end(struct slice text)
{
	if (slice_ends(text, " UTC"))
		text.len -= 4;
	int64_t end = scan_time(text);
	return !text.len ? 0 : end > 0 ? end : -1;
}

// ---- Slices ----

struct slice slice_or(struct slice first, struct slice second)
{
	return first.len ? first : second;
}

struct slice scan_keep_slice(struct scan_file *file, struct slice text)
{
	return text.len ? (struct slice){arena_slice(file->arena, text), text.len} : text;
}

struct slice folder_name(struct tour *tour, struct slice path)
{
	if (path.len > 1 && path.at[0] == '"' && path.at[path.len - 1] == '"')
		path = (struct slice){path.at + 1, path.len - 2};
	path = tour_path(tour, path);
	return scan_keep_slice(tour->file, slice_is(path, ".") ? (struct slice){0} : path);
}

struct slice address_name(struct tour *tour, struct slice address)
{
	const char *host = address.len ? memmem(address.at, address.len, "://", 3) : NULL;
	if (!host)
		return scan_keep_slice(tour->file, address);
	struct slice scheme = {address.at, (size_t)(host + 3 - address.at)};
	struct slice rest = {host + 3, address.len - scheme.len};
	const char *slash = memchr(rest.at, '/', rest.len);
	const char *at = memrchr(rest.at, '@', slash ? (size_t)(slash - rest.at) : rest.len);
	if (at)
		rest = (struct slice){at + 1, rest.len - (size_t)(at + 1 - rest.at)};
	return scan_keep(tour->file, "%.*s%.*s", TOUR_S(scheme), TOUR_S(rest));
}

struct slice image_name(struct slice image, struct slice *tag, struct slice *digest)
{
	struct slice name = slice_cut(&image, '@');
	*digest = image;
	*tag = (struct slice){0};
	for (size_t i = name.len; i > 0 && name.at[i - 1] != '/'; i--)
		if (name.at[i - 1] == ':') {
			*tag = (struct slice){name.at + i, name.len - i};
			name.len = i - 1;
			break;
		}
	return name;
}
