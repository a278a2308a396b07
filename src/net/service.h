// A service of AWS that speaks JSON: signed requests, answers as trees, lists page by page to their
// end.
//
// Two of the protocols ("AWS JSON 1.1" and "AWS restJson1", Smithy specification) differ in little:
// the first names its action in X-Amz-Target and always posts to "/", the second has a path for
// each. An address that stands for the service is found as the SDKs find it (net/credentials.h).
// Must not: know what an answer means; keep a page; take a list that was cut for a whole one.
#ifndef GAVEL_NET_SERVICE_H
#define GAVEL_NET_SERVICE_H

#include "base/json.h"
#include "net/retry.h"

struct service;

struct service_options {
	const char *name;  // as settings call it, "accessanalyzer": AWS_ENDPOINT_URL_ACCESSANALYZER
	const char *signs; // in signatures, "access-analyzer"; NULL: the name
	const char *host;  // what its host begins with, "api.ecr"; NULL: as it signs
	const char *target;		// what actions begin with in X-Amz-Target; NULL: restJson1
	const char *region;		// NULL: as credentials_region finds it
	const char *endpoint, *profile; // NULL: found
	struct retry_options retry;
	struct http_options http;
};

// No request yet. ERR_INVALID: no region, or none that could be one; an endpoint that is none.
bool service_open(const struct service_options *options, struct service **out, struct err *err);
void service_close(struct service *service); // NULL is fine
const char *service_region(const struct service *service);
// The account that the keys belong to, by STS. Borrowed until service_close.
bool service_account(struct service *service, const char **out, struct err *err);

// What is asked. `parameters` is a map of texts, whole numbers, lists and maps: the body of a POST,
// the query of a GET (texts and numbers alone). Pages add to it, so it is one call's own.
struct service_ask {
	const char *method, *path; // NULL, NULL: POST to "/"
	const char *action;	   // "DescribeImages"; begins errors
	json_t *parameters;
	const char
		*token;	  // the member that names the next page, "NextToken"; NULL: one page is all
	const char *list; // the list that every page must have, "Findings"; NULL: none
};

struct service_page {
	struct slice bytes; // as it came: one JSON document
	const json_t *tree; // the same
	const json_t *list;
};

typedef bool service_page_fn(void *context, const struct service_page *page, struct err *err);

// All pages, in order. A page that is no JSON, lacks the list, or names a page that was asked for
// before is ERR_INVALID; whatever the visitor got before an error is no whole list.
bool service_pages(struct service *service, const struct service_ask *ask, service_page_fn *visit,
		   void *context, struct err *err);

#endif
