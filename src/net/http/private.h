// One request under way, shared by setting it up and running it. Private to http/.
#ifndef GAVEL_NET_HTTP_PRIVATE_H
#define GAVEL_NET_HTTP_PRIVATE_H

#include "net/http.h"

#include <curl/curl.h>

struct http {
	struct http_options options;
	char *ca_file, *proxy;
	CURL *curl;
};

struct exchange {
	const struct http *http;
	const struct http_request *request;
	const struct http_sink *sink;
	struct http_response *out;
	struct err *err;
	struct curl_slist *lines; // the fields as libcurl takes them
	size_t field_bytes;
	int64_t sent;	  // of the body
	int64_t moved;	  // bytes in both directions at the last look,
	int64_t moved_ms; // and when they last grew
	bool head_told;	  // sink->head was called
	bool has_refused; // err is set by us, the sink or keep_going
};

// Says why and ends the exchange.
#define http_stop(exchange, how, ...)                                                              \
	((exchange)->has_refused = true, (exchange)->out->fault = (how),                           \
	 err_set((exchange)->err, __VA_ARGS__))

bool http_sends_file(const struct http_request *request); // its body is a descriptor's
// Policy, address, fields and body of a request, all but the functions that libcurl calls.
// False when it cannot be sent (http_stop).
bool http_set_up(struct exchange *exchange);

#endif
