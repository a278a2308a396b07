#include "findings/hash.h"

#include <string.h>

// The key is the one of the reference implementation's test vectors: 00 01 02 … 0f.
#define KEY_LOW	 UINT64_C(0x0706050403020100)
#define KEY_HIGH UINT64_C(0x0f0e0d0c0b0a0908)

struct sip {
	uint64_t v0, v1, v2, v3;
};

static uint64_t turn(uint64_t x, int by)
{
	return (x << by) | (x >> (64 - by));
}

static void mix(struct sip *s, int rounds)
{
	while (rounds--) {
		s->v0 += s->v1;
		s->v1 = turn(s->v1, 13) ^ s->v0;
		s->v0 = turn(s->v0, 32);
		s->v2 += s->v3;
		s->v3 = turn(s->v3, 16) ^ s->v2;
		s->v0 += s->v3;
		s->v3 = turn(s->v3, 21) ^ s->v0;
		s->v2 += s->v1;
		s->v1 = turn(s->v1, 17) ^ s->v2;
		s->v2 = turn(s->v2, 32);
	}
}

// Eight bytes, the first the lowest, on any machine.
static uint64_t word_of(const unsigned char *at)
{
	uint64_t word;
	memcpy(&word, at, sizeof word);
	return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap64(word) : word;
}

// The same of fewer.
static uint64_t word_at(const unsigned char *at, size_t len)
{
	uint64_t word = 0;
	for (size_t i = 0; i < len; i++)
		word |= (uint64_t)at[i] << (8 * i);
	return word;
}

static void take(struct sip *s, uint64_t word)
{
	s->v3 ^= word;
	mix(s, 2);
	s->v0 ^= word;
}

struct key128 key128_of(struct slice bytes)
{
	struct sip s = {KEY_LOW ^ UINT64_C(0x736f6d6570736575),
			KEY_HIGH ^ UINT64_C(0x646f72616e646f6d) ^ 0xee,
			KEY_LOW ^ UINT64_C(0x6c7967656e657261),
			KEY_HIGH ^ UINT64_C(0x7465646279746573)};
	const unsigned char *at = (const unsigned char *)bytes.at;
	size_t left = bytes.len;
	for (; left >= 8; left -= 8, at += 8)
		take(&s, word_of(at));
	take(&s, word_at(at, left) | (uint64_t)bytes.len << 56);
	struct key128 key;
	s.v2 ^= 0xee;
	mix(&s, 4);
	key.low = s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
	s.v1 ^= 0xdd;
	mix(&s, 4);
	key.high = s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
	return key;
}

uint64_t key64_of(struct slice bytes)
{
	uint64_t key = key128_of(bytes).low;
	return key ? key : 1;
}

int key128_compare(struct key128 a, struct key128 b)
{
	if (a.high != b.high)
		return a.high < b.high ? -1 : 1;
	return (a.low > b.low) - (a.low < b.low);
}

bool key128_is_zero(struct key128 key)
{
	return !key.high && !key.low;
}

void key128_add(struct key128 *sum, struct key128 part)
{
	sum->low += part.low;
	sum->high += part.high + (sum->low < part.low);
}
