#include "net/credentials/private.h"
#include "net/secret.h"

#include "base/file.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 1024 * 1024, CHAIN_MAX = 8 };

// ---- The two files ----

static bool read_file(const char *variable, const char *name, struct ini *ini, struct err *err)
{
	const char *given = getenv(variable), *home = getenv("HOME");
	struct str path = {0}, text = {0};
	bool done = true;
	if (given && *given)
		str_add_text(&path, given);
	else if (home && *home)
		str_addf(&path, "%s/.aws/%s", home, name);
	if (path.len && file_exists(str_text(&path))) {
		done = file_read(str_text(&path), FILE_MAX, &text, err) &&
		       ini_parse(str_text(&path), str_slice(&text), ini, err);
	}
	secret_str_fini(&text);
	str_fini(&path);
	return done;
}

bool profiles_read(struct credentials *c, struct err *err)
{
	if (c->has_profiles)
		return true;
	bool done = read_file("AWS_CONFIG_FILE", "config", &c->config, err) &&
		    read_file("AWS_SHARED_CREDENTIALS_FILE", "credentials", &c->shared, err);
	c->has_profiles = done;
	if (!done) {
		ini_fini(&c->config);
		ini_fini(&c->shared);
	}
	return done;
}

const char *profile_name(const struct credentials *c)
{
	const char *named = getenv("AWS_PROFILE");
	return c->profile ? c->profile : named && *named ? named : "default";
}

// In the config file a profile is [profile NAME]; "default" may do without the word.
static const char *config_get(const struct credentials *c, const char *profile, const char *key)
{
	struct str section = {0};
	str_addf(&section, "profile %s", profile);
	const char *value = ini_get(&c->config, str_text(&section), key);
	if (!value && strcmp(profile, "default") == 0)
		value = ini_get(&c->config, profile, key);
	str_fini(&section);
	return value;
}

const char *profile_get(const struct credentials *c, const char *profile, const char *key)
{
	const char *value = ini_get(&c->shared, profile, key);
	return value ? value : config_get(c, profile, key);
}

static bool profile_exists(const struct credentials *c, const char *profile)
{
	struct str section = {0};
	str_addf(&section, "profile %s", profile);
	bool exists = ini_has(&c->shared, profile) || ini_has(&c->config, str_text(&section)) ||
		      (strcmp(profile, "default") == 0 && ini_has(&c->config, profile));
	str_fini(&section);
	return exists;
}

// ---- Keys of a profile ----

// Profiles that lead to one another by source_profile, from the one asked for on.
struct chain {
	struct credentials *c;
	const char *names[CHAIN_MAX];
	int len;
};

static bool resolve(struct chain *chain, const char *profile, bool *found, struct found_keys *out,
		    struct err *err);

static const struct {
	const char *name;
	place_fn *place;
} CREDENTIAL_SOURCES[] = {
	{"Environment", place_environment},
	{"EcsContainer", place_container},
	{"Ec2InstanceMetadata", place_instance},
};

static bool from_source(struct chain *chain, const char *source, struct found_keys *out,
			struct err *err)
{
	size_t count = sizeof CREDENTIAL_SOURCES / sizeof *CREDENTIAL_SOURCES;
	bool found = false;
	for (size_t i = 0; i < count; i++)
		if (strcmp(source, CREDENTIAL_SOURCES[i].name) == 0)
			return CREDENTIAL_SOURCES[i].place(chain->c, &found, out, err) &&
			       (found || err_set(err, ERR_NOT_FOUND,
						 "credential_source %s has no keys", source));
	return err_set(err, ERR_INVALID,
		       "credential_source '%.40s' is none of Environment, "
		       "EcsContainer, Ec2InstanceMetadata",
		       source);
}

static bool static_keys(struct chain *chain, const char *profile, bool *found,
			struct found_keys *out, struct err *err)
{
	const char *id = profile_get(chain->c, profile, "aws_access_key_id");
	const char *secret = profile_get(chain->c, profile, "aws_secret_access_key");
	*found = id || secret;
	return !*found ||
	       found_set(out, id, secret, profile_get(chain->c, profile, "aws_session_token"), err);
}

