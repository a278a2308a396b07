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
};

typedef struct marks mark_block(const char *bytes);

// ---- Marking a block: the portable way, and what the processor has for it ----

// The high bit of every byte of x that is `c` (Mycroft's test, exact for each byte).
static uint64_t same_bytes(uint64_t x, uint64_t c)
{
	const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);
	uint64_t y = x ^ c * UINT64_C(0x0101010101010101);
	return ~(((y & low) + low) | y | low);
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
	}
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

static inline struct marks mark_sse2(const char *bytes)
{
	__m128i v[4];
	for (int i = 0; i < 4; i++)
		v[i] = _mm_loadu_si128((const __m128i *)(const void *)(bytes + 16 * i));
	return (struct marks){find_sse2(v, '"'), find_sse2(v, ','), find_sse2(v, '\n')};
}

#define WIDE __attribute__((target("avx2,bmi,bmi2,popcnt")))

WIDE static inline uint64_t find_avx2(__m256i low, __m256i high, char c)
{
	const __m256i want = _mm256_set1_epi8(c);
	uint32_t first = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, want)),
		 second = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, want));
	return (uint64_t)second << 32 | first;
}

WIDE static inline struct marks mark_avx2(const char *bytes)
{
	__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)bytes),
		high = _mm256_loadu_si256((const __m256i *)(const void *)(bytes + 32));
	return (struct marks){find_avx2(low, high, '"'), find_avx2(low, high, ','),
			      find_avx2(low, high, '\n')};
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

// Eight at a time, because most blocks have about that many; what is written beyond the last is
// of no meaning.
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

__attribute__((always_inline)) static inline void scan_window(struct csv_scan *scan,
							      const char *bytes, size_t end,
							      mark_block *mark)
{
	for (; scan->at < end && !scan->odd; scan->at += BLOCK) {
		size_t left = end - scan->at;
		uint64_t valid = left < BLOCK ? (UINT64_C(1) << left) - 1 : ~UINT64_C(0);
		struct marks m = mark(bytes + scan->at);
		m.quotes &= valid;
		m.commas &= valid;
		m.newlines &= valid;
		if (m.quotes | scan->inside | scan->closed)
			valid = take_quotes(scan, &m, valid);
		else
			scan->may_open = (m.commas | m.newlines) >> 63;
		uint64_t stops = (m.commas | m.newlines) & valid;
		if (m.newlines & valid)
			add_lines(scan, stops, m.newlines & valid);
		add_stops(scan, stops, (uint32_t)scan->at);
	}
}

static void window_portable(struct csv_scan *scan, const char *bytes, size_t end)
{
	scan_window(scan, bytes, end, mark_portable);
}

#if defined(__x86_64__)
static void window_narrow(struct csv_scan *scan, const char *bytes, size_t end)
{
	scan_window(scan, bytes, end, mark_sse2);
}

WIDE static void window_wide(struct csv_scan *scan, const char *bytes, size_t end)
{
	scan_window(scan, bytes, end, mark_avx2);
}

static bool has_wide(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}

#define BEST (has_wide() ? CSV_SCAN_WIDE : CSV_SCAN_NARROW)
#else
#define window_narrow window_portable
#define window_wide   window_portable
#define BEST	      CSV_SCAN_PORTABLE
#endif

void csv_scan_use(struct csv_scan *scan, enum csv_scan_way way)
{
	scan->window = way == CSV_SCAN_WIDE && BEST == CSV_SCAN_WIDE ? window_wide
		       : way == CSV_SCAN_NARROW			     ? window_narrow
								     : window_portable;
}

void csv_scan_init(struct csv_scan *scan)
{
	*scan = (struct csv_scan){.stops = NULL};
	csv_scan_use(scan, BEST);
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
