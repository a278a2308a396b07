// Percent-encoding as AWS signs it, query strings, and the parts of an address.
//
// Sources: RFC 3986 section 2.3 (unreserved characters); "Create a signed AWS API request",
// function UriEncode (IAM User Guide). Must not: fold '+' and blank; "%20" is the only blank.
#ifndef GAVEL_NET_URI_H
#define GAVEL_NET_URI_H

#include "base/arena.h"
#include "base/err.h"

// Appends `bytes` with everything but A-Z a-z 0-9 - . _ ~ as %XX, upper case; '/' stays when
// keep_slashes (paths).
void uri_encode(struct str *out, struct slice bytes, bool keep_slashes);
// Appends `text` with each %XX replaced by its byte; a '%' that begins no %XX stays as it is.
void uri_decode(struct str *out, struct slice text);
// Appends "name=value", encoded, to a query string, with '&' when one is there already.
// NULL as value appends the bare name ("?versioning").
void uri_add_param(struct str *query, const char *name, const char *value);

// The parts of "scheme://host[:port][/path][?query]", as they stand; a fragment is dropped.
struct uri {
	const char *origin; // "https://host:port", scheme and host in lower case
	const char *host;   // "host:port", the port only when written and not the scheme's own
	const char *path;   // begins with '/'
	const char *query;  // without '?', or NULL
};

// ERR_INVALID: another scheme than http and https, a name and password in it, no host, blanks
// or control bytes. The text of the error never holds what stands behind '?' or before '@'.
bool uri_parse(const char *text, struct arena *arena, struct uri *out, struct err *err);
bool uri_is_plain(const struct uri *uri);    // http://
bool uri_is_loopback(const struct uri *uri); // 127.0.0.0/8, [::1], localhost

#endif
