#include "plugins/sdk/csv_scan.h"

#include "plugins/sdk/csv_marks.h"

#include <stdlib.h>
#include <string.h>

typedef void add_places(struct csv_scan *scan, uint64_t stops, uint32_t base);

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
