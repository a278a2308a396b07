// Where keys are found and in which order, against stub services on loopback; the answers have
// the form of the STS, ECS and EC2 pages. No secret may show in an error.
#include "net/credentials.h"

#include "base/clock.h"
#include "base/file.h"

#include "tests/unit/stub.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

static void set_address(const char *variable, const struct stub *stub, const char *path)
{
	struct str text = {0};
	str_addf(&text, "http://127.0.0.1:%d%s", stub_port(stub), path);
	setenv(variable, str_text(&text), 1);
	str_fini(&text);
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
	write_file("args", "#!/bin/sh\n[ \"$1\" = 'a b' ] && [ \"$2\" = 'c\"d' ] && exec "
			   "\"$(dirname \"$0\")/give\"\n");
	struct str config = {0};
	static const char *const NAMES[] = {"give", "fail", "old", "junk", "absent"};
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

// ---- STS ----

#define STS_ANSWER(action, id)                                                                     \
	STUB_OK("<" action "Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"         \
		"<" action "Result><Credentials><AccessKeyId>" id "</AccessKeyId>"                 \
		"<SecretAccessKey>" SECRET "</SecretAccessKey><SessionToken>ts</SessionToken>"     \
		"<Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></" action "Result>"   \
		"</" action "Response>")

static void test_roles(void)
{
	static const struct stub_rule RULES[] = {
		{"POST / ", STS_ANSWER("AssumeRole", "AKROLE"), 0, "RoleArn=arn%3Aaws%3Agood"},
		{"POST / ", STS_ANSWER("AssumeRoleWithWebIdentity", "AKWEB"), 0,
		 "WebIdentityToken=jwt.a-b"},
		{"POST / ",
		 "HTTP/1.0 403 Forbidden\r\nContent-Type: "
		 "text/xml\r\n\r\n<ErrorResponse><Error><Code>"
		 "AccessDenied</Code><Message>not you</Message></Error><RequestId>r1</RequestId>"
		 "</ErrorResponse>",
		 0, NULL},
		{0}};
	struct stub *stub = stub_start(RULES);
	char *token = path_of("token");
	forget_all();
	set_address("AWS_ENDPOINT_URL_STS", stub, "");
	write_file("token", "jwt.a-b\n");
	write_file(".aws/config",
		   "[profile base]\naws_access_key_id=AKB\naws_secret_access_key=" SECRET "\n"
		   "[profile good]\nrole_arn=arn:aws:good\nsource_profile=base\nexternal_id=e/1\n"
		   "duration_seconds=900\nrole_session_name=nightly\nregion=eu-west-1\n"
		   "[profile bad]\nrole_arn=arn:aws:bad\nsource_profile=base\n"
		   "[profile env]\nrole_arn=arn:aws:good\ncredential_source=Environment\n"
		   "[profile self]\nrole_arn=arn:aws:good\nsource_profile=self\n"
		   "aws_access_key_id=AKS\naws_secret_access_key=" SECRET "\n");
	EXPECT_LOOK("good", "AKROLE " SECRET " ts profile good");
	expect_int(stub_asked(stub, "RoleSessionName=nightly&ExternalId=e%2F1&DurationSeconds=900"),
		   1);
	expect_int(stub_asked(stub, "Credential=AKB/"), 1);
	EXPECT_LOOK("bad", "denied: profile bad: AssumeRole: AccessDenied: not you (status 403, "
			   "request r1)");
	EXPECT_LOOK("self", "AKROLE " SECRET " ts profile self");
	setenv("AWS_ACCESS_KEY_ID", "AKE", 1);
	setenv("AWS_SECRET_ACCESS_KEY", SECRET, 1);
	EXPECT_LOOK("env", "AKROLE " SECRET " ts profile env");
	expect_int(stub_asked(stub, "Credential=AKE/"), 1);
	forget_all();
	set_address("AWS_ENDPOINT_URL_STS", stub, "");
	setenv("AWS_WEB_IDENTITY_TOKEN_FILE", token, 1);
	EXPECT_LOOK(NULL,
		    "invalid: web identity: AWS_WEB_IDENTITY_TOKEN_FILE without AWS_ROLE_ARN");
	setenv("AWS_ROLE_ARN", "arn:web", 1);
	EXPECT_LOOK(NULL, "AKWEB " SECRET " ts web identity");
	expect_int(stub_asked(stub, "jwt"), 1);
	// The one who has nothing but a token signs nothing.
	expect_int(stub_asked(stub, "Authorization"), 4);
	stub_stop(stub);
	free(token);
}

// ---- Containers and instances ----

#define JSON_KEYS(id, expires)                                                                     \
	"{\"Code\":\"Success\",\"AccessKeyId\":\"" id "\",\"SecretAccessKey\":\"" SECRET           \
	"\",\"Token\":\"tk\",\"Expiration\":\"" expires "\"}"

static void test_container(void)
{
	static const struct stub_rule RULES[] = {
		{"GET /creds ", "HTTP/1.0 503 Busy\r\n\r\n", 1, NULL},
		{"GET /creds ", STUB_OK(JSON_KEYS("AKC", "2999-01-01T00:00:00Z")), 0,
		 "Authorization: Bearer z\r\n"},
		{"GET /creds ", "HTTP/1.0 401 No\r\n\r\n" SECRET, 0, NULL},
		{0}};
	struct stub *stub = stub_start(RULES);
	char *token = path_of("pod-token");
	forget_all();
	write_file(".aws/config", "");
	set_address("AWS_CONTAINER_CREDENTIALS_FULL_URI", stub, "/creds");
	setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "Bearer z", 1);
	EXPECT_LOOK(NULL, "AKC " SECRET " tk container");
	expect_int(stub_asked(stub, "GET /creds "), 2);
	setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "Bearer no", 1);
	EXPECT_LOOK(NULL, "denied: container credentials: answers with status 401");
	write_file("pod-token", "Bearer z");
	setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", token, 1);
	EXPECT_LOOK(NULL, "AKC " SECRET " tk container");
	write_file("pod-token", "Bearer z\r\nX: y");
	EXPECT_LOOK(NULL, "invalid: container credentials: authorization token holds a line break");
	unsetenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://elsewhere.example/creds", 1);
	EXPECT_LOOK(NULL, "denied: container credentials: elsewhere.example: neither https nor an "
			  "address of this machine");
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1.example/creds", 1);
	EXPECT_LOOK(NULL, "denied: container credentials: 127.0.0.1.example: neither https nor an "
			  "address of this machine");
	stub_stop(stub);
	free(token);
}

