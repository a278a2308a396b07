// The signed conversation against a stub: what is tried again, corrected, and how it is told.
#include "net/aws.h"

#include "base/clock.h"
#include "base/vec.h"

#include "tests/unit/stub.h"
#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>

#define SECRET "topSecret+Key/0123456789"

static char *address_of(const struct stub *stub, const char *rest)
{
	struct str text = {0};
	str_addf(&text, "http://127.0.0.1:%d%s", stub_port(stub), rest);
	return str_take(&text);
}

static bool no_more(void *context)
{
	return --*(int *)context > 0;
}

struct talk {
	const char *path, *expected; // "STATUS" or "CODE: text"
	int asked;
};

static void set_keys(void)
{
	setenv("AWS_ACCESS_KEY_ID", "AKENV", 1);
	setenv("AWS_SECRET_ACCESS_KEY", SECRET, 1);
	setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
}

static void hold_talk(struct aws *aws, struct stub *stub, const struct talk *talk)
{
	char *address = address_of(stub, talk->path);
	struct http_request request;
	struct http_response response = {0};
	struct str text = {0}, begin = {0};
	struct err err = {0};
	expect_true(http_request_init(&request, "GET", address, &err));
	if (aws_send(aws, &request, NULL, &response, &err))
		str_addf(&text, "%d", response.status);
	else
		str_addf(&text, "%s: %s", err_code_name(err.code), err.text);
	expect_text(str_text(&text), talk->expected);
	expect_true(!strstr(str_text(&text), SECRET));
	str_addf(&begin, "GET %s ", talk->path);
	expect_int(stub_asked(stub, str_text(&begin)), talk->asked);
	expect_int((int64_t)request.fields.len, 0); // what a try added is off again
	str_fini(&text);
	str_fini(&begin);
	http_response_fini(&response);
	http_request_fini(&request);
	free(address);
}

#define BUSY "HTTP/1.0 503 Slow\r\n\r\n<Error><Code>SlowDown</Code><Message>slow</Message></Error>"

static void test_retries(void)
{
	static const struct stub_rule RULES[] = {
		{"GET /twice ", BUSY, 2, NULL},
		{"GET /twice ", STUB_OK("x"), 0,
		 "SignedHeaders=host;x-amz-content-sha256;x-amz-date"},
		{"GET /always ", BUSY, 0, NULL},
		{"GET /closed ", NULL, 1, NULL},
		{"GET /closed ", STUB_OK("x"), 0, NULL},
		{"GET /no ", "HTTP/1.0 403 No\r\n\r\n<Error><Code>AccessDenied</Code></Error>", 0,
		 NULL},
		{"GET /same ", "HTTP/1.0 304 Same\r\n\r\n", 0, NULL},
		{"GET /limit ", "HTTP/1.0 429 Many\r\n\r\n", 1, NULL},
		{"GET /limit ", STUB_OK("x"), 0, NULL},
		{0}};
	static const struct talk TALKS[] = {
		{"/twice", "200", 3},
		{"/always", "busy: after 4 tries: SlowDown: slow (status 503)", 4},
		{"/closed", "200", 2},
		{"/no", "denied: AccessDenied: access denied (status 403)", 1},
		{"/same", "304", 1},
		{"/limit", "200", 2},
		{"/absent", "not-found: not found (status 404)", 1},
	};
	struct stub *stub = stub_start(RULES);
	const struct http_options http = {0};
	const struct retry_options retry = {.tries = 4, .base_ms = 1, .cap_ms = 5};
	struct aws aws = {.service = "s3",
			  .region = "us-east-1",
			  .credentials = credentials_new(&(struct credentials_options){0}),
			  .http = http_new(&http)};
	set_keys();
	retry_init(&aws.retry, &retry, &http);
	for (size_t i = 0; i < sizeof TALKS / sizeof *TALKS; i++)
		hold_talk(&aws, stub, &TALKS[i]);
	credentials_free(aws.credentials);
	http_free(aws.http);
	stub_stop(stub);
}

