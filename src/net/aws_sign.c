#include "net/aws_sign.h"
#include "net/secret.h"

#include "base/clock.h"
#include "base/digest.h"

#include <string.h>

enum { STAMP = 17, DAY_DIGITS = 8 };

// 20150830T123600Z
static void write_stamp(int64_t time, char out[STAMP])
{
	struct str text = {0};
	struct civil c = clock_to_civil(time);
	str_addf(&text, "%04d%02d%02dT%02d%02d%02dZ", c.year % 10000, c.month, c.day, c.hour,
		 c.minute, c.second);
	memcpy(out, str_text(&text), STAMP);
	str_fini(&text);
}

// 20150830/us-east-1/s3/aws4_request
static void add_scope(struct str *out, const struct aws_scope *scope, const char *stamp)
{
	str_add(out, stamp, DAY_DIGITS);
	str_addf(out, "/%s/%s/aws4_request", scope->region, scope->service);
}

// The secret, then day, region, service and a constant, each keyed by the one before.
static void derive_key(const struct aws_keys *keys, const struct aws_scope *scope,
		       const char *stamp, unsigned char key[DIGEST_RAW])
{
	const struct slice steps[] = {slice_of(scope->region), slice_of(scope->service),
				      SLICE("aws4_request")};
	struct str secret = {0};
	str_reserve(&secret, strlen(keys->secret) + 8); // grown once: no copy of it left behind
	str_addf(&secret, "AWS4%s", keys->secret);
	digest_hmac(str_slice(&secret), (struct slice){stamp, DAY_DIGITS}, key);
	secret_str_fini(&secret);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		digest_hmac((struct slice){(char *)key, DIGEST_RAW}, steps[i], key);
}

void aws_signature(struct slice canonical, const struct aws_keys *keys,
		   const struct aws_scope *scope, char out[65])
{
	char stamp[STAMP], hex[DIGEST_HEX];
	unsigned char key[DIGEST_RAW], raw[DIGEST_RAW];
	struct str text = {0};
	write_stamp(scope->time, stamp);
	digest_bytes(canonical.at, canonical.len, hex);
	str_addf(&text, "AWS4-HMAC-SHA256\n%s\n", stamp);
	add_scope(&text, scope, stamp);
	str_addf(&text, "\n%s", hex);
	derive_key(keys, scope, stamp, key);
	digest_hmac((struct slice){(char *)key, DIGEST_RAW}, str_slice(&text), raw);
	digest_to_hex(raw, DIGEST_RAW, out);
	explicit_bzero(key, sizeof key);
	str_fini(&text);
}

void aws_sign(struct http_request *request, const struct aws_keys *keys,
	      const struct aws_scope *scope)
{
	const char *payload = request->payload ? request->payload : AWS_EMPTY_SHA256;
	char stamp[STAMP], signature[DIGEST_HEX];
	struct str canonical = {0}, names = {0}, value = {0};
	write_stamp(scope->time, stamp);
	http_request_add(request, "X-Amz-Date", "%s", stamp);
	if (keys->token)
		http_request_add(request, "X-Amz-Security-Token", "%s", keys->token);
	if (strcmp(scope->service, "s3") == 0)
		http_request_add(request, "X-Amz-Content-Sha256", "%s", payload);
	aws_canonical_request(request, scope, payload, &canonical, &names);
	aws_signature(str_slice(&canonical), keys, scope, signature);
	str_addf(&value, "AWS4-HMAC-SHA256 Credential=%s/", keys->id);
	add_scope(&value, scope, stamp);
	str_addf(&value, ", SignedHeaders=%s, Signature=%s", str_text(&names), signature);
	http_request_add(request, "Authorization", "%s", str_text(&value));
	str_fini(&canonical);
	str_fini(&names);
	str_fini(&value);
}

// The parameters before the signature; `names` are the fields that will be sent.
static void add_params(struct str *query, const struct aws_keys *keys,
		       const struct aws_scope *scope, int64_t seconds, const char *names)
{
	char stamp[STAMP];
	struct str text = {0};
	write_stamp(scope->time, stamp);
	uri_add_param(query, "X-Amz-Algorithm", "AWS4-HMAC-SHA256");
	str_addf(&text, "%s/", keys->id);
	add_scope(&text, scope, stamp);
	uri_add_param(query, "X-Amz-Credential", str_text(&text));
	uri_add_param(query, "X-Amz-Date", stamp);
	str_clear(&text);
	str_add_int(&text, seconds);
	uri_add_param(query, "X-Amz-Expires", str_text(&text));
	if (keys->token)
		uri_add_param(query, "X-Amz-Security-Token", keys->token);
	uri_add_param(query, "X-Amz-SignedHeaders", names);
	str_fini(&text);
}

void aws_presign(struct http_request *request, const struct aws_keys *keys,
		 const struct aws_scope *scope, int64_t seconds)
{
	const char *payload =
		strcmp(scope->service, "s3") == 0 ? AWS_UNSIGNED_PAYLOAD : AWS_EMPTY_SHA256;
	char signature[DIGEST_HEX];
	struct str query = {0}, canonical = {0}, names = {0};
	aws_canonical_request(request, scope, payload, &canonical, &names); // for the names
	str_add_text(&query, request->query ? request->query : "");
	add_params(&query, keys, scope, seconds, str_text(&names));
	request->query = arena_slice(&request->arena, str_slice(&query));
	str_clear(&canonical);
	str_clear(&names);
	aws_canonical_request(request, scope, payload, &canonical, &names);
	aws_signature(str_slice(&canonical), keys, scope, signature);
	uri_add_param(&query, "X-Amz-Signature", signature);
	request->query = arena_slice(&request->arena, str_slice(&query));
	str_fini(&query);
	str_fini(&canonical);
	str_fini(&names);
}
