// The transport and the signed conversation against a stub: what is sent, what is refused, what is
// tried again and how it is told.
#include "net/aws.h"
#include "net/secret.h"

#include "base/clock.h"

#include "tests/unit/stub.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECRET "topSecret+Key/0123456789"

static char *address_of(const struct stub *stub, const char *rest)
{
	struct str text = {0};
	str_addf(&text, "http://127.0.0.1:%d%s", stub_port(stub), rest);
	return str_take(&text);
}

// Sends and gives the status, or the error's code name; the body or the error's text in `out`.
static const char *send_to(const struct http_options *options, const char *method,
			   const char *address, struct str *out)
{
	static char status[16];
	struct http *http = http_new(options);
	struct http_request request;
	struct http_response response = {0};
	struct err err = {0};
	bool done = http_request_init(&request, method, address, &err) &&
		    http_send(http, &request, NULL, &response, &err);
	snprintf(status, sizeof status, "%d", response.status);
	str_clear(out);
	str_add_text(out, done ? str_text(&response.body) : err.text);
	http_response_fini(&response);
	http_request_fini(&request);
	http_free(http);
	return done ? status : err_code_name(err.code);
}

static void test_transport(void)
{
	static const struct stub_rule RULES[] = {
		{"GET /a/../b//c?x=%2f&y HTTP/1.1\r\n", STUB_OK("raw"), 0, "User-Agent: gavel/"},
		{"GET /away ", "HTTP/1.0 302 Found\r\nLocation: http://127.0.0.1:1/x\r\n\r\nmoved",
		 0, NULL},
		{"GET /cut ", "HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\nonly this", 0, NULL},
		{"GET /gone ", NULL, 0, NULL},
		{"GET /junk ", "220 ftp ready\r\n\r\n", 0, NULL},
		{"GET /large ", STUB_OK("0123456789abcdef"), 0, NULL},
		{"POST /empty ", STUB_OK("posted"), 0, "Content-Length: 0\r\n"},
		{"HEAD /h ", "HTTP/1.0 200 OK\r\nContent-Length: 12345\r\n\r\n", 0, NULL},
		{"GET /interim ",
		 "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\nA: b\r\n\r\nafter", 0, NULL},
		{0}};
	static const struct {
		const char *method, *path, *status, *text;
	} CASES[] = {
		{"GET", "/a/../b//c?x=%2f&y", "200", "raw"},
		{"GET", "/away", "302", "moved"},
		{"GET", "/cut", "incomplete", NULL},
		{"GET", "/gone", "io", NULL},
		{"GET", "/junk", "io", NULL},
		{"GET", "/large", "invalid", "the answer is larger than 10 bytes"},
		{"POST", "/empty", "200", "posted"},
		{"HEAD", "/h", "200", ""},
		{"GET", "/interim", "200", "after"},
	};
	struct stub *stub = stub_start(RULES);
	const struct http_options options = {.body_max = 10};
	struct str out = {0};
	setenv("http_proxy", "http://127.0.0.1:1", 1); // nobody asked for it
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		char *address = address_of(stub, CASES[i].path);
		expect_text(send_to(&options, CASES[i].method, address, &out), CASES[i].status);
		if (CASES[i].text)
			expect_text(str_text(&out), CASES[i].text);
		free(address);
	}
	unsetenv("http_proxy");
	expect_text(send_to(&options, "GET", "http://127.0.0.1:1/", &out), "io");
	expect_text(str_text(&out), "127.0.0.1:1: Couldn't connect to server");
	expect_text(send_to(&options, "GET", "http://no-such-host.invalid/?secret=1", &out), "io");
	expect_text(str_text(&out), "no-such-host.invalid: Couldn't resolve host name");
	expect_int(stub_asked(stub, "Accept-Encoding"), 0);
	expect_int(stub_asked(stub, "Expect:"), 0);
	stub_stop(stub);
	str_fini(&out);
}

