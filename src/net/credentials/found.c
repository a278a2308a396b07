#include "net/credentials/private.h"
#include "net/secret.h"

#include "base/clock.h"
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

void found_fini(struct found_keys *keys)
{
	secret_free(keys->id);
	secret_free(keys->secret);
	secret_free(keys->token);
	*keys = (struct found_keys){0};
}

bool found_set(struct found_keys *out, const char *id, const char *secret, const char *token,
	       struct err *err)
{
	if (!id || !*id)
		return err_set(err, ERR_INVALID, "a secret key without its access key id");
	if (!secret || !*secret)
		return err_set(err, ERR_INVALID, "an access key id without its secret key");
	*out = (struct found_keys){.id = secret_text(id),
				   .secret = secret_text(secret),
				   .token = token && *token ? secret_text(token) : NULL};
	return true;
}

// The value of a member in memory of its own that is not dumped; NULL when absent or no text.
static char *take_member(const struct json_record *record, const char *name)
{
	const struct json_field *field = json_find(record, name);
	struct str text = {0};
	if (!field || field->kind != JSON_TEXT)
		return NULL;
	str_reserve(&text, field->raw.len + 1); // grown once
	json_add_unescaped(&text, field);
	char *value = memchr(text.at, 0, text.len) ? NULL : secret_slice(str_slice(&text));
	secret_str_fini(&text);
	return value;
}

static bool take_expiry(const struct json_record *record, int64_t *out, struct err *err)
{
	const struct json_field *field = json_find(record, "Expiration");
	if (!field || field->kind == JSON_NOTHING)
		return true;
	if (field->kind != JSON_TEXT || !clock_parse(field->raw, out, err))
		return err_set(err, ERR_INVALID, "answer's Expiration is not a time");
	return true;
}

bool found_from_json(struct slice json, const char *token, struct found_keys *out, struct err *err)
{
	struct json_record record;
	*out = (struct found_keys){0};
	if (!json_read_flat(json, &record, err))
		return err_set(err, ERR_INVALID, "answer is not one JSON object");
	out->id = take_member(&record, "AccessKeyId");
	out->secret = take_member(&record, "SecretAccessKey");
	out->token = take_member(&record, token);
	bool whole = out->id && *out->id && out->secret && *out->secret;
	bool done = (whole ||
		     err_set(err, ERR_INVALID, "answer lacks AccessKeyId or SecretAccessKey")) &&
		    take_expiry(&record, &out->expires, err);
	if (!done)
		found_fini(out);
	return done;
}
