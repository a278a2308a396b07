// Digests of bytes, files and descriptors (FIPS 180-4, RFC 1321, by libcrypto). Hex is lower case.
// Ours is SHA-256; SHA-1 and MD5 are for protocols that name them and prove nothing.
#ifndef GAVEL_BASE_DIGEST_H
#define GAVEL_BASE_DIGEST_H

#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

enum { DIGEST_HEX = 65 }; // 64 digits and a NUL

enum { DIGEST_RAW = 32 }; // bytes of the longest, SHA-256
enum digest_kind { DIGEST_SHA256, DIGEST_SHA1, DIGEST_MD5 };

struct digest; // a running digest

struct digest *digest_new(void); // SHA-256
struct digest *digest_new_kind(enum digest_kind kind);
void digest_free(struct digest *d);
void digest_again(struct digest *d); // one that was ended begins anew; to make one takes longer
void digest_add(struct digest *d, const void *bytes, size_t len);
// Ends it: only digest_again or digest_free may follow.
void digest_hex(struct digest *d, char out[DIGEST_HEX]);
size_t digest_raw(struct digest *d, unsigned char out[DIGEST_RAW]); // likewise; how many bytes

void digest_bytes(const void *bytes, size_t len, char out[DIGEST_HEX]);
// Hashes from offset 0 without moving the descriptor's position; *bytes may be NULL.
bool digest_fd(int fd, char out[DIGEST_HEX], int64_t *bytes, struct err *err);
// HMAC-SHA256 (RFC 2104).
void digest_hmac(struct slice key, struct slice bytes, unsigned char out[DIGEST_RAW]);
// 2 * len lower-case digits and a NUL.
void digest_to_hex(const unsigned char *bytes, size_t len, char *out);
bool digest_is_hex(struct slice text); // 64 lower-case hex digits
// "sha256:…" of "NAME@sha256:…", or alone; NULL: it names no content, as a tag does not.
const char *digest_named(const char *reference);

#endif
