// A signed conversation with one AWS service: keys, retries, clock and errors in one place.
//
// Each try is signed anew. Tried again: what retry.h says; once when the service's clock and ours
// differ (RequestTimeTooSkewed and its cousins: the difference, from the answer's Date, then holds
// for all later requests); once with fresh keys when they have ended. Once a sink has taken
// bytes nothing is tried again here: only the caller can ask for the rest.
// Must not: print; let a key, a token or a query into an error's text.
// Source: "Retry behavior" and "Error responses" of the services' API references.
#ifndef GAVEL_NET_AWS_H
#define GAVEL_NET_AWS_H

#include "net/credentials.h"
#include "net/retry.h"

// The client that aws_send works with; its owner fills the upper part.
struct aws {
	const char *service, *region;
	struct credentials *credentials; // NULL = unsigned
	struct http *http;
	struct retry retry;
	int64_t skew; // seconds that the service is ahead of us
};

// What an answer of status >= 300 says, and what it means to us.
struct aws_error {
	const char *code;    // "NoSuchKey"; "" when the answer names none
	const char *message; // "" when none
	const char *request; // request id, "" when none
	const char *region;  // where the bucket lies, "" when not said
};

// One exchange, signed by request->payload. True = the answer is 2xx or 304. False: the error says
// "CODE: message (status 403, request ID)" and is to be wrapped in what was asked for. out is
// filled in any case; http_response_fini it.
bool aws_send(struct aws *aws, struct http_request *request, const struct http_sink *sink,
	      struct http_response *out, struct err *err);
// Reads XML and JSON errors; a body that is neither leaves code "". All text is the answer's
// arena's.
void aws_read_error(struct http_response *response, struct aws_error *out);
// Sets err from it: the code of base/err.h by status and code, the sentence, a remedy where there
// is one. Returns false.
bool aws_tell(const struct http_response *response, const struct aws_error *error, struct err *err);

#endif
