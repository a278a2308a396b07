#include "base/utf8.h"

#include "base/utf8_table.h"

#include <stdio.h>
#include <string.h>

// Lead bytes: how many follow, and what the first of them may be (Unicode table 3-7).
static const struct lead {
	unsigned char first, last, low, high;
	int length;
} LEADS[] = {
	{0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
	{0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
	{0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

static const struct lead *find_lead(unsigned char c)
{
	for (size_t i = 0; i < sizeof LEADS / sizeof *LEADS; i++)
		if (c >= LEADS[i].first && c <= LEADS[i].last)
			return &LEADS[i];
	return NULL;
}

size_t utf8_decode(struct slice text, uint32_t *rune)
{
	const unsigned char *at = (const unsigned char *)text.at;
	if (!text.len)
		return 0;
	*rune = at[0];
	if (at[0] < 0x80)
		return 1;
	const struct lead *lead = find_lead(at[0]);
	if (!lead || text.len < (size_t)lead->length || at[1] < lead->low || at[1] > lead->high)
		return 0;
	*rune = at[0] & (0xffU >> (lead->length + 1));
	for (int i = 1; i < lead->length; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		*rune = *rune << 6 | (at[i] & 0x3fU);
	}
	return (size_t)lead->length;
}

size_t utf8_encode(uint32_t rune, char out[4])
{
	if (rune < 0x80) {
		out[0] = (char)rune;
		return 1;
	}
	size_t length = rune < 0x800 ? 2 : rune < 0x10000 ? 3 : 4;
	for (size_t i = length - 1; i > 0; i--, rune >>= 6)
		out[i] = (char)(0x80 | (rune & 0x3f));
	out[0] = (char)((0xf00U >> length & 0xf0U) | rune);
	return length;
}

static uint64_t load_word(const char *at)
{
	uint64_t word;
	memcpy(&word, at, sizeof word);
	return word;
}

static size_t skip_ascii(const char *at, size_t len)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	size_t i = 0;
	for (; i + 32 <= len; i += 32)
		if ((load_word(at + i) | load_word(at + i + 8) | load_word(at + i + 16) |
		     load_word(at + i + 24)) &
		    high)
			break;
	for (; i + 8 <= len; i += 8)
		if (load_word(at + i) & high)
			break;
	while (i < len && (unsigned char)at[i] < 0x80)
		i++;
	return i;
}

struct slice utf8_unmarked(struct slice text)
{
	enum { LEN = 3 };
	bool marked = slice_starts(text, "\xef\xbb\xbf");
	return marked ? (struct slice){text.at + LEN, text.len - LEN} : text;
}

size_t utf8_valid(struct slice text)
{
	size_t at = 0;
	while (at < text.len && (at += skip_ascii(text.at + at, text.len - at)) < text.len) {
		uint32_t rune;
		size_t length = utf8_decode((struct slice){text.at + at, text.len - at}, &rune);
		if (!length)
			return at;
		at += length;
	}
	return at;
}

int utf8_width(uint32_t rune)
{
	if (rune >= 0x20 && rune < 0x7f)
		return 1;
	size_t low = 0, high = UTF8_RANGE_COUNT;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (rune > UTF8_RANGES[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < UTF8_RANGE_COUNT && rune >= UTF8_RANGES[low].first)
		return UTF8_RANGES[low].width;
	return 1;
}

// Takes the combining marks that follow a base character, at most 4.
static size_t take_combining(struct slice rest)
{
	size_t taken = 0;
	for (int marks = 0; marks < 4; marks++) {
		uint32_t rune;
		size_t length =
			utf8_decode((struct slice){rest.at + taken, rest.len - taken}, &rune);
		if (!length || rune < 0x300 || utf8_width(rune) != 0)
			break;
		taken += length;
	}
	return taken;
}

bool utf8_next(struct slice *rest, struct grapheme *out)
{
	if (!rest->len)
		return false;
	*out = (struct grapheme){
		.bytes = {rest->at, 1}, .rune = (unsigned char)rest->at[0], .width = 1};
	size_t length = utf8_decode(*rest, &out->rune);
	if (length)
		out->bytes.len = length;
	int width = length ? utf8_width(out->rune) : -1;
	// A combining mark with nothing to stand on is shown as a mark too.
	out->marked = width <= 0;
	if (out->marked) {
		char mark[13];
		out->width = (int)utf8_mark(out, mark);
	} else {
		out->width = width;
		out->bytes.len += take_combining(
			(struct slice){rest->at + out->bytes.len, rest->len - out->bytes.len});
	}
	rest->at += out->bytes.len;
	rest->len -= out->bytes.len;
	return true;
}

size_t utf8_mark(const struct grapheme *g, char out[13])
{
	bool ill = g->bytes.len == 1 && (unsigned char)g->bytes.at[0] >= 0x80;
	return (size_t)snprintf(out, 13, ill ? "<0x%02X>" : "<U+%04X>",
				(unsigned)(g->rune & 0x1fffff));
}

static void add_grapheme(struct str *out, const struct grapheme *g, bool keep_lines)
{
	char mark[13];
	bool line = g->rune == '\n' || g->rune == '\t';
	if (g->marked && !(line && keep_lines))
		str_add(out, mark, utf8_mark(g, mark));
	else
		str_add_slice(out, g->bytes);
}

void utf8_add_safe(struct str *out, struct slice text, bool keep_lines)
{
	struct grapheme g;
	while (utf8_next(&text, &g))
		add_grapheme(out, &g, keep_lines);
}

size_t utf8_columns(struct slice text)
{
	struct grapheme g;
	size_t columns = 0;
	while (utf8_next(&text, &g))
		columns += (size_t)g.width;
	return columns;
}
