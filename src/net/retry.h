// When to try again, how long to wait, and when it is enough.
//
// Exponential back-off with full jitter: the n-th wait is a random share of
// min(cap, base * 2^n), or what Retry-After says if that is longer (capped as well). A budget
// over the whole life of a client keeps many small failures from becoming a storm: each retry
// takes tokens, each success gives one back; with none left the failure is told at once.
// Sources: "Retry behavior", AWS SDKs and Tools Reference Guide (standard mode);
// RFC 9110 section 10.2.3 (Retry-After).
#ifndef GAVEL_NET_RETRY_H
#define GAVEL_NET_RETRY_H

#include "net/http.h"

// Zero takes the default.
struct retry_options {
	int tries;		 // in all, default 8
	int64_t base_ms, cap_ms; // default 200 and 20 000
	int budget;		 // tokens, default 500; a retry takes 5
};

struct retry {
	struct retry_options options;
	int tokens;
	uint64_t random; // state of the jitter
	bool (*keep_going)(void *context);
	void *context;
};

void retry_init(struct retry *retry, const struct retry_options *options,
		const struct http_options *http);
// Whether this end of a request is worth another try: no connection, cut, 408, 429, 5xx but 501
// and 505. `code` is the error code of the service (SlowDown, RequestTimeout, Throttling…) or NULL.
bool retry_is_transient(const struct http_response *response, const char *code);
// Takes the tokens for another try and computes its wait; false when tries or tokens are used up.
// `tried` counts the tries that were made.
bool retry_allows(struct retry *retry, int tried, const struct http_response *response,
		  int64_t *wait_ms);
void retry_succeeded(struct retry *retry);
// Waits; ERR_INTERRUPTED within 100 ms of keep_going saying no.
bool retry_pause(const struct retry *retry, int64_t wait_ms, struct err *err);

#endif
