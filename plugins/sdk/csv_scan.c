#include "plugins/sdk/csv_scan.h"

#include <stdlib.h>
#include <string.h>

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
typedef void add_places(struct csv_scan *scan, uint64_t stops, uint32_t base);

// ---- Marking a block: the portable way, and what the processor has for it ----

// The high bit of every byte of x that is `c` (Mycroft's test, exact for each byte).
static uint64_t same_bytes(uint64_t x, uint64_t c)
{
	const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);
	uint64_t y = x ^ c * UINT64_C(0x0101010101010101);
	return ~(((y & low) + low) | y | low);
}

// The high bit of every byte of x that is below ' ' or above ASCII.
static uint64_t unprintable_bytes(uint64_t x)
{
	const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f), above = UINT64_C(0x6060606060606060);
	return (~((x & low) + above) | x) & ~low;
}

// Eight high bits gathered into one byte, the first byte's lowest.
static uint64_t gather(uint64_t high)
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

// ---- Stops of a window ----

// Each bit becomes the exclusive-or of all bits up to it: set from an opening quote to before
// the closing one.
static inline uint64_t between(uint64_t quotes)
{
	for (int shift = 1; shift < BLOCK; shift *= 2)
		quotes ^= quotes << shift;
	return quotes;
}

// Takes the bytes inside quotes out of the block's marks. Returns the places up to which the
// block can be trusted, all ones when all of it.
static inline uint64_t take_quotes(struct csv_scan *scan, struct marks *m, uint64_t valid)
{
	uint64_t inside = between(m->quotes) ^ scan->inside;
	uint64_t opening = m->quotes & inside, closing = m->quotes & ~inside;
	m->commas &= ~inside;
	m->newlines &= ~inside;
	uint64_t edges = m->commas | m->newlines | m->quotes;
	uint64_t odd = (opening & ~(edges << 1 | scan->may_open)) |
		       ((closing << 1 | scan->closed) & ~edges & valid);
	scan->inside = inside >> 63 ? ~UINT64_C(0) : 0;
	scan->may_open = edges >> 63;
	scan->closed = closing >> 63;
	scan->odd = odd;
	return odd ? (odd & -odd) - 1 : ~UINT64_C(0);
}

static inline void add_lines(struct csv_scan *scan, uint64_t stops, uint64_t newlines)
{
	for (; newlines; newlines &= newlines - 1) {
		uint64_t before = stops & ((newlines & -newlines) - 1);
		scan->lines[scan->line_count++] =
			(uint32_t)(scan->stop_count + (size_t)__builtin_popcountll(before));
	}
}

// Each way of adding a block's stops may write up to BLOCK of them, whatever their number: what
// is written beyond the last is of no meaning.

// Eight at a time, because most blocks have about that many.
static inline void add_stops(struct csv_scan *scan, uint64_t stops, uint32_t base)
{
	const uint64_t top = UINT64_C(1) << 63;
	uint32_t *to = scan->stops + scan->stop_count;
	scan->stop_count += (size_t)__builtin_popcountll(stops);
	for (; stops; to += 8) {
#pragma GCC unroll 8
		for (int i = 0; i < 8; i++, stops &= stops - 1)
			to[i] = base + (uint32_t)__builtin_ctzll(stops | top);
	}
}

#if defined(__x86_64__)
WIDEST static inline void add_sixteen(uint32_t *to, __m128i places, uint32_t base)
{
	_mm512_storeu_si512(
		to, _mm512_add_epi32(_mm512_cvtepu8_epi32(places), _mm512_set1_epi32((int)base)));
}

// All places of a block are written down, and those that are stops moved to the front.
WIDEST static inline void add_stops_avx512(struct csv_scan *scan, uint64_t stops, uint32_t base)
{
	const __m512i all = _mm512_set_epi64(
		0x3f3e3d3c3b3a3938, 0x3736353433323130, 0x2f2e2d2c2b2a2928, 0x2726252423222120,
		0x1f1e1d1c1b1a1918, 0x1716151413121110, 0x0f0e0d0c0b0a0908, 0x0706050403020100);
	const __m512i places = _mm512_maskz_compress_epi8(stops, all);
	uint32_t *to = scan->stops + scan->stop_count;
	size_t count = (size_t)__builtin_popcountll(stops);
	scan->stop_count += count;
	add_sixteen(to, _mm512_castsi512_si128(places), base);
	if (count <= 16)
		return;
	add_sixteen(to + 16, _mm512_extracti32x4_epi32(places, 1), base);
	add_sixteen(to + 32, _mm512_extracti32x4_epi32(places, 2), base);
	add_sixteen(to + 48, _mm512_extracti32x4_epi32(places, 3), base);
}
#endif