// What would write a second field into the head is never sent.
static void test_injection(void)
{
	static const struct stub_rule RULES[] = {{"GET /", STUB_OK("x"), 0, NULL}, {0}};
	struct stub *stub = stub_start(RULES);
	char *address = address_of(stub, "/");
	struct http *http = http_new(&(struct http_options){0});
	struct http_request request;
	struct http_response response;
	struct err err = {0};
	expect_true(http_request_init(&request, "GET", address, &err));
	http_request_add(&request, "X-Tag", "a\r\nX-Other: " SECRET);
	expect_true(!http_send(http, &request, NULL, &response, &err));
	expect_text(err.text, "field 1 of the request holds a control character");
	expect_int(response.fault, HTTP_REFUSED);
	expect_int(stub_asked(stub, "X-Other"), 0);
	http_response_fini(&response);
	http_request_fini(&request);
	http_free(http);
	stub_stop(stub);
	free(address);
}

struct taken {
	struct str body;
	int heads;
	bool refuses;
};

static bool take_head(void *context, const struct http_response *response, struct err *err)
{
	struct taken *taken = context;
	taken->heads++;
	expect_text(http_response_field(response, "x-a"), "1");
	return !taken->refuses || err_set(err, ERR_CHECK, "not wanted");
}

static bool take_body(void *context, struct slice bytes, struct err *err)
{
	struct taken *taken = context;
	(void)err;
	str_add_slice(&taken->body, bytes);
	return true;
}

static bool no_more(void *context)
{
	return --*(int *)context > 0;
}

static void test_sink(void)
{
	static const struct stub_rule RULES[] = {
		{"GET /ok ", "HTTP/1.0 200 OK\r\nX-A: 1\r\n\r\nbody", 0, NULL},
		{"GET /none ", "HTTP/1.0 200 OK\r\nX-A: 1\r\nContent-Length: 0\r\n\r\n", 0, NULL},
		{"GET /err ", "HTTP/1.0 403 No\r\nX-A: 1\r\n\r\nwhy", 0, NULL},
		{0}};
	static const struct {
		const char *path;
		bool refuses;
		int heads, status;
		const char *taken, *kept, *fault;
	} CASES[] = {
		{"/ok", false, 1, 200, "body", "", NULL},
		{"/none", false, 1, 200, "", "", NULL},
		{"/err", false, 0, 403, "", "why", NULL},
		{"/ok", true, 1, 200, "", "", "not wanted"},
		{"/none", true, 1, 200, "", "", "not wanted"},
	};
	struct stub *stub = stub_start(RULES);
	struct http *http = http_new(&(struct http_options){0});
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		struct taken taken = {.refuses = CASES[i].refuses};
		const struct http_sink sink = {take_head, take_body, &taken};
		char *address = address_of(stub, CASES[i].path);
		struct http_request request;
		struct http_response response;
		struct err err = {0};
		expect_true(http_request_init(&request, "GET", address, &err));
		bool done = http_send(http, &request, &sink, &response, &err);
		expect_text(done ? NULL : err.text, CASES[i].fault);
		expect_int(taken.heads, CASES[i].heads);
		expect_int(response.status, CASES[i].status);
		expect_text(str_text(&taken.body), CASES[i].taken);
		expect_text(str_text(&response.body), CASES[i].kept);
		expect_true(done || response.fault == HTTP_STOPPED);
		str_fini(&taken.body);
		http_response_fini(&response);
		http_request_fini(&request);
		free(address);
	}
	http_free(http);
	stub_stop(stub);
}

// ---- aws_send ----

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
		{0}};
	static const struct talk TALKS[] = {
		{"/a", "200", 2},
		{"/b", "200", 1},
		{"/c",
		 "denied: RequestTimeTooSkewed: late (status 403); this machine's clock is wrong",
		 2},
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

int main(void)
{
	test_transport();
	test_injection();
	test_sink();
	test_retries();
	test_skew();
	test_ended_keys();
	test_stopping();
	return test_done("net_http");
}
