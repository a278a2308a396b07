// The transport against a stub: what is sent, what is refused, and how it is told.
#include "net/http.h"

#include "tests/unit/stub.h"
#include "tests/unit/test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
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

// A listener whose queue is full answers no more, as an address behind which nobody is.
static void test_unreached(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t len = sizeof at;
	int listener = socket(AF_INET, SOCK_STREAM, 0), waiting[4];
	struct str address = {0};
	struct http *http = http_new(&(struct http_options){.connect_ms = 200});
	struct http_request request;
	struct http_response response;
	struct err err = {0};
	expect_true(bind(listener, (struct sockaddr *)&at, len) == 0 && listen(listener, 0) == 0 &&
		    getsockname(listener, (struct sockaddr *)&at, &len) == 0);
	for (int i = 0; i < 4; i++) {
		waiting[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		if (connect(waiting[i], (struct sockaddr *)&at, len) < 0)
			expect_int(errno, EINPROGRESS);
	}
	str_addf(&address, "http://127.0.0.1:%d/", ntohs(at.sin_port));
	expect_true(http_request_init(&request, "GET", str_text(&address), &err));
	expect_true(!http_send(http, &request, NULL, &response, &err));
	expect_int(response.fault, HTTP_UNREACHED);
	expect_int(err.code, ERR_IO);
	http_response_fini(&response);
	http_request_fini(&request);
	http_free(http);
	str_fini(&address);
	close(listener);
	for (int i = 0; i < 4; i++)
		close(waiting[i]);
}

int main(void)
{
	test_unreached();
	test_transport();
	test_injection();
	test_sink();
	return test_done("net_http");
}
