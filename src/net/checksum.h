// The checksums by which S3 proves a body.
//
// Source: "Checking object integrity in Amazon S3" (S3 User Guide). CRC-32 is that of RFC 1952,
// CRC-32C Castagnoli's (RFC 3720); both go out big-endian in base64.
#ifndef GAVEL_NET_CHECKSUM_H
#define GAVEL_NET_CHECKSUM_H

#include "net/http.h"

enum checksum_kind {
	CHECKSUM_NONE,
	CHECKSUM_SHA256,
	CHECKSUM_SHA1,
	CHECKSUM_CRC32,
	CHECKSUM_CRC32C,
	CHECKSUM_MD5, // in hex, as an ETag
};

enum { CHECKSUM_TEXT = 64 };

// What an answer promises of the whole object.
struct checksum_promise {
	enum checksum_kind kind;
	char value[CHECKSUM_TEXT];
};

// The strongest promise of the answer's fields that is about the whole object: not one of a
// multipart upload's parts together ("…-N", COMPOSITE), and no ETag of an encryption that
// does not make it an MD5.
void checksum_find(const struct http_response *response, struct checksum_promise *out);

struct checksum;

struct checksum *checksum_new(enum checksum_kind kind); // of CHECKSUM_NONE it counts nothing
void checksum_free(struct checksum *sum);
void checksum_add(struct checksum *sum, struct slice bytes);
void checksum_text(struct checksum *sum, char out[CHECKSUM_TEXT]); // ends it
const char *checksum_name(enum checksum_kind kind);		   // "SHA-256"

void base64_encode(struct str *out, struct slice bytes); // RFC 4648 section 4

#endif
