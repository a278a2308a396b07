#include "net/s3.h"
#include "net/checksum.h"
#include "net/s3/private.h"

#include "base/digest.h"
#include "base/utf8.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

// ---- Names ----

// "Bucket naming rules": 3 to 63 of a-z 0-9 . -, begin and end in a letter or digit, no "..", no
// address. Older buckets of us-east-1 may hold '_' and capitals; those work in path style alone.
static bool is_bucket(const char *name)
{
	size_t len = strlen(name);
	for (const char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr(".-_", *c))
			return false;
	return len >= 3 && len <= 255 && isalnum((unsigned char)name[0]) && !strstr(name, "..");
}

// What may stand in a host's name.
static bool is_label(const char *name)
{
	return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name) &&
	       strlen(name) <= 63;
}

static bool check_bucket(const char *name, struct err *err)
{
	struct str shown = {0};
	if (name && is_bucket(name))
		return true;
	utf8_add_safe(&shown, slice_of(name), false);
	err_set(err, ERR_INVALID, "'%s' is no bucket name: 3 to 63 of a-z, 0-9, '.' and '-'",
		str_text(&shown));
	str_fini(&shown);
	return false;
}

bool s3_parse_uri(const char *uri, struct arena *arena, const char **bucket, const char **key,
		  struct err *err)
{
	if (strncmp(uri, "s3://", 5) != 0)
		return err_set(err, ERR_INVALID, "address does not begin with s3://");
	struct slice rest = slice_of(uri + 5);
	*bucket = arena_slice(arena, slice_cut(&rest, '/'));
	*key = arena_slice(arena, rest);
	return check_bucket(*bucket, err);
}

bool s3_wrap(const struct s3 *s3, const char *key, struct err *err)
{
	struct str shown = {0};
	utf8_add_safe(&shown, slice_of(key), false);
	if (key)
		err_wrap(err, "s3://%s/%.600s", s3->bucket, str_text(&shown));
	else
		err_wrap(err, "s3://%s", s3->bucket);
	str_fini(&shown);
	return false;
}

// ---- Opening ----

static bool find_region(struct s3 *s3, const struct s3_options *options, struct err *err)
{
	const char *region = options->region;
	if (!region && !credentials_region(s3->credentials, &region, err))
		return false;
	s3->region = mem_text(region ? region : "us-east-1");
	return is_label(s3->region) ||
	       err_set(err, ERR_INVALID, "region '%.40s' is none: a-z, 0-9 and '-'", s3->region);
}

static bool find_endpoint(struct s3 *s3, const struct s3_options *options, struct err *err)
{
	const char *endpoint = options->endpoint;
	struct str own = {0};
	if (!endpoint && !credentials_endpoint(s3->credentials, "s3", &endpoint, err))
		return false;
	s3->is_aws = !endpoint;
	if (s3->is_aws)
		str_addf(&own, "https://s3.%s.amazonaws.com%s", s3->region,
			 strncmp(s3->region, "cn-", 3) == 0 ? ".cn" : "");
	s3->endpoint = s3->is_aws ? str_take(&own) : mem_text(endpoint);
	return true;
}

static bool find_style(struct s3 *s3, enum s3_style style, struct err *err)
{
	const char *configured;
	if (!credentials_setting(s3->credentials, "s3.addressing_style", &configured, err))
		return false;
	if (style == S3_STYLE_AUTO && configured && strcmp(configured, "path") == 0)
		style = S3_STYLE_PATH;
	if (style == S3_STYLE_AUTO && configured && strcmp(configured, "virtual") == 0)
		style = S3_STYLE_HOST;
	s3->is_path_style = style == S3_STYLE_PATH ||
			    (style == S3_STYLE_AUTO && (!s3->is_aws || !is_label(s3->bucket)));
	return true;
}

static bool set_origin(struct s3 *s3, struct err *err)
{
	struct arena arena = {0};
	struct uri uri;
	struct str origin = {0};
	bool done = uri_parse(s3->endpoint, &arena, &uri, err) || err_wrap(err, "endpoint");
	if (done && (strcmp(uri.path, "/") != 0 || uri.query))
		done = err_set(err, ERR_INVALID,
			       "endpoint %s: has a path; name scheme and host alone", uri.origin);
	if (done && s3->is_path_style)
		str_add_text(&origin, uri.origin);
	else if (done)
		str_addf(&origin, "%s://%s.%s", uri_is_plain(&uri) ? "http" : "https", s3->bucket,
			 uri.host);
	s3->origin = str_take(&origin);
	arena_fini(&arena);
	return done;
}