static void test_instance(void)
{
	static const struct stub_rule RULES[] = {
		{"PUT /latest/api/token ", STUB_OK("session"), 0,
		 "X-aws-ec2-metadata-token-ttl-seconds: 21600\r\n"},
		{"GET /latest/meta-data/iam/security-credentials/ ", STUB_OK("my role\n"), 0,
		 "X-aws-ec2-metadata-token: session\r\n"},
		{"GET /latest/meta-data/iam/security-credentials/my%20role ",
		 STUB_OK(JSON_KEYS("AKI", "2999-01-01T00:00:00Z")), 0,
		 "X-aws-ec2-metadata-token: session\r\n"},
		{0}};
	static const struct stub_rule NO_ROLE[] = {
		{"PUT /latest/api/token ", STUB_OK("s"), 0, NULL}, {0}};
	struct stub *stub = stub_start(RULES), *bare = stub_start(NO_ROLE);
	forget_all();
	unsetenv("AWS_EC2_METADATA_DISABLED");
	set_address("AWS_EC2_METADATA_SERVICE_ENDPOINT", stub, "");
	EXPECT_LOOK(NULL, "AKI " SECRET " tk instance role");
	expect_int(stub_asked(stub, "169.254"), 0);
	set_address("AWS_EC2_METADATA_SERVICE_ENDPOINT", bare, "/");
	EXPECT_LOOK(NULL, "not-found: instance role: answers with status 404");
	stub_stop(bare);
	// Nobody answers: not an instance.
	EXPECT_LOOK(NULL,
		    "not-found: no AWS credentials in the environment, the profile 'default', "
		    "a web identity, a container or an instance role");
	stub_stop(stub);
}

// Keys that end within five minutes are renewed; while that fails those at hand are given.
static void test_renewal(void)
{
	char soon[32], first[1024], second[1024];
	const struct aws_keys *keys;
	struct err err = {0};
	clock_format(clock_wall() + 200, soon);
	snprintf(first, sizeof first,
		 STUB_OK("{\"AccessKeyId\":\"AK1\",\"SecretAccessKey\":\"s1\",\"Token\":\"t\","
			 "\"Expiration\":\"%s\"}"),
		 soon);
	snprintf(second, sizeof second, STUB_OK(JSON_KEYS("AK2", "2999-01-01T00:00:00Z")));
	const struct stub_rule rules[] = {{"GET /c ", first, 1, NULL},
					  {"GET /c ", "HTTP/1.0 403 Not now\r\n\r\n", 1, NULL},
					  {"GET /c ", second, 0, NULL},
					  {0}};
	struct stub *stub = stub_start(rules);
	forget_all();
	set_address("AWS_CONTAINER_CREDENTIALS_FULL_URI", stub, "/c");
	struct credentials *c = credentials_new(&(struct credentials_options){0});
	expect_text(credentials_origin(c), "none");
	expect_true(credentials_get(c, &keys, &err));
	expect_text(keys->id, "AK1");
	expect_true(credentials_get(c, &keys, &err)); // renewing fails: still good for a while
	expect_text(keys->id, "AK1");
	expect_true(credentials_get(c, &keys, &err)); // and is not asked for again at once
	expect_int(stub_asked(stub, "GET /c "), 2);
	credentials_forget(c);
	expect_true(credentials_get(c, &keys, &err));
	expect_text(keys->id, "AK2");
	expect_text(keys->secret, SECRET);
	expect_true(credentials_get(c, &keys, &err));
	expect_int(stub_asked(stub, "GET /c "), 3);
	credentials_free(c);
	stub_stop(stub);
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
	test_roles();
	test_container();
	test_instance();
	test_renewal();
	expect_true(file_remove_tree(folder, &err));
	return test_done("net_credentials");
}
