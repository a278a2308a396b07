// HTTP requests over libcurl, which is transport only: it signs nothing, follows nothing,
// decodes nothing.
//
// One client is one connection kept open between requests; not for two threads. What always
// holds: protocols http and https alone; TLS 1.2 or newer with the peer's certificate checked;
// the path goes out byte by byte as given; no redirect is followed; no cookie, no .netrc, no
// compression; User-Agent is gavel/VERSION. Proxies: none unless options.proxy asks, also not
// from the environment, because what goes through a proxy is a decision of the configuration.
// Must not: put a header's value, a query or a body into an error's text.
// Sources: libcurl's manual pages curl_easy_setopt(3); RFC 9110.
#ifndef GAVEL_NET_HTTP_H
#define GAVEL_NET_HTTP_H

#include "net/uri.h"

#include <stdint.h>

struct http_field {
	const char *name, *value;
};

struct http_fields {
	struct http_field *at;
	size_t len, room;
};

// What is asked. All text is the arena's or outlives the request.
struct http_request {
	const char *method; // "GET"
	const char *origin; // "https://host[:port]"
	const char *path;   // encoded, begins with '/'
	const char *query;  // encoded, without '?'; NULL = none
	struct http_fields fields;
	struct slice body;  // what is sent; or, when at is NULL and body_bytes > 0,
	int body_fd;	    // this many bytes from offset 0 of this descriptor
	int64_t body_bytes; // (its position does not move)
	// For aws_sign: the body's SHA-256 in hex, or AWS_UNSIGNED_PAYLOAD; NULL = of an empty
	// body.
	const char *payload;
	struct arena arena;
};

// How a request ended; says whether another try may help.
enum http_fault {
	HTTP_FINE,	// a whole answer, of whatever status
	HTTP_UNREACHED, // no connection; nothing was sent
	HTTP_BROKEN,	// cut, stalled or garbled under way
	HTTP_REFUSED,	// certificate, protocol, a request that cannot be sent: no use trying again
	HTTP_STOPPED,	// by the sink or by keep_going
};

struct http_response {
	enum http_fault fault;
	int status; // 0 when none came
	struct http_fields fields;
	struct str body;      // what no sink took
	int64_t delivered;    // bytes that the sink has taken
	const char *redirect; // the absolute address of a 3xx's Location, or NULL
	struct arena arena;
};

// Takes the body of a 2xx answer piece by piece; other answers' bodies go to response->body.
// Either function may refuse with its own error, which ends the request as HTTP_STOPPED.
struct http_sink {
	bool (*head)(void *context, const struct http_response *response,
		     struct err *err); // or NULL
	bool (*body)(void *context, struct slice bytes, struct err *err);
	void *context;
};

// Zero takes the default.
struct http_options {
	const char *ca_file; // PEM certificates to trust instead of the system's
	const char
		*proxy; // an address; "environment" = as https_proxy and no_proxy say; NULL = none
	int64_t connect_ms; // default 10 000
	int64_t stall_ms;   // without a byte in either direction, looked at once a second; 30 000
	int64_t total_ms;   // of one request; no limit by default
	size_t body_max;    // of response->body; 16 MiB
	bool (*keep_going)(void *context); // asked about once a second and with each piece, or NULL
	void *context;
};

struct http;

struct http *http_new(const struct http_options *options);
void http_free(struct http *http);
// Sends once. True = a whole answer came, whatever its status. False: ERR_IO, ERR_INCOMPLETE (cut
// in the middle of the body), ERR_INVALID (cannot be sent, larger than body_max), ERR_INTERRUPTED,
// or the sink's; out->fault says the kind. `out` is filled anew; http_response_fini it in any case.
bool http_send(struct http *http, const struct http_request *request, const struct http_sink *sink,
	       struct http_response *out, struct err *err);

// ---- Requests and answers (http/message.c) ----

// Method and address; no fields yet. ERR_INVALID as uri_parse.
bool http_request_init(struct http_request *request, const char *method, const char *address,
		       struct err *err);
void http_request_fini(struct http_request *request);
// Adds a field; the value is formatted into the request's arena.
void http_request_add(struct http_request *request, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void http_response_fini(struct http_response *response); // zeroes the body before it is freed
// The first field of that name in any case, or NULL.
const char *http_response_field(const struct http_response *response, const char *name);
// The Date field; 0 when there is none that can be read (RFC 9110 section 5.6.7, IMF-fixdate).
int64_t http_response_date(const struct http_response *response);
bool http_parse_date(const char *text, int64_t *out);

#endif
