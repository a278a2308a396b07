#include "net/checksum.h"

#include "base/digest.h"

#include <assert.h>
#include <isa-l/crc.h>
#include <stdlib.h>
#include <string.h>

struct checksum {
	enum checksum_kind kind;
	struct digest *digest; // or
	uint32_t crc;
};

static const struct {
	const char *name, *field;
	bool is_digest;
	enum digest_kind digest;
} KINDS[] = {
	[CHECKSUM_NONE] = {"none", NULL, false, 0},
	[CHECKSUM_SHA256] = {"SHA-256", "x-amz-checksum-sha256", true, DIGEST_SHA256},
	[CHECKSUM_SHA1] = {"SHA-1", "x-amz-checksum-sha1", true, DIGEST_SHA1},
	[CHECKSUM_CRC32] = {"CRC-32", "x-amz-checksum-crc32", false, 0},
	[CHECKSUM_CRC32C] = {"CRC-32C", "x-amz-checksum-crc32c", false, 0},
	[CHECKSUM_MD5] = {"MD5", NULL, true, DIGEST_MD5},
};

enum { KIND_COUNT = sizeof KINDS / sizeof *KINDS };

const char *checksum_name(enum checksum_kind kind)
{
	return KINDS[kind].name;
}

static bool etag_is_md5(const struct http_response *response)
{
	const char *etag = http_response_field(response, "etag");
	const char *how = http_response_field(response, "x-amz-server-side-encryption");
	bool own = http_response_field(response, "x-amz-server-side-encryption-customer-algorithm");
	return etag && etag[0] == '"' && strspn(etag + 1, "0123456789abcdef") == 32 &&
	       strcmp(etag + 33, "\"") == 0 && !own && (!how || strcmp(how, "AES256") == 0);
}

void checksum_find(const struct http_response *response, struct checksum_promise *out)
{
	const char *type = http_response_field(response, "x-amz-checksum-type");
	bool composite = type && strcasecmp(type, "COMPOSITE") == 0;
	*out = (struct checksum_promise){0};
	for (int i = CHECKSUM_SHA256; i < CHECKSUM_MD5 && !composite && !out->kind; i++) {
		const char *value = http_response_field(response, KINDS[i].field);
		if (!value || strchr(value, '-') || strlen(value) >= CHECKSUM_TEXT)
			continue;
		out->kind = (enum checksum_kind)i;
		memcpy(out->value, value, strlen(value) + 1);
	}
	if (out->kind || !etag_is_md5(response))
		return;
	out->kind = CHECKSUM_MD5;
	memcpy(out->value, http_response_field(response, "etag") + 1, 32);
}

struct checksum *checksum_new(enum checksum_kind kind)
{
	struct checksum *sum = mem_alloc(sizeof *sum);
	assert((int)kind < KIND_COUNT);
	sum->kind = kind;
	sum->crc = kind == CHECKSUM_CRC32C ? 0xffffffff : 0;
	if (KINDS[kind].is_digest)
		sum->digest = digest_new_kind(KINDS[kind].digest);
	return sum;
}

void checksum_free(struct checksum *sum)
{
	if (!sum)
		return;
	digest_free(sum->digest);
	free(sum);
}

static void add_piece(struct checksum *sum, const char *bytes, size_t len)
{
	unsigned char *at = (unsigned char *)(uintptr_t)bytes; // isa-l forgot its const
	if (sum->digest)
		digest_add(sum->digest, bytes, len);
	else if (sum->kind == CHECKSUM_CRC32)
		sum->crc = crc32_gzip_refl(sum->crc, at, len);
	else if (sum->kind == CHECKSUM_CRC32C)
		sum->crc = crc32_iscsi(at, (int)len, sum->crc);
}

void checksum_add(struct checksum *sum, struct slice bytes)
{
	enum { PIECE = 1 << 30 }; // crc32_iscsi counts in int
	for (size_t at = 0; at < bytes.len; at += PIECE)
		add_piece(sum, bytes.at + at, bytes.len - at < PIECE ? bytes.len - at : PIECE);
}

void checksum_text(struct checksum *sum, char out[CHECKSUM_TEXT])
{
	uint32_t crc = sum->kind == CHECKSUM_CRC32C ? ~sum->crc : sum->crc;
	unsigned char raw[DIGEST_RAW] = {(unsigned char)(crc >> 24), (unsigned char)(crc >> 16),
					 (unsigned char)(crc >> 8), (unsigned char)crc};
	size_t len = sum->digest ? digest_raw(sum->digest, raw) : sizeof crc;
	struct str text = {0};
	if (sum->kind == CHECKSUM_MD5) {
		digest_to_hex(raw, len, out);
		return;
	}
	base64_encode(&text, (struct slice){(char *)raw, len});
	memcpy(out, str_text(&text), text.len + 1);
	str_fini(&text);
}

void base64_encode(struct str *out, struct slice bytes)
{
	static const char DIGITS[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *at = (const unsigned char *)bytes.at;
	for (size_t i = 0; i < bytes.len; i += 3) {
		size_t left = bytes.len - i;
		uint32_t group = (uint32_t)at[i] << 16 | (left > 1 ? (uint32_t)at[i + 1] << 8 : 0) |
				 (left > 2 ? at[i + 2] : 0);
		str_add_char(out, DIGITS[group >> 18]);
		str_add_char(out, DIGITS[group >> 12 & 63]);
		str_add_char(out, left > 1 ? DIGITS[group >> 6 & 63] : '=');
		str_add_char(out, left > 2 ? DIGITS[group & 63] : '=');
	}
}
