// AWS Signature Version 4: a request and keys in, an Authorization field or a signed address out.
//
//	canonical request -> string to sign -> HMAC chain over date, region, service -> signature
//
// Sources: "Create a signed AWS API request" (IAM User Guide) and, for S3, "Authenticating
// Requests (AWS Signature Version 4)" (S3 API Reference): there the path is encoded once and
// never normalised; everywhere else it is normalised and encoded a second time.
// Must not: know a clock (the time is given), send anything, or keep keys.
#ifndef GAVEL_NET_AWS_SIGN_H
#define GAVEL_NET_AWS_SIGN_H

#include "net/http.h"

#define AWS_UNSIGNED_PAYLOAD "UNSIGNED-PAYLOAD"
#define AWS_EMPTY_SHA256     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// Borrowed from whoever keeps them.
struct aws_keys {
	const char *id, *secret;
	const char *token; // session token, or NULL
};

struct aws_scope {
	const char *region;  // "eu-central-1"
	const char *service; // "s3", "sts"…
	int64_t time;
};

// The canonical request over all of the request's fields but user-agent, expect, authorization,
// connection and x-amzn-trace-id, which what lies between may change. A field "host" must be
// among them or is taken from the origin. payload: 64 hex digits or AWS_UNSIGNED_PAYLOAD.
// *names gets the signed names, "host;x-amz-date".
void aws_canonical_request(const struct http_request *request, const struct aws_scope *scope,
			   const char *payload, struct str *out, struct str *names);
// The two inner steps, for whoever checks them.
void aws_canonical_path(const char *path, bool is_s3, struct str *out);
void aws_canonical_query(const char *query, struct str *out); // NULL is empty
// 64 hex digits over a canonical request.
void aws_signature(struct slice canonical, const struct aws_keys *keys,
		   const struct aws_scope *scope, char out[65]);

// Adds X-Amz-Date, X-Amz-Security-Token (with a token), X-Amz-Content-Sha256 (to S3) and
// Authorization. The request must not carry any of them.
void aws_sign(struct http_request *request, const struct aws_keys *keys,
	      const struct aws_scope *scope);
// Makes the query one that needs no Authorization for `seconds` (1 to 604 800): adds X-Amz-*
// parameters and the signature over host and whatever fields the request has, which must
// then be sent with it. The token is part of the address: treat the query as a secret.
void aws_presign(struct http_request *request, const struct aws_keys *keys,
		 const struct aws_scope *scope, int64_t seconds);

#endif
