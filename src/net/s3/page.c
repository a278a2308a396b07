#include "net/s3/private.h"

#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

// ---- Entries ----

// With encoding-type=url '+' is a blank too: AWS writes it so, others write %20.
static const char *decode_key(struct arena *arena, const char *text, bool encoded, struct err *err)
{
	struct str bytes = {0}, plain = {0};
	if (!text || !encoded)
		return text;
	str_add_text(&plain, text);
	for (size_t i = 0; i < plain.len; i++)
		if (plain.at[i] == '+')
			plain.at[i] = ' ';
	uri_decode(&bytes, str_slice(&plain));
	bool good = !bytes.len || !memchr(bytes.at, 0, bytes.len);
	const char *key = good ? arena_slice(arena, str_slice(&bytes)) : NULL;
	if (!good)
		err_set(err, ERR_INVALID, "key %.200s: holds a NUL byte, which gavel does not read",
			text);
	str_fini(&plain);
	str_fini(&bytes);
	return key;
}

static int parts_of(const char *etag)
{
	const char *dash = etag ? strrchr(etag, '-') : NULL;
	int64_t parts;
	return dash && s3_parse_int(dash + 1, &parts) && parts < 100000 ? (int)parts : 0;
}

static bool is_true(const char *text)
{
	return text && strcmp(text, "true") == 0;
}

// <Contents>, <Version>, <DeleteMarker>
static bool read_entry(const struct xml_node *node, bool encoded, struct arena *arena,
		       struct s3_object *out, struct err *err)
{
	bool is_marker = strcmp(node->name, "DeleteMarker") == 0;
	const char *size = xml_text(node, "Size"), *class = xml_text(node, "StorageClass");
	const char *key = xml_text(node, "Key");
	*out = (struct s3_object){.version = xml_text(node, "VersionId"),
				  .etag = s3_strip_quotes(arena, xml_text(node, "ETag")),
				  .storage_class = class && *class ? class : NULL,
				  .is_latest = is_true(xml_text(node, "IsLatest")),
				  .is_delete_marker = is_marker};
	out->key = key ? decode_key(arena, key, encoded, err) : NULL;
	if (!out->key)
		return key ? false : err_set(err, ERR_INVALID, "an entry has no Key");
	if (!is_marker && !s3_parse_int(size, &out->bytes))
		return err_set(err, ERR_INVALID, "an entry has no Size that is a number");
	if (!clock_parse(slice_of(xml_text(node, "LastModified")), &out->modified, err))
		return err_wrap(err, "an entry's LastModified");
	out->parts = parts_of(out->etag);
	return true;
}

static bool read_folder(const struct xml_node *node, bool encoded, struct arena *arena,
			struct s3_object *out, struct err *err)
{
	*out = (struct s3_object){.bytes = -1};
	out->key = decode_key(arena, xml_text(node, "Prefix"), encoded, err);
	return out->key || err_set(err, ERR_INVALID, "CommonPrefixes without a Prefix");
}

// Elements that hold an entry.
static const struct {
	const char *name;
	bool (*read)(const struct xml_node *node, bool encoded, struct arena *arena,
		     struct s3_object *out, struct err *err);
} ENTRIES[] = {{"Contents", read_entry},
	       {"Version", read_entry},
	       {"DeleteMarker", read_entry},
	       {"CommonPrefixes", read_folder}};

enum { ENTRY_COUNT = sizeof ENTRIES / sizeof *ENTRIES };

static size_t entry_kind(const struct xml_node *node)
{
	size_t i = 0;
	while (i < ENTRY_COUNT && strcmp(node->name, ENTRIES[i].name) != 0)
		i++;
	return i;
}

static bool read_entries(const struct xml_node *root, bool encoded, struct arena *arena,
			 struct s3_page *out, struct err *err)
{
	size_t count = 0;
	for (const struct xml_node *node = root->child; node; node = node->next)
		count += entry_kind(node) < ENTRY_COUNT;
	out->objects = arena_alloc(arena, count * sizeof *out->objects + 1);
	for (const struct xml_node *node = root->child; node; node = node->next) {
		size_t kind = entry_kind(node);
		if (kind == ENTRY_COUNT)
			continue;
		if (!ENTRIES[kind].read(node, encoded, arena, &out->objects[out->count], err))
			return false;
		out->count++;
	}
	return true;
}