static bool set_up(struct s3 *s3, const struct s3_options *options, struct err *err)
{
	const struct credentials_options how = {
		.profile = options->profile, .region = options->region, .http = options->http};
	s3->credentials = credentials_new(&how);
	s3->requester_pays = options->requester_pays;
	if (!check_bucket(options->bucket, err))
		return false;
	s3->bucket = mem_text(options->bucket);
	if (!find_region(s3, options, err) || !find_endpoint(s3, options, err) ||
	    !find_style(s3, options->style, err) || !set_origin(s3, err))
		return s3_wrap(s3, NULL, err);
	s3->aws = (struct aws){.service = "s3",
			       .region = s3->region,
			       .credentials = options->anonymous ? NULL : s3->credentials,
			       .http = http_new(&options->http)};
	retry_init(&s3->aws.retry, &options->retry, &options->http);
	return true;
}

bool s3_open(const struct s3_options *options, struct s3 **out, struct err *err)
{
	struct s3 *s3 = mem_alloc(sizeof *s3);
	*out = s3;
	if (set_up(s3, options, err))
		return true;
	s3_close(s3);
	*out = NULL;
	return false;
}

void s3_close(struct s3 *s3)
{
	if (!s3)
		return;
	http_free(s3->aws.http);
	credentials_free(s3->credentials);
	arena_fini(&s3->answer);
	free(s3->bucket);
	free(s3->region);
	free(s3->endpoint);
	free(s3->origin);
	free(s3);
}

// ---- Requests ----

void s3_keep_answer(struct s3 *s3, struct arena *arena)
{
	arena_fini(&s3->answer);
	s3->answer = *arena;
	*arena = (struct arena){0};
}

void s3_begin(struct s3 *s3, struct http_request *request, const char *method, const char *key)
{
	struct str path = {0};
	*request = (struct http_request){.method = method, .origin = s3->origin, .body_fd = -1};
	if (s3->is_path_style)
		str_addf(&path, "/%s", s3->bucket);
	if (key || !s3->is_path_style)
		str_add_char(&path, '/');
	uri_encode(&path, slice_of(key), true);
	request->path = arena_slice(&request->arena, str_slice(&path));
	if (s3->requester_pays)
		http_request_add(request, "x-amz-request-payer", "requester");
	str_fini(&path);
}

void s3_set_query(struct http_request *request, struct str *query)
{
	request->query = arena_slice(&request->arena, str_slice(query));
	str_fini(query);
}

// Answers that mean "in another region".
static const char *const ELSEWHERE[] = {"PermanentRedirect", "AuthorizationHeaderMalformed",
					"TemporaryRedirect", "IllegalLocationConstraintException",
					"IncorrectEndpoint"};

static bool tell_region(const struct s3 *s3, struct http_response *response, struct err *err)
{
	struct aws_error error;
	bool elsewhere = response->status == 301 || response->status == 307;
	aws_read_error(response, &error);
	for (size_t i = 0; i < sizeof ELSEWHERE / sizeof *ELSEWHERE; i++)
		elsewhere = elsewhere || strcmp(error.code, ELSEWHERE[i]) == 0;
	if (response->fault != HTTP_FINE || !elsewhere || !is_label(error.region) ||
	    !*error.region || strcmp(error.region, s3->region) == 0)
		return false;
	return err_set(err, ERR_INVALID, "the bucket lies in region %s, not %s; set region: %s",
		       error.region, s3->region, error.region);
}

bool s3_call(struct s3 *s3, struct http_request *request, const struct http_sink *sink,
	     struct http_response *out, struct err *err)
{
	return aws_send(&s3->aws, request, sink, out, err) || tell_region(s3, out, err);
}

void s3_set_body(struct http_request *request, struct slice xml)
{
	struct digest *digest = digest_new_kind(DIGEST_MD5);
	struct str text = {0};
	unsigned char raw[DIGEST_RAW];
	char payload[DIGEST_HEX];
	digest_add(digest, xml.at, xml.len);
	size_t len = digest_raw(digest, raw);
	base64_encode(&text, (struct slice){(char *)raw, len});
	digest_free(digest);
	http_request_add(request, "Content-MD5", "%s", str_text(&text));
	http_request_add(request, "Content-Type", "application/xml");
	request->body = xml;
	digest_bytes(xml.at, xml.len, payload);
	request->payload = arena_text(&request->arena, payload);
	str_fini(&text);
}

bool s3_parse_int(const char *text, int64_t *out)
{
	char *end;
	if (!text || !isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*out = strtoll(text, &end, 10);
	return !*end && errno == 0;
}

const char *s3_strip_quotes(struct arena *arena, const char *etag)
{
	struct slice text = slice_of(etag);
	if (!etag)
		return NULL;
	if (slice_starts(text, "W/"))
		text = (struct slice){text.at + 2, text.len - 2};
	if (text.len >= 2 && text.at[0] == '"' && slice_ends(text, "\""))
		text = (struct slice){text.at + 1, text.len - 2};
	return arena_slice(arena, text);
}
