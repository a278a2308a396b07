// Keys of the environment, profiles and programs, and in which order. No secret may show in an
// error.
#include "tests/unit/net_home.h"
#include "tests/unit/test.h"

// ---- Environment and profiles ----

static void test_environment(void)
{
	forget_all();
	EXPECT_LOOK(NULL,
		    "not-found: no AWS credentials in the environment, the profile 'default', "
		    "a web identity, a container or an instance role");
	setenv("AWS_ACCESS_KEY_ID", "AKENV", 1);
	EXPECT_LOOK(NULL, "invalid: environment: an access key id without its secret key");
	setenv("AWS_SECRET_ACCESS_KEY", SECRET, 1);
	EXPECT_LOOK(NULL, "AKENV " SECRET " - environment");
	setenv("AWS_SESSION_TOKEN", "tok", 1);
	EXPECT_LOOK(NULL, "AKENV " SECRET " tok environment");
	write_file(".aws/credentials", "[default]\naws_access_key_id=AKDEF\n"
				       "aws_secret_access_key=" SECRET "\n");
	EXPECT_LOOK(NULL, "AKENV " SECRET " tok environment");
	EXPECT_LOOK("default", "AKDEF " SECRET " - profile default");
	unsetenv("AWS_ACCESS_KEY_ID");
	EXPECT_LOOK(NULL, "invalid: environment: a secret key without its access key id");
	unsetenv("AWS_SECRET_ACCESS_KEY");
	EXPECT_LOOK(NULL, "AKDEF " SECRET " - profile default");
}

static void test_profiles(void)
{
	forget_all();
	write_file(".aws/credentials", "[default]\naws_access_key_id=AKDEF\n"
				       "aws_secret_access_key=" SECRET "\n"
				       "[half]\naws_access_key_id=AKHALF\n");
	write_file(".aws/config",
		   "# all kinds\n[default]\nregion = eu-central-1 ; near\n"
		   "[profile  \"dev\"]\nAWS_Access_Key_Id = AKDEV\n"
		   "aws_secret_access_key = " SECRET "\naws_session_token = t1\n"
		   "s3 =\n  addressing_style = path\n  endpoint_url = https://s3.example\n"
		   "[profile sso]\nsso_session = corp\n"
		   "[profile a]\nrole_arn = arn:a\nsource_profile = b\n"
		   "[profile b]\nrole_arn = arn:b\nsource_profile = a\n"
		   "[profile bare]\nregion = x\n"
		   "[profile lost]\nrole_arn = arn:l\nsource_profile = nobody\n"
		   "[profile mfa]\nrole_arn = arn:m\nmfa_serial = s\nsource_profile = default\n"
		   "[profile where]\nrole_arn = arn:w\ncredential_source = Moon\n"
		   "[profile alone]\nrole_arn = arn:o\n");
	EXPECT_LOOK("dev", "AKDEV " SECRET " t1 profile dev");
	setenv("AWS_PROFILE", "dev", 1);
	EXPECT_LOOK(NULL, "AKDEV " SECRET " t1 profile dev");
	setenv("AWS_PROFILE", "nobody", 1);
	EXPECT_LOOK(NULL, "not-found: profile nobody: not in the profile files");
	unsetenv("AWS_PROFILE");
	EXPECT_LOOK("half", "invalid: profile half: an access key id without its secret key");
	EXPECT_LOOK("bare", "not-found: profile bare: has no keys");
	EXPECT_LOOK("sso", "invalid: profile sso: single sign-on is not read; set "
			   "credential_process to 'aws configure export-credentials'");
	EXPECT_LOOK("a", "invalid: profile a: profile b: profile a: leads back to itself");
	EXPECT_LOOK("lost", "not-found: profile lost: profile nobody: not in the profile files");
	EXPECT_LOOK("mfa", "invalid: profile mfa: mfa_serial asks for a code that nobody can type "
			   "here; use credential_process");
	EXPECT_LOOK("where", "invalid: profile where: credential_source 'Moon' is none of "
			     "Environment, EcsContainer, Ec2InstanceMetadata");
	EXPECT_LOOK("alone", "invalid: profile alone: role_arn needs source_profile, "
			     "credential_source or web_identity_token_file");
}