// ---- Where it goes on ----

// XML 1.0 has no control characters, not even as references; Ceph writes them so all the same, in
// tokens and markers alone, which it does not encode. U+FFFD stands for them: see find_next.
static bool is_forbidden(const char *digits, size_t *len)
{
	char *end;
	bool hex = *digits == 'x';
	unsigned long value = strtoul(digits + hex, &end, hex ? 16 : 10);
	*len = (size_t)(end - digits);
	return *end == ';' && *len && value < ' ' && value != '\t' && value != '\n' &&
	       value != '\r';
}

static void replace_forbidden(struct str *text)
{
	static const char STAND_IN[] = "\xef\xbf\xbd";
	for (char *at = text->at; (at = strstr(at, "&#")); at += 2) {
		size_t len;
		if (!is_forbidden(at + 2, &len))
			continue;
		size_t whole = len + 3, left = text->len - (size_t)(at - text->at) - whole;
		memcpy(at, STAND_IN, 3); // "&#1;" is longer
		memmove(at + 3, at + whole, left + 1);
		text->len -= whole - 3;
	}
}

// AWS encodes a key marker as it encodes keys, Ceph does not: one that is the last key as it stands
// is not encoded. What held a forbidden character is known to be the last key.
static const char *find_marker(struct arena *arena, const struct s3_page *page, const char *marker,
			       bool encoded, struct err *err)
{
	const struct s3_object *last = page->count ? &page->objects[page->count - 1] : NULL;
	if (last && (strcmp(marker, last->key) == 0 || strstr(marker, "\xef\xbf\xbd")))
		return last->key;
	return decode_key(arena, marker, encoded, err);
}

static bool find_next(const struct xml_node *root, struct arena *arena, bool versions,
		      struct s3_page *out, struct err *err)
{
	const char *marker = xml_text(root, "NextKeyMarker"),
		   *encoding = xml_text(root, "EncodingType");
	const char *token = xml_text(root, "NextContinuationToken");
	bool encoded = encoding && strcmp(encoding, "url") == 0;
	bool is_garbled = token && strstr(token, "\xef\xbf\xbd") && out->count;
	out->is_truncated = is_true(xml_text(root, "IsTruncated"));
	out->next_version = xml_text(root, "NextVersionIdMarker");
	if (versions && marker)
		out->next = find_marker(arena, out, marker, encoded, err);
	else if (is_garbled)
		out->after = out->objects[out->count - 1].key;
	else if (!versions)
		out->next = token;
	if (versions && marker && !out->next)
		return false;
	return !out->is_truncated || out->next || out->after ||
	       err_set(err, ERR_INCOMPLETE, "the list is cut and does not say where it goes on");
}

static bool read_root(const struct xml_node *root, struct arena *arena, bool versions,
		      struct s3_page *out, struct err *err)
{
	const char *name = versions ? "ListVersionsResult" : "ListBucketResult";
	const char *encoding = xml_text(root, "EncodingType");
	if (strcmp(root->name, name) != 0)
		return err_set(err, ERR_INVALID, "line 1: <%.40s> instead of <%s>", root->name,
			       name);
	return read_entries(root, encoding && strcmp(encoding, "url") == 0, arena, out, err) &&
	       find_next(root, arena, versions, out, err);
}

bool s3_read_page(struct slice xml, bool versions, struct arena *arena, struct s3_page *out,
		  struct err *err)
{
	struct xml_node *root;
	struct str text = {0};
	*out = (struct s3_page){0};
	str_add_slice(&text, xml);
	str_text(&text);
	replace_forbidden(&text);
	bool done = xml_parse(str_slice(&text), arena, &root, err) &&
		    read_root(root, arena, versions, out, err);
	str_fini(&text);
	return done;
}
