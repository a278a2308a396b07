// Where a text's plain bytes end: at a quote, a backslash or a control character. 16 bytes at a
// time where the processor has them side by side, else eight.
//
// Private to the reader. Reads up to DOC_PAD bytes behind the end.
#ifndef GAVEL_PLUGINS_SDK_DOC_DOC_SCAN_H
#define GAVEL_PLUGINS_SDK_DOC_DOC_SCAN_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>

// One bit per byte that stops; bytes above ASCII in *high.
static inline uint32_t doc_stops(const char *at, uint32_t *high)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
	__m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
	__m128i marks = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
				     _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
	*high = (uint32_t)_mm_movemask_epi8(bytes);
	return (uint32_t)_mm_movemask_epi8(_mm_or_si128(control, marks));
}

enum { DOC_STEP = 16 };
#else
static inline uint32_t doc_stops(const char *at, uint32_t *high)
{
	uint32_t stops = 0;
	*high = 0;
	for (int i = 0; i < 8; i++) {
		unsigned char c = (unsigned char)at[i];
		stops |= (uint32_t)(c < 0x20 || c == '"' || c == '\\') << i;
		*high |= (uint32_t)(c >> 7) << i;
	}
	return stops;
}

enum { DOC_STEP = 8 };
#endif

// The first stop, or the end. *high: a byte above ASCII stands before it.
static inline const char *doc_scan(const char *at, const char *end, bool *high)
{
	uint32_t above, any = 0;
	for (; at < end; at += DOC_STEP) {
		uint32_t stops = doc_stops(at, &above);
		if (end - at < DOC_STEP)
			stops |= UINT32_C(1) << (end - at);
		if (stops) {
			int first = __builtin_ctz(stops);
			any |= above & ((UINT32_C(1) << first) - 1);
			*high |= any != 0;
			return at + first;
		}
		any |= above;
	}
	*high |= any != 0;
	return end;
}

// Behind the blanks (0x20) that a line is indented with.
static inline const char *doc_scan_indent(const char *at, const char *end)
{
	const uint64_t blanks = UINT64_C(0x2020202020202020);
	uint64_t word;
	for (; end - at >= 8; at += 8) {
		memcpy(&word, at, sizeof word);
		if (word != blanks)
			break;
	}
	while (at < end && *at == ' ')
		at++;
	return at;
}

#endif