static void test_settings(void)
{
	struct err err = {0};
	const char *value;
	const struct credentials_options options = {.profile = "dev"};
	struct credentials *c = credentials_new(&options), *plain;
	forget_all();
	expect_true(credentials_setting(c, "s3.addressing_style", &value, &err));
	expect_text(value, "path");
	expect_true(credentials_endpoint(c, "s3", &value, &err));
	expect_text(value, "https://s3.example");
	expect_true(credentials_endpoint(c, "sts", &value, &err));
	expect_text(value, NULL);
	setenv("AWS_ENDPOINT_URL", "http://all", 1);
	setenv("AWS_ENDPOINT_URL_S3", "http://s3", 1);
	expect_true(credentials_endpoint(c, "s3", &value, &err));
	expect_text(value, "http://s3");
	expect_true(credentials_endpoint(c, "sts", &value, &err));
	expect_text(value, "http://all");
	setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true", 1);
	expect_true(credentials_endpoint(c, "s3", &value, &err));
	expect_text(value, NULL);
	unsetenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
	expect_true(credentials_region(c, &value, &err));
	expect_text(value, NULL);
	credentials_free(c);
	plain = credentials_new(&(struct credentials_options){0});
	expect_true(credentials_region(plain, &value, &err));
	expect_text(value, "eu-central-1");
	setenv("AWS_DEFAULT_REGION", "r2", 1);
	setenv("AWS_REGION", "r1", 1);
	expect_true(credentials_region(plain, &value, &err));
	expect_text(value, "r1");
	credentials_free(plain);
}

// Lines that are no setting are named by number and never shown.
static void test_broken_files(void)
{
	forget_all();
	char *path = path_of(".aws/credentials");
	struct str expected = {0};
	write_file(".aws/config", "");
	write_file(".aws/credentials", "[default]\n" SECRET "\n");
	str_addf(&expected, "invalid: %s:2: neither a section, a setting nor a comment", path);
	EXPECT_LOOK(NULL, str_text(&expected));
	str_clear(&expected);
	write_file(".aws/credentials", "aws_secret_access_key=" SECRET "\n[default]\n");
	str_addf(&expected, "invalid: %s:1: setting before the first section", path);
	EXPECT_LOOK(NULL, str_text(&expected));
	write_file(".aws/credentials", "");
	str_fini(&expected);
	free(path);
}

// ---- Programs ----

static void test_process(void)
{
	forget_all();
	write_file("give", "#!/bin/sh\ncat <<'E'\n{\n \"Version\": 1, \"AccessKeyId\": \"AKP\",\n"
			   " \"SecretAccessKey\": \"" SECRET "\", \"SessionToken\": \"t\\/x\",\n"
			   " \"Expiration\": \"2999-01-01T00:00:00Z\" }\nE\n");
	write_file("fail", "#!/bin/sh\necho " SECRET " >&2\nexit 3\n");
	write_file("old", "#!/bin/sh\necho '{\"Version\":2,\"SecretAccessKey\":\"" SECRET "\"}'\n");
	write_file("junk", "#!/bin/sh\necho '" SECRET "'\n");
	write_file("loud", "#!/bin/sh\nexec yes " SECRET "\n");
	write_file("args", "#!/bin/sh\n[ \"$1\" = 'a b' ] && [ \"$2\" = 'c\"d' ] && exec "
			   "\"$(dirname \"$0\")/give\"\n");
	struct str config = {0};
	static const char *const NAMES[] = {"give", "fail", "old", "junk", "loud", "absent"};
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
		str_addf(&config, "[profile %s]\ncredential_process = %s/%s\n", NAMES[i], folder,
			 NAMES[i]);
	str_addf(&config, "[profile args]\ncredential_process = \"%s/args\" 'a b' c\\\"d\n",
		 folder);
	str_addf(&config, "[profile quote]\ncredential_process = 'x\n");
	write_file(".aws/config", str_text(&config));
	EXPECT_LOOK("give", "AKP " SECRET " t/x profile give");
	EXPECT_LOOK("args", "AKP " SECRET " t/x profile args");
	EXPECT_LOOK("fail", "denied: profile fail: credential_process ended with code 3; run it by "
			    "hand to see why");
	EXPECT_LOOK("old", "invalid: profile old: credential_process: answer is not of Version 1");
	EXPECT_LOOK("junk",
		    "invalid: profile junk: credential_process: answer is not one JSON object");
	EXPECT_LOOK("loud",
		    "invalid: profile loud: credential_process wrote more than 65536 bytes");
	EXPECT_LOOK("quote",
		    "invalid: profile quote: credential_process has a quote that is not closed");
	str_clear(&config);
	str_addf(&config,
		 "not-found: profile absent: credential_process: %s/absent: No such file or "
		 "directory",
		 folder);
	EXPECT_LOOK("absent", str_text(&config));
	str_fini(&config);
}

int main(void)
{
	struct err err = {0};
	expect_true(mkdtemp(folder));
	test_environment();
	test_profiles();
	test_settings();
	test_broken_files();
	test_process();
	expect_true(file_remove_tree(folder, &err));
	return test_done("net_credentials");
}
