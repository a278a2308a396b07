// The digests themselves and not EVP over them: that sets up libcrypto's providers, which takes 3
// MB of every program that hashes.
#define OPENSSL_API_COMPAT 0x10100000L
#include "base/digest.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/md5.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 256 * 1024 };

struct digest {
	enum digest_kind kind;
	union {
		SHA256_CTX sha256;
		SHA_CTX sha1;
		MD5_CTX md5;
	};
};

struct digest *digest_new_kind(enum digest_kind kind)
{
	struct digest *d = mem_alloc(sizeof *d);
	d->kind = kind;
	if (kind == DIGEST_SHA256)
		SHA256_Init(&d->sha256);
	else if (kind == DIGEST_SHA1)
		SHA1_Init(&d->sha1);
	else
		MD5_Init(&d->md5);
	return d;
}

struct digest *digest_new(void)
{
	return digest_new_kind(DIGEST_SHA256);
}

void digest_free(struct digest *d)
{
	free(d);
}

void digest_add(struct digest *d, const void *bytes, size_t len)
{
	if (d->kind == DIGEST_SHA256)
		SHA256_Update(&d->sha256, bytes, len);
	else if (d->kind == DIGEST_SHA1)
		SHA1_Update(&d->sha1, bytes, len);
	else
		MD5_Update(&d->md5, bytes, len);
}

size_t digest_raw(struct digest *d, unsigned char out[DIGEST_RAW])
{
	if (d->kind == DIGEST_SHA256)
		return SHA256_Final(out, &d->sha256), SHA256_DIGEST_LENGTH;
	if (d->kind == DIGEST_SHA1)
		return SHA1_Final(out, &d->sha1), SHA_DIGEST_LENGTH;
	return MD5_Final(out, &d->md5), MD5_DIGEST_LENGTH;
}

void digest_to_hex(const unsigned char *bytes, size_t len, char *out)
{
	static const char DIGITS[] = "0123456789abcdef";
	for (size_t i = 0; i < len; i++) {
		out[2 * i] = DIGITS[bytes[i] >> 4];
		out[2 * i + 1] = DIGITS[bytes[i] & 15];
	}
	out[2 * len] = 0;
}

void digest_hex(struct digest *d, char out[DIGEST_HEX])
{
	unsigned char raw[DIGEST_RAW];
	digest_to_hex(raw, digest_raw(d, raw), out);
}

void digest_hmac(struct slice key, struct slice bytes, unsigned char out[DIGEST_RAW])
{
	unsigned len = 0;
	if (!HMAC(EVP_sha256(), key.at ? key.at : "", (int)key.len, (const unsigned char *)bytes.at,
		  bytes.len, out, &len))
		abort(); // no memory
}

void digest_bytes(const void *bytes, size_t len, char out[DIGEST_HEX])
{
	struct digest *d = digest_new();
	digest_add(d, bytes, len);
	digest_hex(d, out);
	digest_free(d);
}

bool digest_fd(int fd, char out[DIGEST_HEX], int64_t *bytes, struct err *err)
{
	struct digest *d = digest_new();
	char *chunk = mem_alloc(CHUNK);
	int64_t at = 0;
	ssize_t got;
	while ((got = pread(fd, chunk, CHUNK, at)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			break;
		digest_add(d, chunk, (size_t)got);
		at += got;
	}
	bool done = got == 0 || err_errno(err, "descriptor %d", fd);
	digest_hex(d, out);
	if (bytes)
		*bytes = at;
	free(chunk);
	digest_free(d);
	return done;
}

const char *digest_named(const char *reference)
{
	const char *at = strrchr(reference, '@'), *digest = at ? at + 1 : reference;
	return slice_starts(slice_of(digest), "sha256:") && digest_is_hex(slice_of(digest + 7))
		       ? digest
		       : NULL;
}

bool digest_is_hex(struct slice text)
{
	if (text.len != DIGEST_HEX - 1)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (!text.at[i] || !strchr("0123456789abcdef", text.at[i]))
			return false;
	return true;
}
