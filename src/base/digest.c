#include "base/digest.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 256 * 1024 };

struct digest {
	EVP_MD_CTX *context;
};

struct digest *digest_new_kind(enum digest_kind kind)
{
	const EVP_MD *kinds[] = {[DIGEST_SHA256] = EVP_sha256(),
				 [DIGEST_SHA1] = EVP_sha1(),
				 [DIGEST_MD5] = EVP_md5()};
	struct digest *d = mem_alloc(sizeof *d);
	d->context = EVP_MD_CTX_new();
	if (!d->context || EVP_DigestInit_ex(d->context, kinds[kind], NULL) != 1)
		abort(); // no memory, or a libcrypto without it
	return d;
}

struct digest *digest_new(void)
{
	return digest_new_kind(DIGEST_SHA256);
}

void digest_free(struct digest *d)
{
	if (!d)
		return;
	EVP_MD_CTX_free(d->context);
	free(d);
}

void digest_again(struct digest *d)
{
	if (EVP_DigestInit_ex(d->context, NULL, NULL) != 1)
		abort(); // no memory
}

void digest_add(struct digest *d, const void *bytes, size_t len)
{
	EVP_DigestUpdate(d->context, bytes, len);
}

size_t digest_raw(struct digest *d, unsigned char out[DIGEST_RAW])
{
	unsigned len = 0;
	EVP_DigestFinal_ex(d->context, out, &len);
	return len;
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