__attribute__((always_inline)) static inline void scan_window(struct csv_scan *scan,
							      const char *bytes, size_t end,
							      mark_block *mark, add_places *add)
{
	for (; scan->at < end && !scan->odd; scan->at += BLOCK) {
		size_t left = end - scan->at;
		uint64_t valid = left < BLOCK ? (UINT64_C(1) << left) - 1 : ~UINT64_C(0);
		struct marks m = mark(bytes + scan->at);
		m.quotes &= valid;
		m.commas &= valid;
		m.newlines &= valid;
		if (m.strange & valid)
			scan->strange = scan->at + BLOCK;
		if (m.quotes | scan->inside | scan->closed)
			valid = take_quotes(scan, &m, valid);
		else
			scan->may_open = (m.commas | m.newlines) >> 63;
		uint64_t stops = (m.commas | m.newlines) & valid;
		if (m.newlines & valid)
			add_lines(scan, stops, m.newlines & valid);
		add(scan, stops, (uint32_t)scan->at);
	}
}

static void window_portable(struct csv_scan *scan, const char *bytes, size_t end)
{
	scan_window(scan, bytes, end, mark_portable, add_stops);
}

#if defined(__x86_64__)
static void window_narrow(struct csv_scan *scan, const char *bytes, size_t end)
{
	scan_window(scan, bytes, end, mark_sse2, add_stops);
}

WIDE static void window_wide(struct csv_scan *scan, const char *bytes, size_t end)
{
	scan_window(scan, bytes, end, mark_avx2, add_stops);
}

WIDEST static void window_widest(struct csv_scan *scan, const char *bytes, size_t end)
{
	scan_window(scan, bytes, end, mark_avx512, add_stops_avx512);
}

static bool has(enum csv_scan_way way)
{
	bool wide = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
	return way == CSV_SCAN_WIDEST ? wide && __builtin_cpu_supports("avx512bw") &&
						__builtin_cpu_supports("avx512vbmi2")
				      : way != CSV_SCAN_WIDE || wide;
}
#else
#define window_narrow window_portable
#define window_wide   window_portable
#define window_widest window_portable

static bool has(enum csv_scan_way way)
{
	return way == CSV_SCAN_PORTABLE;
}
#endif

void csv_scan_use(struct csv_scan *scan, enum csv_scan_way way)
{
	static void (*const WINDOWS[])(struct csv_scan *, const char *,
				       size_t) = {[CSV_SCAN_PORTABLE] = window_portable,
						  [CSV_SCAN_NARROW] = window_narrow,
						  [CSV_SCAN_WIDE] = window_wide,
						  [CSV_SCAN_WIDEST] = window_widest};
	while (!has(way))
		way--;
	scan->window = WINDOWS[way];
}

void csv_scan_init(struct csv_scan *scan)
{
	*scan = (struct csv_scan){.stops = NULL};
	csv_scan_use(scan, CSV_SCAN_WIDEST);
	scan->lines = mem_resize(NULL, (CSV_SCAN_WINDOW + BLOCK) * sizeof *scan->lines);
	csv_scan_begin(scan, 0);
}

void csv_scan_fini(struct csv_scan *scan)
{
	free(scan->stops);
	free(scan->lines);
	*scan = (struct csv_scan){0};
}

void csv_scan_begin(struct csv_scan *scan, size_t at)
{
	scan->stop_count = scan->line_count = 0;
	scan->at = at;
	scan->inside = scan->closed = 0;
	scan->strange = 0;
	scan->may_open = 1;
	scan->odd = false;
}

void csv_scan_drop(struct csv_scan *scan, size_t first)
{
	scan->stop_count -= first;
	if (scan->stop_count)
		memmove(scan->stops, scan->stops + first, scan->stop_count * sizeof *scan->stops);
	scan->line_count = 0;
}

void csv_scan_more(struct csv_scan *scan, const char *bytes, size_t end)
{
	size_t need = scan->stop_count + CSV_SCAN_WINDOW + 2 * BLOCK;
	if (need > scan->stop_room) {
		scan->stop_room = need + need / 2;
		scan->stops = mem_resize(scan->stops, scan->stop_room * sizeof *scan->stops);
	}
	size_t left = end - scan->at;
	scan->window(scan, bytes, left < CSV_SCAN_WINDOW ? end : scan->at + CSV_SCAN_WINDOW);
	if (scan->at > end)
		scan->at = end;
}
