#include "net/credentials.h"
#include "net/credentials/private.h"
#include "net/secret.h"

#include "base/clock.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { RENEW_BEFORE = 300, GIVE_UNTIL = 60, TRY_AGAIN_MS = 30000 };

struct credentials *credentials_new(const struct credentials_options *options)
{
	struct credentials *c = mem_alloc(sizeof *c);
	c->profile = mem_text(options->profile);
	c->region = mem_text(options->region);
	c->http = options->http;
	c->http.ca_file = c->ca_file = mem_text(options->http.ca_file);
	c->http.proxy = c->proxy = mem_text(options->http.proxy);
	return c;
}

void credentials_free(struct credentials *c)
{
	if (!c)
		return;
	found_fini(&c->keys);
	ini_fini(&c->config);
	ini_fini(&c->shared);
	str_fini(&c->origin);
	free(c->profile);
	free(c->region);
	free(c->ca_file);
	free(c->proxy);
	free(c);
}

// ---- Places ----

bool place_environment(struct credentials *c, bool *found, struct found_keys *out, struct err *err)
{
	const char *id = getenv("AWS_ACCESS_KEY_ID"), *secret = getenv("AWS_SECRET_ACCESS_KEY");
	*found = (id && *id) || (secret && *secret);
	if (!*found)
		return true;
	str_add_text(&c->origin, "environment");
	return found_set(out, id, secret, getenv("AWS_SESSION_TOKEN"), err) ||
	       err_wrap(err, "environment");
}

static place_fn *const PLACES[] = {place_environment, place_profile, place_web_identity,
				   place_container, place_instance};

static bool find(struct credentials *c, struct found_keys *out, struct err *err)
{
	size_t count = sizeof PLACES / sizeof *PLACES;
	bool found = false;
	*out = (struct found_keys){0};
	for (size_t i = c->profile ? 1 : 0; i < count; i++) {
		str_clear(&c->origin);
		if (!PLACES[i](c, &found, out, err))
			return false;
		if (found)
			return true;
	}
	return err_set(err, ERR_NOT_FOUND,
		       "no AWS credentials in the environment, the profile '%.100s', a web "
		       "identity, a container or an instance role",
		       profile_name(c));
}

static bool renew(struct credentials *c, struct err *err)
{
	struct found_keys fresh;
	if (!find(c, &fresh, err)) {
		found_fini(&fresh);
		return false;
	}
	found_fini(&c->keys);
	c->keys = fresh;
	c->has_keys = true;
	c->must_renew = false;
	return true;
}

// What is left of the keys in seconds; plenty when they do not end.
static int64_t left(const struct credentials *c)
{
	return c->keys.expires ? c->keys.expires - clock_wall() : INT64_MAX;
}

bool credentials_get(struct credentials *c, const struct aws_keys **out, struct err *err)
{
	bool fresh = c->is_fixed || (c->has_keys && !c->must_renew && left(c) > RENEW_BEFORE);
	bool usable = c->has_keys && !c->must_renew && left(c) > GIVE_UNTIL;
	bool waits = usable && clock_monotonic_ms() < c->try_again;
	if (!fresh && !waits && !renew(c, err)) {
		c->try_again = clock_monotonic_ms() + TRY_AGAIN_MS;
		if (!usable)
			return false;
	}
	c->view = (struct aws_keys){c->keys.id, c->keys.secret, c->keys.token};
	*out = &c->view;
	return true;
}

void credentials_forget(struct credentials *c)
{
	c->must_renew = true;
	ini_fini(&c->config); // somebody may have written fresh keys there
	ini_fini(&c->shared);
	c->has_profiles = false;
}

const char *credentials_origin(const struct credentials *c)
{
	return c->has_keys && c->origin.len ? c->origin.at : "none";
}

int64_t credentials_expiry(const struct credentials *c)
{
	return c->keys.expires;
}

// ---- Settings ----

// "s3.endpoint_url" may stand in the section that the profile's `services` names.
static const char *service_setting(const struct credentials *c, const char *name)
{
	const char *services = profile_get(c, profile_name(c), "services");
	struct str section = {0};
	if (!services)
		return NULL;
	str_addf(&section, "services %s", services);
	const char *value = ini_get(&c->config, str_text(&section), name);
	str_fini(&section);
	return value;
}

bool credentials_setting(struct credentials *c, const char *name, const char **out, struct err *err)
{
	*out = NULL;
	if (!profiles_read(c, err))
		return false;
	*out = profile_get(c, profile_name(c), name);
	if (!*out)
		*out = service_setting(c, name);
	return true;
}

static const char *filled(const char *text)
{
	return text && *text ? text : NULL;
}

bool credentials_region(struct credentials *c, const char **out, struct err *err)
{
	*out = c->region;
	if (!*out)
		*out = filled(getenv("AWS_REGION"));
	if (!*out)
		*out = filled(getenv("AWS_DEFAULT_REGION"));
	return *out || credentials_setting(c, "region", out, err);
}

static const char *endpoint_variable(const char *service)
{
	struct str name = {0};
	str_addf(&name, "AWS_ENDPOINT_URL_%s", service);
	for (char *at = name.at; *at; at++)
		*at = (char)toupper((unsigned char)*at);
	const char *value = filled(getenv(str_text(&name)));
	str_fini(&name);
	return value ? value : filled(getenv("AWS_ENDPOINT_URL"));
}

bool credentials_endpoint(struct credentials *c, const char *service, const char **out,
			  struct err *err)
{
	const char *ignore = getenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
	struct str name = {0};
	*out = NULL;
	if (ignore && strcasecmp(ignore, "true") == 0)
		return true;
	*out = endpoint_variable(service);
	if (*out)
		return true;
	str_addf(&name, "%s.endpoint_url", service);
	bool done = credentials_setting(c, str_text(&name), out, err) &&
		    (*out || credentials_setting(c, "endpoint_url", out, err));
	str_fini(&name);
	return done;
}
