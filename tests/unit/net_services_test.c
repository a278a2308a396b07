// Keys from services, which stubs on loopback stand for; the answers have the form of the STS, ECS
// and EC2 pages. No secret may show in an error.
#include "tests/unit/net_home.h"

#include "base/clock.h"

#include "tests/unit/stub.h"
#include "tests/unit/test.h"

#include <stdio.h>

static void set_address(const char *variable, const struct stub *stub, const char *path)
{
	struct str text = {0};
	str_addf(&text, "http://127.0.0.1:%d%s", stub_port(stub), path);
	setenv(variable, str_text(&text), 1);
	str_fini(&text);
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

// Base keys that have ended are an error: no other keys take their place.
static void test_ended_base(void)
{
	static const struct stub_rule RULES[] = {
		{"POST / ",
		 "HTTP/1.0 400 Bad Request\r\n\r\n<ErrorResponse><Error><Code>ExpiredToken</Code>"
		 "<Message>over</Message></Error></ErrorResponse>",
		 0, "Credential=AKB/"},
		{"POST / ", STS_ANSWER("AssumeRole", "AKROLE"), 0, NULL},
		{0}};
	struct stub *stub = stub_start(RULES);
	forget_all();
	set_address("AWS_ENDPOINT_URL_STS", stub, "");
	setenv("AWS_ACCESS_KEY_ID", "AKE", 1);
	setenv("AWS_SECRET_ACCESS_KEY", SECRET, 1);
	write_file(".aws/config", "[profile base]\naws_access_key_id=AKB\n"
				  "aws_secret_access_key=" SECRET "\naws_session_token=t\n"
				  "[profile r]\nrole_arn=arn:r\nsource_profile=base\n");
	EXPECT_LOOK("r", "denied: profile r: AssumeRole: ExpiredToken: over (status 400); the "
			 "session's keys have ended: get new ones");
	expect_int(stub_asked(stub, "Credential=AKE/"), 0);
	stub_stop(stub);
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
	test_roles();
	test_ended_base();
	test_container();
	test_instance();
	test_renewal();
	expect_true(file_remove_tree(folder, &err));
	return test_done("net_services");
}
