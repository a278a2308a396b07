#include "net/s3/private.h"

#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

// A number field: absent leaves *out; ERR_INVALID when it is none.
static bool read_length(const struct http_response *response, int64_t *out, struct err *err)
{
	const char *text = http_response_field(response, "content-length");
	*out = 0;
	return s3_parse_int(text, out) ||
	       err_set(err, ERR_INCOMPLETE, "the answer does not say how long it is");
}

// "bytes 5-9/10"
bool s3_read_range(const struct http_response *response, int64_t *first, int64_t *whole)
{
	const char *text = http_response_field(response, "content-range");
	struct str number = {0};
	bool good = text && strncmp(text, "bytes ", 6) == 0 && strchr(text, '-') &&
		    strchr(text, '/') && s3_parse_int(strchr(text, '/') + 1, whole);
	if (good) {
		str_add(&number, text + 6, strcspn(text + 6, "-"));
		good = s3_parse_int(str_text(&number), first);
	}
	str_fini(&number);
	return good;
}

static const char *copy(const struct http_response *response, struct arena *arena, const char *name)
{
	return arena_text(arena, http_response_field(response, name));
}

static void read_lock(const struct http_response *response, struct arena *arena,
		      struct s3_object *out)
{
	const char *until = http_response_field(response, "x-amz-object-lock-retain-until-date");
	const char *hold = http_response_field(response, "x-amz-object-lock-legal-hold");
	struct err ignored;
	out->lock_mode = copy(response, arena, "x-amz-object-lock-mode");
	out->legal_hold = hold && strcmp(hold, "ON") == 0;
	// A date that cannot be read is for ever: nothing fails open.
	if (until && !clock_parse(slice_of(until), &out->retain_until, &ignored))
		out->retain_until = INT64_MAX;
}

bool s3_read_object(const struct http_response *response, struct arena *arena,
		    struct s3_object *out, struct err *err)
{
	const char *modified = http_response_field(response, "last-modified");
	int64_t first, whole;
	out->etag = s3_strip_quotes(arena, http_response_field(response, "etag"));
	out->version = copy(response, arena, "x-amz-version-id");
	out->storage_class = copy(response, arena, "x-amz-storage-class");
	out->content_type = copy(response, arena, "content-type");
	out->content_encoding = copy(response, arena, "content-encoding");
	out->modified = 0;
	if (modified)
		http_parse_date(modified, &out->modified);
	const char *dash = out->etag ? strrchr(out->etag, '-') : NULL;
	int64_t parts = 0;
	out->parts = dash && s3_parse_int(dash + 1, &parts) && parts < 100000 ? (int)parts : 0;
	read_lock(response, arena, out);
	if (response->status != 206)
		return read_length(response, &out->bytes, err);
	if (!s3_read_range(response, &first, &whole))
		return err_set(err, ERR_INCOMPLETE, "the answer does not say which part it is");
	out->bytes = whole;
	return true;
}

void s3_add_conditions(struct http_request *request, const struct s3_get *get)
{
	struct str query = {0};
	if (get->version) {
		uri_add_param(&query, "versionId", get->version);
		s3_set_query(request, &query);
	}
	if (get->etag)
		http_request_add(request, "If-Match", "\"%s\"", get->etag);
	if (get->unless_etag)
		http_request_add(request, "If-None-Match", "\"%s\"", get->unless_etag);
}

bool s3_ask_head(struct s3 *s3, const struct s3_get *get, bool with_promise, struct s3_headed *out,
		 struct err *err)
{
	struct http_request request;
	struct http_response response;
	struct s3_object *object = &out->object;
	*out = (struct s3_headed){0};
	s3_begin(s3, &request, "HEAD", get->key);
	s3_add_conditions(&request, get);
	if (with_promise)
		http_request_add(&request, "x-amz-checksum-mode", "ENABLED");
	bool done = s3_call(s3, &request, NULL, &response, err);
	object->key = arena_text(&out->arena, get->key);
	object->not_modified = done && response.status == 304;
	if (done && !object->not_modified)
		done = s3_read_object(&response, &out->arena, object, err);
	checksum_find(&response, &out->promise);
	http_response_fini(&response);
	http_request_fini(&request);
	return done || s3_wrap(s3, get->key, err);
}

bool s3_head(struct s3 *s3, const struct s3_get *get, struct s3_object *out, struct err *err)
{
	struct s3_headed headed;
	bool done = s3_ask_head(s3, get, false, &headed, err);
	s3_keep_answer(s3, &headed.arena);
	*out = headed.object;
	return done;
}

bool s3_presign(struct s3 *s3, const struct s3_get *get, int64_t seconds, struct str *out,
		struct err *err)
{
	struct http_request request;
	const struct aws_keys *keys;
	bool fits = (seconds >= 1 && seconds <= 604800) ||
		    err_set(err, ERR_INVALID, "an address can hold for 1 second to 7 days");
	if (!fits || !credentials_get(s3->credentials, &keys, err))
		return s3_wrap(s3, get->key, err);
	const struct aws_scope scope = {s3->region, "s3", clock_wall() + s3->aws.skew};
	s3_begin(s3, &request, "GET", get->key);
	request.fields.len = 0; // nobody who has but the address can send them
	if (get->version) {
		struct str query = {0};
		uri_add_param(&query, "versionId", get->version);
		s3_set_query(&request, &query);
	}
	aws_presign(&request, keys, &scope, seconds);
	str_addf(out, "%s%s?%s", request.origin, request.path, request.query);
	http_request_fini(&request);
	return true;
}
