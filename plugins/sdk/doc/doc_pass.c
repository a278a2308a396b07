#include "plugins/sdk/doc/doc_pass.h"

#include "plugins/sdk/doc/doc_private.h"

// ---- 64 bytes at a time ----

enum { BLOCK = 64 };
_Static_assert((int)BLOCK <= (int)DOC_PAD, "a block may begin before the end of the window");

// One bit per byte. Brackets differ from braces in one bit, and need not be told apart.
struct marks {
	uint64_t quotes, slashes, opens, closes, lines;
};

#if defined(__SSE2__)
#include <emmintrin.h>

static uint64_t equal(__m128i bytes, char c, int shift)
{
	__m128i same = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c));
	return (uint64_t)(uint32_t)_mm_movemask_epi8(same) << shift;
}

static struct marks marks_of(const char *at)
{
	struct marks m = {0};
	for (int i = 0; i < BLOCK; i += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(at + i));
		__m128i braces = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
		m.quotes |= equal(bytes, '"', i);
		m.slashes |= equal(bytes, '\\', i);
		m.lines |= equal(bytes, '\n', i);
		m.opens |= equal(braces, '{', i);
		m.closes |= equal(braces, '}', i);
	}
	return m;
}
#else
static struct marks marks_of(const char *at)
{
	struct marks m = {0};
	for (int i = 0; i < BLOCK; i++) {
		m.quotes |= (uint64_t)(at[i] == '"') << i;
		m.slashes |= (uint64_t)(at[i] == '\\') << i;
		m.lines |= (uint64_t)(at[i] == '\n') << i;
		m.opens |= (uint64_t)((at[i] | 0x20) == '{') << i;
		m.closes |= (uint64_t)((at[i] | 0x20) == '}') << i;
	}
	return m;
}
#endif

// ---- The walk ----

struct pass {
	uint64_t text;	  // all bits: the block begins inside a text
	uint64_t escaped; // 1: its first byte is escaped
	int64_t depth;
};

static uint64_t first_bits(size_t count)
{
	return count < BLOCK ? (UINT64_C(1) << count) - 1 : UINT64_MAX;
}

// The bytes behind a backslash that is not escaped itself, of a block of `len`.
static uint64_t escaped_bytes(struct pass *pass, uint64_t slashes, size_t len)
{
	uint64_t escaped = pass->escaped;
	slashes &= ~escaped;
	pass->escaped = 0;
	while (slashes) {
		uint64_t slash = slashes & -slashes;
		if (slash == UINT64_C(1) << (len - 1))
			pass->escaped = 1;
		else
			escaped |= slash << 1;
		slashes &= ~(slash | slash << 1);
	}
	return escaped;
}

// The bytes that are inside of texts, their closing quotes not.
static uint64_t text_bytes(struct pass *pass, uint64_t quotes)
{
	uint64_t text = quotes;
	for (int shift = 1; shift < BLOCK; shift *= 2)
		text ^= text << shift;
	text ^= pass->text;
	pass->text = text >> (BLOCK - 1) ? UINT64_MAX : 0;
	return text;
}

// Few of a block's bytes are brackets.
static int64_t count_of(uint64_t bits)
{
	int64_t count = 0;
	for (; bits; bits &= bits - 1)
		count++;
	return count;
}

// How many of the block's bytes are passed: up to behind the bracket that closes the value, or all.
static size_t pass_block(struct pass *pass, const struct marks *m, size_t len)
{
	uint64_t valid = first_bits(len);
	uint64_t escaped = escaped_bytes(pass, m->slashes & valid, len);
	uint64_t outside = valid & ~text_bytes(pass, m->quotes & valid & ~escaped);
	uint64_t opens = m->opens & outside, closes = m->closes & outside;
	int64_t down = count_of(closes);
	if (pass->depth > down) {
		pass->depth += count_of(opens) - down;
		return len;
	}
	for (uint64_t both = opens | closes; both; both &= both - 1) {
		pass->depth += opens & both & -both ? 1 : -1;
		if (!pass->depth)
			return (size_t)__builtin_ctzll(both) + 1;
	}
	return len;
}

static void count_lines(struct doc *doc, uint64_t lines)
{
	if (!lines)
		return;
	doc->line += __builtin_popcountll(lines);
	doc->line_began = doc_offset(doc) + BLOCK - __builtin_clzll(lines);
}

static void pass_window(struct doc *doc, struct pass *pass)
{
	do {
		size_t left = (size_t)(doc->end - doc->at), len = left < BLOCK ? left : BLOCK;
		struct marks m = marks_of(doc->at);
		size_t passed = pass_block(pass, &m, len);
		count_lines(doc, m.lines & first_bits(passed));
		doc->at += passed;
	} while (pass->depth && doc->at < doc->end);
}

bool doc_pass_brackets(struct doc *doc, struct err *err)
{
	struct pass pass = {0};
	bool more = true;
	do {
		if (doc->at == doc->end && !doc_fill(doc, &more, err))
			return false;
		if (!more)
			return doc_cut_short(doc, err);
		pass_window(doc, &pass);
	} while (pass.depth);
	return true;
}
