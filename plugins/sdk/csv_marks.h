// Marking a block of 64 bytes: the portable way, and what the processor has for it. Each marks the
// same. Private to csv_scan.c.
#ifndef GAVEL_PLUGINS_SDK_CSV_MARKS_H
#define GAVEL_PLUGINS_SDK_CSV_MARKS_H

#include <stdint.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { BLOCK = 64 };

// One bit per byte of a block.
struct marks {
	uint64_t quotes, commas, newlines;
	uint64_t strange; // neither printable ASCII nor a newline
};

typedef struct marks mark_block(const char *bytes);

// The high bit of every byte of x that is `c` (Mycroft's test, exact for each byte).
static inline uint64_t same_bytes(uint64_t x, uint64_t c)
{
	const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);
	uint64_t y = x ^ c * UINT64_C(0x0101010101010101);
	return ~(((y & low) + low) | y | low);
}

// The high bit of every byte of x that is below ' ' or above ASCII.
static inline uint64_t unprintable_bytes(uint64_t x)
{
	const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f), above = UINT64_C(0x6060606060606060);
	return (~((x & low) + above) | x) & ~low;
}

// Eight high bits gathered into one byte, the first byte's lowest.
static inline uint64_t gather(uint64_t high)
{
	return (high >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

static inline struct marks mark_portable(const char *bytes)
{
	struct marks m = {0};
	for (int i = 0; i < BLOCK; i += 8) {
		uint64_t word = 0;
		for (int b = 7; b >= 0; b--) // the first byte lowest, on any machine
			word = word << 8 | (unsigned char)bytes[i + b];
		m.quotes |= gather(same_bytes(word, '"')) << i;
		m.commas |= gather(same_bytes(word, ',')) << i;
		m.newlines |= gather(same_bytes(word, '\n')) << i;
		m.strange |= gather(unprintable_bytes(word)) << i;
	}
	m.strange &= ~m.newlines;
	return m;
}

#if defined(__x86_64__)
static inline uint64_t find_sse2(const __m128i v[4], char c)
{
	uint64_t found = 0;
	const __m128i want = _mm_set1_epi8(c);
	for (int i = 0; i < 4; i++)
		found |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v[i], want))
			 << 16 * i;
	return found;
}

// Bytes above ASCII are negative ones.
static inline uint64_t below_sse2(const __m128i v[4], char c)
{
	uint64_t found = 0;
	for (int i = 0; i < 4; i++)
		found |= (uint64_t)(unsigned)_mm_movemask_epi8(
				 _mm_cmpgt_epi8(_mm_set1_epi8(c), v[i]))
			 << 16 * i;
	return found;
}

static inline struct marks mark_sse2(const char *bytes)
{
	__m128i v[4];
	for (int i = 0; i < 4; i++)
		v[i] = _mm_loadu_si128((const __m128i *)(const void *)(bytes + 16 * i));
	uint64_t newlines = find_sse2(v, '\n');
	return (struct marks){find_sse2(v, '"'), find_sse2(v, ','), newlines,
			      below_sse2(v, ' ') & ~newlines};
}

#define WIDE __attribute__((target("avx2,bmi,bmi2,popcnt")))

WIDE static inline uint64_t find_avx2(__m256i low, __m256i high, char c)
{
	const __m256i want = _mm256_set1_epi8(c);
	uint32_t first = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, want)),
		 second = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, want));
	return (uint64_t)second << 32 | first;
}

WIDE static inline uint64_t below_avx2(__m256i low, __m256i high, char c)
{
	const __m256i want = _mm256_set1_epi8(c);
	uint32_t first = (uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(want, low)),
		 second = (uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(want, high));
	return (uint64_t)second << 32 | first;
}

WIDE static inline struct marks mark_avx2(const char *bytes)
{
	__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)bytes),
		high = _mm256_loadu_si256((const __m256i *)(const void *)(bytes + 32));
	uint64_t newlines = find_avx2(low, high, '\n');
	return (struct marks){find_avx2(low, high, '"'), find_avx2(low, high, ','), newlines,
			      below_avx2(low, high, ' ') & ~newlines};
}

#define WIDEST __attribute__((target("avx512f,avx512bw,avx512vbmi2,avx2,bmi,bmi2,popcnt")))

WIDEST static inline struct marks mark_avx512(const char *bytes)
{
	__m512i v = _mm512_loadu_si512(bytes);
	uint64_t newlines = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\n'));
	return (struct marks){_mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('"')),
			      _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(',')), newlines,
			      _mm512_cmplt_epi8_mask(v, _mm512_set1_epi8(' ')) & ~newlines};
}
#endif

#endif