// A clock that is off is corrected once, by the answer's Date, and stays so.
static void test_skew(void)
{
	static const struct stub_rule RULES[] = {
		{"GET /a ",
		 "HTTP/1.0 403 No\r\nDate: Fri, 24 May 2013 00:00:00 GMT\r\n\r\n<Error><Code>"
		 "RequestTimeTooSkewed</Code><Message>late</Message></Error>",
		 1, NULL},
		{"GET /a ", STUB_OK("x"), 0, "X-Amz-Date: 20130524T0000"},
		{"GET /b ", STUB_OK("x"), 0, "X-Amz-Date: 20130524T0000"},
		{"GET /c ",
		 "HTTP/1.0 403 No\r\nDate: Fri, 24 May 2013 00:00:00 GMT\r\n\r\n<Error><Code>"
		 "RequestTimeTooSkewed</Code><Message>late</Message></Error>",
		 0, NULL},
		// A signature that is wrong: of the clock only when the clocks are minutes apart.
		{"GET /wrong ",
		 "HTTP/1.0 403 No\r\nDate: Fri, 24 May 2013 00:00:00 GMT\r\n\r\n{\"__type\":"
		 "\"InvalidSignatureException\",\"message\":\"m\"}",
		 0, NULL},
		{"GET /year ",
		 "HTTP/1.0 403 No\r\nDate: Sat, 24 May 2014 00:00:00 GMT\r\n\r\n{\"__type\":"
		 "\"InvalidSignatureException\",\"message\":\"m\"}",
		 1, NULL},
		{"GET /year ", STUB_OK("x"), 0, "X-Amz-Date: 20140524T0000"},
		{0}};
	static const struct talk TALKS[] = {
		{"/a", "200", 2},
		{"/b", "200", 1},
		{"/c",
		 "denied: RequestTimeTooSkewed: late (status 403); this machine's clock is wrong",
		 2},
		{"/wrong",
		 "denied: InvalidSignatureException: m (status 403); the secret key does not "
		 "belong to "
		 "the access key, or this machine's clock is wrong",
		 1},
		{"/year", "200", 2},
	};
	struct stub *stub = stub_start(RULES);
	const struct http_options http = {0};
	struct aws aws = {.service = "s3",
			  .region = "us-east-1",
			  .credentials = credentials_new(&(struct credentials_options){0}),
			  .http = http_new(&http)};
	set_keys();
	retry_init(&aws.retry, &(struct retry_options){.base_ms = 1}, &http);
	for (size_t i = 0; i < sizeof TALKS / sizeof *TALKS; i++)
		hold_talk(&aws, stub, &TALKS[i]);
	credentials_free(aws.credentials);
	http_free(aws.http);
	stub_stop(stub);
}

// Keys that have ended are fetched anew, once.
static void test_ended_keys(void)
{
	static const struct stub_rule RULES[] = {
		{"GET /keys ",
		 STUB_OK("{\"AccessKeyId\":\"OLD\",\"SecretAccessKey\":\"s\","
			 "\"Token\":\"" SECRET "\"}"),
		 1, NULL},
		{"GET /keys ",
		 STUB_OK("{\"AccessKeyId\":\"NEW\",\"SecretAccessKey\":\"s\","
			 "\"Token\":\"t\"}"),
		 0, NULL},
		{"GET /a ", STUB_OK("x"), 0, "Credential=NEW/"},
		{"GET /a ", "HTTP/1.0 400 No\r\n\r\n<Error><Code>ExpiredToken</Code></Error>", 0,
		 "X-Amz-Security-Token: " SECRET "\r\n"},
		{0}};
	static const struct talk TALK = {"/a", "200", 2};
	struct stub *stub = stub_start(RULES);
	char *address = address_of(stub, "/keys");
	const struct http_options http = {0};
	unsetenv("AWS_ACCESS_KEY_ID");
	unsetenv("AWS_SECRET_ACCESS_KEY");
	setenv("HOME", "/nowhere", 1);
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", address, 1);
	struct aws aws = {.service = "s3",
			  .region = "us-east-1",
			  .credentials = credentials_new(&(struct credentials_options){0}),
			  .http = http_new(&http)};
	retry_init(&aws.retry, &(struct retry_options){.base_ms = 1}, &http);
	hold_talk(&aws, stub, &TALK);
	credentials_free(aws.credentials);
	http_free(aws.http);
	unsetenv("AWS_CONTAINER_CREDENTIALS_FULL_URI");
	stub_stop(stub);
	free(address);
}

