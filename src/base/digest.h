// SHA-256 of bytes, files and descriptors (FIPS 180-4, by libcrypto). Hex is lower case.
#ifndef GAVEL_BASE_DIGEST_H
#define GAVEL_BASE_DIGEST_H

#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

enum { DIGEST_HEX = 65 }; // 64 digits and a NUL

struct digest; // a running SHA-256

struct digest *digest_new(void);
void digest_free(struct digest *d);
void digest_add(struct digest *d, const void *bytes, size_t len);
void digest_hex(struct digest *d, char out[DIGEST_HEX]); // ends it; only digest_free may follow

void digest_bytes(const void *bytes, size_t len, char out[DIGEST_HEX]);
// Hashes from offset 0 without moving the descriptor's position; *bytes may be NULL.
bool digest_fd(int fd, char out[DIGEST_HEX], int64_t *bytes, struct err *err);
bool digest_is_hex(struct slice text); // 64 lower-case hex digits

#endif
