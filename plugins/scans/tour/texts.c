// The texts that a report's parts are made into; see tour.h.
#include "plugins/scans/tour/tour.h"

#include "findings/target.h"

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
	path = words_path(path, &tour->scratch);
	while (slice_starts(path, "./") || slice_starts(path, "/"))
		path = (struct slice){path.at + (path.at[0] == '.' ? 2 : 1),
				      path.len - (path.at[0] == '.' ? 2 : 1)};
	return path;
}

struct slice tour_purl(struct tour *tour, struct slice type, struct slice name,
		       struct slice version)
{
	return words_package(type, name, version, &tour->scratch);
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

bool image_is_bare(struct slice image)
{
	return slice_starts(image, "sha256:") && !memchr(image.at, '/', image.len) &&
	       image.len >= strlen("sha256:") + 12;
}

bool image_is_archive(struct slice image)
{
	static const char *const BEGIN[] = {
		"/", "./", "../", "docker-archive:", "oci-archive:", "oci-dir:"};
	static const char *const END[] = {".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.zst", ".sif"};
	bool is = false;
	for (size_t i = 0; i < sizeof BEGIN / sizeof *BEGIN; i++)
		is |= slice_starts(image, BEGIN[i]) || slice_ends(image, END[i]);
	return is;
}

// Of "NAME@sha256:…", blanks between, the digest that the text is, or begins: what `docker images
// -q` prints. A name that is one by chance has a tag, which is called the same.
static struct slice id_of(struct slice image, struct slice digests)
{
	enum { LEAST = 4 };
	static const char HEX[] = "0123456789abcdef";
	struct slice start = slice_starts(image, "sha256:") ? slice_from(image, 7) : image;
	bool hex = start.len >= LEAST;
	for (size_t i = 0; hex && i < start.len; i++)
		hex = start.at[i] && strchr(HEX, start.at[i]);
	while (hex && digests.len) {
		struct slice digest = slice_cut(&digests, ' '), name = slice_cut(&digest, '@');
		digest = digest.len ? digest : name;
		if (digest.len >= start.len + 7 && slice_starts(digest, "sha256:") &&
		    !memcmp(digest.at + 7, start.at, start.len))
			return digest;
	}
	return image_is_bare(image) ? image : (struct slice){0};
}

struct slice image_called(struct slice image, struct slice tag, struct slice repos,
			  struct slice digests)
{
	struct slice id = id_of(image, digests);
	if (image_is_archive(image))
		return tag;
	return id.len ? slice_or(tag, slice_or(slice_cut(&repos, ' '), id)) : image;
}

struct slice image_digest(struct slice image, struct slice repos)
{
	struct slice tag, digest, first = {0};
	image = image_name(image, &tag, &digest);
	while (repos.len) {
		struct slice name = image_name(slice_cut(&repos, ' '), &tag, &digest);
		if (digest.len && slice_equal(name, image))
			return digest;
		first = slice_or(first, digest);
	}
	return first;
}

struct slice image_name(struct slice image, struct slice *tag, struct slice *digest)
{
	if (image_is_bare(image)) {
		*digest = image;
		*tag = (struct slice){0};
		return *tag;
	}
	struct slice bare = target_untagged(image), name = slice_cut(&image, '@');
	size_t end = name.len ? (size_t)(bare.at - name.at) + bare.len : 0; // a tag's colon
	*digest = image;
	*tag = end < name.len ? slice_from(name, end + 1) : (struct slice){0};
	return bare;
}
