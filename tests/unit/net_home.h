// A home of its own for the tests of credentials: files, variables, and what is found there.
#ifndef GAVEL_TESTS_UNIT_NET_HOME_H
#define GAVEL_TESTS_UNIT_NET_HOME_H

#include "net/credentials.h"

#include "base/file.h"

#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>

#define SECRET "topSecret+Key/0123456789"

static const char *const VARIABLES[] = {
	"AWS_ACCESS_KEY_ID",
	"AWS_SECRET_ACCESS_KEY",
	"AWS_SESSION_TOKEN",
	"AWS_PROFILE",
	"AWS_REGION",
	"AWS_DEFAULT_REGION",
	"AWS_ROLE_ARN",
	"AWS_WEB_IDENTITY_TOKEN_FILE",
	"AWS_ROLE_SESSION_NAME",
	"AWS_CONTAINER_CREDENTIALS_FULL_URI",
	"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
	"AWS_CONTAINER_AUTHORIZATION_TOKEN",
	"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
	"AWS_EC2_METADATA_SERVICE_ENDPOINT",
	"AWS_ENDPOINT_URL",
	"AWS_ENDPOINT_URL_STS",
	"AWS_ENDPOINT_URL_S3",
};

static char folder[] = "/tmp/gavel-credentials-XXXXXX";

// A home of its own, no instance, nothing set.
static void forget_all(void)
{
	for (size_t i = 0; i < sizeof VARIABLES / sizeof *VARIABLES; i++)
		unsetenv(VARIABLES[i]);
	setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
	setenv("HOME", folder, 1);
}

static void write_file(const char *name, const char *text)
{
	char *path = file_join(folder, name), *parent = file_folder(path);
	struct err err = {0};
	expect_true(file_make_folders(parent, 0700, &err));
	expect_true(file_write(path, slice_of(text), 0700, &err));
	free(parent);
	free(path);
}

static char *path_of(const char *name)
{
	return file_join(folder, name);
}

// What is found: "id secret token origin", or "CODE: text".
static char *look(const char *profile)
{
	const struct credentials_options options = {.profile = profile};
	struct credentials *c = credentials_new(&options);
	const struct aws_keys *keys;
	struct err err = {0};
	struct str text = {0};
	if (credentials_get(c, &keys, &err))
		str_addf(&text, "%s %s %s %s", keys->id, keys->secret,
			 keys->token ? keys->token : "-", credentials_origin(c));
	else
		str_addf(&text, "%s: %s", err_code_name(err.code), err.text);
	credentials_free(c);
	return str_take(&text);
}

static void expect_look(int line, const char *profile, const char *expected)
{
	char *found = look(profile);
	test_text(__FILE__, line, profile ? profile : "(no profile)", found, expected);
	expect_true(expected[0] == 'A' || !strstr(found, SECRET));
	free(found);
}

#define EXPECT_LOOK(profile, expected) expect_look(__LINE__, profile, expected)

#endif