// A person who asks to stop is heard while waiting for another try.
static void test_stopping(void)
{
	static const struct stub_rule RULES[] = {{"GET /busy ", BUSY, 0, NULL}, {0}};
	static const struct talk TALK = {"/busy", "interrupted: stopped", 1};
	struct stub *stub = stub_start(RULES);
	int left = 12;
	const struct http_options http = {.keep_going = no_more, .context = &left};
	struct aws aws = {.service = "s3", .region = "r", .http = http_new(&http)};
	retry_init(&aws.retry, &(struct retry_options){.base_ms = 600000, .cap_ms = 600000}, &http);
	aws.retry.random = 12345; // a draw that is not near nothing
	int64_t start = clock_monotonic_ms();
	hold_talk(&aws, stub, &TALK);
	expect_true(clock_monotonic_ms() - start < 30000);
	http_free(aws.http);
	stub_stop(stub);
}

// ---- Errors of services ----

static const struct {
	int status;
	const char *body, *field, *value;
	enum err_code code;
	const char *text;
} ANSWERS[] = {
	{404,
	 "<Error><Code>NoSuchKey</Code><Message>gone</Message><RequestId>R</RequestId></Error>",
	 NULL, NULL, ERR_NOT_FOUND, "NoSuchKey: gone (status 404, request R)"},
	{403, "", "x-amz-request-id", "Q", ERR_DENIED, "access denied (status 403, request Q)"},
	{503, "<Error><Code>SlowDown</Code></Error>", NULL, NULL, ERR_BUSY,
	 "SlowDown: not available now (status 503)"},
	{400, "{\"__type\":\"com.amazon#ValidationException\",\"message\":\"no\x1b[31m\"}", NULL,
	 NULL, ERR_INVALID, "refused (status 400)"},
	{400, "{\"__type\":\"com.amazon#ValidationException\",\"message\":\"no \\u202e\"}", NULL,
	 NULL, ERR_INVALID, "ValidationException: no <U+202E> (status 400)"},
	{400, "{\"Message\":\"m\"}", "x-amzn-errortype", "ThrottlingException:http://x", ERR_BUSY,
	 "ThrottlingException: m (status 400)"},
	{400, "{\"__type\":\"AccessDeniedException\",\"Message\":\"m\"}", NULL, NULL, ERR_DENIED,
	 "AccessDeniedException: m (status 400)"},
	{400, "{\"__type\":\"ScanNotFoundException\",\"message\":\"m\"}", NULL, NULL, ERR_NOT_FOUND,
	 "ScanNotFoundException: m (status 400)"},
	{403, "{\"message\":\"old\"}", "x-amzn-errortype", "ExpiredTokenException", ERR_DENIED,
	 "ExpiredTokenException: old (status 403); the session's keys have ended: get new ones"},
	{403, "{\"message\":\"m\"}", "x-amzn-errortype", "InvalidSignatureException", ERR_DENIED,
	 "InvalidSignatureException: m (status 403); the secret key does not belong to the access "
	 "key, or this machine's clock is wrong"},
	{400, "<Error><Code>ExpiredToken</Code><Message>old</Message></Error>", NULL, NULL,
	 ERR_DENIED, "ExpiredToken: old (status 400); the session's keys have ended: get new ones"},
	{403, "<Error><Code>SignatureDoesNotMatch</Code><Message>m</Message></Error>", NULL, NULL,
	 ERR_DENIED,
	 "SignatureDoesNotMatch: m (status 403); the secret key does not belong to the access key"},
	{500, "<html>oops", NULL, NULL, ERR_BUSY, "refused (status 500)"},
};

static void test_answers(void)
{
	for (size_t i = 0; i < sizeof ANSWERS / sizeof *ANSWERS; i++) {
		struct http_response response = {.status = ANSWERS[i].status};
		struct aws_error error;
		struct err err = {0};
		str_add_text(&response.body, ANSWERS[i].body);
		if (ANSWERS[i].field)
			*vec_push(&response.fields) =
				(struct http_field){ANSWERS[i].field, ANSWERS[i].value};
		aws_read_error(&response, &error);
		aws_tell(&response, &error, &err);
		expect_text(err.text, ANSWERS[i].text);
		expect_int(err.code, ANSWERS[i].code);
		http_response_fini(&response);
	}
}

int main(void)
{
	test_retries();
	test_skew();
	test_ended_keys();
	test_stopping();
	test_answers();
	return test_done("net_aws");
}