// A profile that is its own source means its own keys.
static bool base_keys(struct chain *chain, const char *profile, struct found_keys *out,
		      struct err *err)
{
	const char *source = profile_get(chain->c, profile, "source_profile");
	const char *place = profile_get(chain->c, profile, "credential_source");
	bool found = false;
	if (!source && !place)
		return err_set(err, ERR_INVALID,
			       "role_arn needs source_profile, credential_source or "
			       "web_identity_token_file");
	if (!source)
		return from_source(chain, place, out, err);
	bool done = strcmp(source, profile) == 0 ? static_keys(chain, source, &found, out, err)
						 : resolve(chain, source, &found, out, err);
	return done && (found ||
			err_set(err, ERR_NOT_FOUND, "source_profile '%.100s' has no keys", source));
}

static bool assume_role(struct chain *chain, const char *profile, struct found_keys *out,
			struct err *err)
{
	struct credentials *c = chain->c;
	struct found_keys base = {0};
	const struct role role = {.arn = profile_get(c, profile, "role_arn"),
				  .session = profile_get(c, profile, "role_session_name"),
				  .external_id = profile_get(c, profile, "external_id"),
				  .seconds = profile_get(c, profile, "duration_seconds"),
				  .token_file = profile_get(c, profile, "web_identity_token_file")};
	if (role.token_file)
		return sts_web_identity(c, &role, out, err);
	if (profile_get(c, profile, "mfa_serial"))
		return err_set(err, ERR_INVALID,
			       "mfa_serial asks for a code that nobody can type here; use "
			       "credential_process");
	bool done =
		base_keys(chain, profile, &base, err) && sts_assume_role(c, &role, &base, out, err);
	found_fini(&base);
	return done;
}

static bool own_keys(struct chain *chain, const char *profile, bool *found, struct found_keys *out,
		     struct err *err)
{
	const char *command = profile_get(chain->c, profile, "credential_process");
	if (profile_get(chain->c, profile, "role_arn")) {
		*found = true;
		return assume_role(chain, profile, out, err);
	}
	if (!static_keys(chain, profile, found, out, err))
		return false;
	if (*found)
		return true;
	*found = command != NULL;
	if (command)
		return process_run(command, out, err);
	if (profile_get(chain->c, profile, "sso_session") ||
	    profile_get(chain->c, profile, "sso_start_url"))
		return err_set(
			err, ERR_INVALID,
			"single sign-on is not read; set credential_process to 'aws configure "
			"export-credentials'");
	return true;
}

static bool resolve(struct chain *chain, const char *profile, bool *found, struct found_keys *out,
		    struct err *err)
{
	for (int i = 0; i < chain->len; i++)
		if (strcmp(chain->names[i], profile) == 0)
			return err_set(err, ERR_INVALID, "profile %.100s: leads back to itself",
				       profile);
	if (chain->len == CHAIN_MAX)
		return err_set(err, ERR_INVALID, "profile %.100s: more than %d source profiles",
			       profile, (int)CHAIN_MAX);
	chain->names[chain->len++] = profile;
	if (!profile_exists(chain->c, profile))
		return err_set(err, ERR_NOT_FOUND, "profile %.100s: not in the profile files",
			       profile);
	return own_keys(chain, profile, found, out, err) ||
	       err_wrap(err, "profile %.100s", profile);
}

bool place_profile(struct credentials *c, bool *found, struct found_keys *out, struct err *err)
{
	struct chain chain = {.c = c};
	const char *profile = profile_name(c);
	bool is_named = c->profile || strcmp(profile, "default") != 0;
	*found = false;
	if (!profiles_read(c, err))
		return false;
	if (!is_named && !profile_exists(c, profile))
		return true;
	if (!resolve(&chain, profile, found, out, err))
		return false;
	str_clear(&c->origin); // a credential_source wrote its own
	str_addf(&c->origin, "profile %s", profile);
	return *found || !c->profile ||
	       err_set(err, ERR_NOT_FOUND, "profile %.100s: has no keys", profile);
}
