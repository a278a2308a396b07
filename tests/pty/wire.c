#include "tests/pty/wire.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

// Code points that must not reach a terminal (UAX #9, UAX #44 Default_Ignorable, general
// categories Cc, Co and Cn of noncharacters), in order. Written out here so that the console's own
// table is not asked about itself.
static const struct {
	uint32_t first, last;
	const char *what;
} FORBIDDEN[] = {
	{0x80, 0x9f, "a C1 control"},
	{0xad, 0xad, "a soft hyphen"},
	{0x34f, 0x34f, "a grapheme joiner"},
	{0x61c, 0x61c, "a bidi mark"},
	{0x115f, 0x1160, "a Hangul filler"},
	{0x180b, 0x180f, "a Mongolian separator"},
	{0x200b, 0x200f, "a zero-width character or bidi mark"},
	{0x2028, 0x202e, "a line separator or bidi control"},
	{0x2060, 0x206f, "an invisible operator or bidi isolate"},
	{0x3164, 0x3164, "a Hangul filler"},
	{0xe000, 0xf8ff, "private use"},
	{0xfdd0, 0xfdef, "a noncharacter"},
	{0xfe00, 0xfe0f, "a variation selector"},
	{0xfeff, 0xfeff, "a byte order mark"},
	{0xffa0, 0xffa0, "a Hangul filler"},
	{0xfff0, 0xfffb, "an annotation control"},
	{0xfffe, 0xffff, "a noncharacter"},
	{0x1fffe, 0x1ffff, "a noncharacter"},
	{0xe0000, 0x10ffff, "a tag, a variation selector or private use"},
};

static const char *judge_rune(uint32_t rune)
{
	for (size_t i = 0; i < sizeof FORBIDDEN / sizeof *FORBIDDEN; i++)
		if (rune >= FORBIDDEN[i].first && rune <= FORBIDDEN[i].last)
			return FORBIDDEN[i].what;
	return NULL;
}

// Length of the sequence that a lead byte begins (RFC 3629), 0 when it begins none.
static size_t length_of(unsigned char lead)
{
	return lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
}

// Sets *len to 0 when the end of the sequence has not come.
static const char *judge_utf8(struct slice rest, size_t *len)
{
	size_t want = length_of((unsigned char)rest.at[0]);
	uint32_t rune = (unsigned char)rest.at[0] & (0x7fU >> want);
	*len = want <= rest.len ? want : 0;
	if (!want)
		return "ill-formed UTF-8";
	for (size_t i = 1; i < want && i < rest.len; i++) {
		unsigned char byte = (unsigned char)rest.at[i];
		if ((byte & 0xc0) != 0x80)
			return "ill-formed UTF-8";
		rune = rune << 6 | (byte & 0x3f);
	}
	return *len ? judge_rune(rune) : NULL;
}

// ESC [ parameters final: what terminfo's full-screen programs use, nothing that asks.
static const char *judge_csi(struct slice rest, size_t *len)
{
	size_t i = 2;
	while (i < rest.len && (unsigned char)rest.at[i] >= 0x20 &&
	       (unsigned char)rest.at[i] < 0x40)
		i++;
	*len = i < rest.len ? i + 1 : 0;
	if (!*len || strchr("ABCDEFGHJKLMPSTXZ@bdfhlmr", rest.at[i]))
		return NULL;
	// xterm's terminfo has its window's title kept while a full-screen program runs.
	struct slice text = {rest.at, *len};
	return slice_starts(text, "\033[22;0;0t") || slice_starts(text, "\033[23;0;0t")
		       ? NULL
		       : "a CSI of another kind";
}

static bool may_become(struct slice rest, struct slice text)
{
	return memcmp(rest.at, text.at, rest.len < text.len ? rest.len : text.len) == 0;
}

// The tests' own mark, whose end has not come, or the beginning of what is copied.
static bool is_cut(struct slice rest)
{
	static const struct slice MARK = {"\033]7777;frame;", 14}, COPY = {"\033]52;c;", 7};
	return (rest.len < MARK.len + 20 && may_become(rest, MARK)) ||
	       (rest.len < COPY.len && may_become(rest, COPY));
}

// What is copied: base64 between OSC 52 and BEL, never a question ("?").
static const char *judge_copy(struct slice rest, size_t *len)
{
	size_t i = sizeof "\033]52;c;" - 1;
	while (i < rest.len && (isalnum((unsigned char)rest.at[i]) || strchr("+/=", rest.at[i])))
		i++;
	*len = i < rest.len ? i + 1 : 0;
	return !*len || rest.at[i] == '\a' ? NULL : "something in the middle of what is copied";
}

static const char *judge_escape(struct slice rest, size_t *len)
{
	if (rest.len > 1 && rest.at[1] == '[')
		return judge_csi(rest, len);
	if (slice_starts(rest, "\033]52;c;"))
		return judge_copy(rest, len);
	size_t want = rest.len > 1 && strchr("()", rest.at[1]) ? 3 : 2;
	*len = want <= rest.len && !is_cut(rest) ? want : 0;
	if (!*len)
		return NULL;
	if (want == 3)
		return strchr("0B", rest.at[2]) ? NULL : "another character set";
	return strchr("78=>MDEH", rest.at[1]) ? NULL : "an escape sequence of another kind";
}

static const char *judge(struct slice rest, size_t *len)
{
	unsigned char byte = (unsigned char)*rest.at;
	*len = 1;
	if (byte == 0x1b)
		return judge_escape(rest, len);
	if (byte >= 0x80)
		return judge_utf8(rest, len);
	bool plain = (byte >= 0x20 && byte != 0x7f) || (byte && strchr("\b\t\n\r\016\017", byte));
	return plain ? NULL : "a C0 control";
}

const char *wire_fault(struct slice bytes, size_t *at)
{
	const char *fault = NULL;
	size_t len = 1;
	for (*at = 0; !fault && len && *at < bytes.len; *at += fault ? 0 : len)
		fault = judge((struct slice){bytes.at + *at, bytes.len - *at}, &len);
	return fault;
}
