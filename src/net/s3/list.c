#include "net/s3/private.h"

#include "base/clock.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

// ---- A page ----

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

bool s3_read_page(struct slice xml, bool versions, struct arena *arena, struct s3_page *out,
		  struct err *err)
{
	struct xml_node *root;
	*out = (struct s3_page){0};
	if (!xml_parse(xml, arena, &root, err))
		return false;
	const char *name = versions ? "ListVersionsResult" : "ListBucketResult";
	const char *encoding = xml_text(root, "EncodingType");
	bool encoded = encoding && strcmp(encoding, "url") == 0;
	if (strcmp(root->name, name) != 0)
		return err_set(err, ERR_INVALID, "line 1: <%.40s> instead of <%s>", root->name,
			       name);
	if (!read_entries(root, encoded, arena, out, err))
		return false;
	out->is_truncated = is_true(xml_text(root, "IsTruncated"));
	const char *marker = xml_text(root, "NextKeyMarker");
	out->next = versions && marker ? decode_key(arena, marker, encoded, err)
				       : xml_text(root, "NextContinuationToken");
	out->next_version = xml_text(root, "NextVersionIdMarker");
	if (versions && marker && !out->next)
		return false;
	return !out->is_truncated || out->next ||
	       err_set(err, ERR_INCOMPLETE, "the list is cut and does not say where it goes on");
}

// ---- All pages ----

struct walk {
	struct s3 *s3;
	const struct s3_list *list;
	const struct s3_visitor *visitor;
	bool versions;
	char *next, *next_version; // where the next page begins
};

static void add_optional(struct str *query, const char *name, const char *value)
{
	if (value)
		uri_add_param(query, name, value);
}

static void ask(const struct walk *walk, struct http_request *request)
{
	const struct s3_list *list = walk->list;
	struct str query = {0};
	uri_add_param(&query, walk->versions ? "versions" : "list-type",
		      walk->versions ? NULL : "2");
	uri_add_param(&query, "encoding-type", "url");
	add_optional(&query, "prefix", list->prefix);
	add_optional(&query, "delimiter", list->delimiter);
	if (list->page)
		str_addf(&query, "&max-keys=%d", list->page);
	add_optional(&query, walk->versions ? "key-marker" : "continuation-token", walk->next);
	add_optional(&query, "version-id-marker", walk->next_version);
	if (!walk->versions && !walk->next)
		add_optional(&query, "start-after", list->after);
	s3_set_query(request, &query);
}

static bool visit(const struct walk *walk, const struct s3_page *page, struct err *err)
{
	const struct s3_visitor *visitor = walk->visitor;
	for (size_t i = 0; i < page->count; i++)
		if (!visitor->object(visitor->context, &page->objects[i], err))
			return false;
	return true;
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

// A page that begins where the last one began would be read for ever.
static bool move_on(struct walk *walk, const struct s3_page *page, struct err *err)
{
	const char *version = walk->versions ? page->next_version : NULL;
	if (same(walk->next, page->next) && same(walk->next_version, version))
		return err_set(err, ERR_INCOMPLETE, "the list goes on where it was before");
	free(walk->next);
	free(walk->next_version);
	walk->next = mem_text(page->next);
	walk->next_version = version && *version ? mem_text(version) : NULL;
	return true;
}

// One page; *ended says whether it is the last. A visitor's error is told as it is.
static bool read_page(struct walk *walk, bool *ended, struct err *err)
{
	struct http_request request;
	struct http_response response;
	struct s3_page page;
	struct arena arena = {0};
	s3_begin(walk->s3, &request, "GET", NULL);
	ask(walk, &request);
	bool got = s3_call(walk->s3, &request, NULL, &response, err) &&
		   (s3_read_page(str_slice(&response.body), walk->versions, &arena, &page, err) ||
		    err_wrap(err, "answer"));
	if (!got)
		s3_wrap(walk->s3, walk->list->prefix, err);
	bool done = got && visit(walk, &page, err);
	*ended = done && !page.is_truncated;
	if (done && !*ended && !move_on(walk, &page, err))
		done = s3_wrap(walk->s3, walk->list->prefix, err);
	arena_fini(&arena);
	http_response_fini(&response);
	http_request_fini(&request);
	return done;
}

static bool walk_all(struct walk *walk, struct err *err)
{
	bool ended = false, done = true;
	while (done && !ended)
		done = read_page(walk, &ended, err);
	free(walk->next);
	free(walk->next_version);
	return done;
}

bool s3_list(struct s3 *s3, const struct s3_list *list, const struct s3_visitor *visitor,
	     struct err *err)
{
	struct walk walk = {.s3 = s3, .list = list, .visitor = visitor};
	return walk_all(&walk, err);
}

bool s3_list_versions(struct s3 *s3, const struct s3_list *list, const struct s3_visitor *visitor,
		      struct err *err)
{
	struct walk walk = {.s3 = s3, .list = list, .visitor = visitor, .versions = true};
	return walk_all(&walk, err);
}
