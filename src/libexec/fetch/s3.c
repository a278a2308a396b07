#include "libexec/fetch/fetch.h"

#include "net/s3.h"

#include <stdlib.h>
#include <string.h>

static const char SCHEME[] = "s3://";

struct bucket {
	struct fetch_request *request;
	struct s3 *s3;
	const char *name, *key; // of the address
	struct arena arena;
};

// A listing of what lies below a prefix.
struct below {
	const struct fetch_visitor *visitor;
	const char *prefix;
	int64_t count;
	bool only_probe; // one is enough to know
};

static void close_bucket(void *self)
{
	struct bucket *bucket = self;
	if (!bucket)
		return;
	s3_close(bucket->s3);
	arena_fini(&bucket->arena);
	free(bucket);
}

static enum s3_style style_of(const struct fetch_request *request)
{
	if (!request->path_style)
		return S3_STYLE_AUTO;
	return strcmp(request->path_style, "true") ? S3_STYLE_HOST : S3_STYLE_PATH;
}

static bool open_bucket(struct fetch_request *request, bool (*keep_going)(void *context),
			void *context, void **self, struct err *err)
{
	struct bucket *bucket = *self = mem_alloc(sizeof *bucket);
	bucket->request = request;
	if (!s3_parse_uri(request->address, &bucket->arena, &bucket->name, &bucket->key, err))
		return err_wrap(err, "%s", request->shown);
	struct s3_options options = {.bucket = bucket->name,
				     .region = request->region,
				     .endpoint = request->endpoint,
				     .style = style_of(request),
				     .profile = request->profile,
				     .retry = {.tries = fetch_tries()},
				     .http = {.ca_file = request->ca_file,
					      .proxy = request->proxy,
					      .keep_going = keep_going,
					      .context = context}};
	return s3_open(&options, &bucket->s3, err) || err_wrap(err, "%s", request->shown);
}

// ---- list ----

static bool is_folder_mark(const struct s3_object *object)
{
	size_t len = strlen(object->key);
	return len && object->key[len - 1] == '/' && object->bytes == 0;
}

static bool tell(const struct fetch_visitor *visitor, const struct s3_object *object,
		 const char *name, struct err *err)
{
	const struct fetch_object found = {.name = name,
					   .etag = object->etag,
					   .bytes = object->bytes,
					   .mtime = object->modified};
	return visitor->object(visitor->context, &found, err);
}

static bool on_object(void *context, const struct s3_object *object, struct err *err)
{
	struct below *below = context;
	size_t len = strlen(below->prefix);
	if (is_folder_mark(object) || !object->key[len])
		return true;
	below->count++;
	if (below->only_probe) // leave: the first page has answered
		return err_set(err, ERR_INTERRUPTED, "enough");
	return tell(below->visitor, object, object->key + len, err);
}

static bool list_below(struct bucket *bucket, const char *prefix, struct below *below,
		       struct err *err)
{
	const struct s3_list list = {.prefix = prefix, .page = below->only_probe ? 2 : 0};
	const struct s3_visitor visitor = {on_object, below};
	below->prefix = prefix;
	bool ok = s3_list(bucket->s3, &list, &visitor, err);
	return ok || (below->only_probe && below->count);
}

static const char *address_of(struct bucket *bucket, struct slice key)
{
	return arena_printf(&bucket->arena, "%s%s%s%.*s", SCHEME, bucket->name, key.len ? "/" : "",
			    (int)key.len, key.at ? key.at : "");
}

static bool list_folder(struct bucket *bucket, const char *prefix,
			const struct fetch_visitor *visitor, struct err *err)
{
	struct below below = {.visitor = visitor};
	size_t len = strlen(prefix);
	const char *root = address_of(bucket, (struct slice){prefix, len ? len - 1 : 0});
	return visitor->root(visitor->context, root, true, err) &&
	       list_below(bucket, prefix, &below, err);
}

static bool list_one(struct bucket *bucket, const struct s3_object *object,
		     const struct fetch_visitor *visitor, struct err *err)
{
	const char *slash = strrchr(bucket->key, '/');
	struct slice folder = {bucket->key, slash ? (size_t)(slash - bucket->key) : 0};
	return visitor->root(visitor->context, address_of(bucket, folder), false, err) &&
	       tell(visitor, object, slash ? slash + 1 : bucket->key, err);
}

// "s3://bucket/a" may be an object or what folders are here: the beginning of names "a/…".
static bool list(void *self, const struct fetch_visitor *visitor, struct err *err)
{
	struct bucket *bucket = self;
	size_t len = strlen(bucket->key);
	struct s3_object object = {0};
	struct err absent = {0}, none = {0};
	if (!len || bucket->key[len - 1] == '/')
		return list_folder(bucket, bucket->key, visitor, err);
	const struct s3_get get = {.key = bucket->key};
	bool found = s3_head(bucket->s3, &get, &object, &absent);
	object.etag = arena_text(&bucket->arena, object.etag); // it lives until the next call
	// Without the right to list, a key that is not there is answered as one that is not
	// allowed.
	if (!found && absent.code != ERR_NOT_FOUND && absent.code != ERR_DENIED)
		return err_set(err, absent.code, "%s", absent.text);
	struct below below = {.only_probe = true};
	const char *prefix = arena_printf(&bucket->arena, "%s/", bucket->key);
	bool listed = list_below(bucket, prefix, &below, &none);
	if (found && below.count)
		return err_set(err, ERR_INVALID,
			       "%s: is an object, and objects lie below it; write %s/ for those",
			       bucket->request->shown, bucket->request->shown);
	if (found)
		return list_one(bucket, &object, visitor, err);
	if (!listed)
		return err_set(err, none.code, "%s", none.text);
	if (!below.count)
		return err_set(err, ERR_NOT_FOUND, "%s: there is no such object, and none below it",
			       bucket->request->shown);
	return list_folder(bucket, prefix, visitor, err);
}

// ---- get ----

static bool download(void *self, const struct fetch_object *object, int fd, int64_t *kept,
		     struct err *err)
{
	struct bucket *bucket = self;
	struct arena arena = {0};
	const struct s3_file file = {fd, *kept};
	struct s3_object got;
	const char *place = arena_printf(&arena, "%s/%s", bucket->request->root, object->name);
	size_t before = strlen(SCHEME) + strlen(bucket->name) + 1;
	bool ours = !strncmp(place, SCHEME, strlen(SCHEME)) && strlen(place) > before;
	const struct s3_get get = {.key = ours ? place + before : "", .etag = object->etag};
	bool ok = (ours || err_set(err, ERR_INVALID, "%s: in no bucket", object->name)) &&
		  s3_download(bucket->s3, &get, &file, &got, err);
	arena_fini(&arena);
	return ok;
}

const struct fetch_server FETCH_S3 = {
	.scheme = SCHEME,
	.open = open_bucket,
	.close = close_bucket,
	.list = list,
	.download = download,
};
