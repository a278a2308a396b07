#include "plugins/scans/words/words.h"

#include "base/utf8.h"

#include <string.h>
#include <strings.h>

static const struct {
	const char *name, *text;
} ENTITIES[] = {
	{"amp;", "&"}, {"lt;", "<"}, {"gt;", ">"}, {"quot;", "\""}, {"apos;", "'"}, {"nbsp;", " "},
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// "<p>", "</p>", "<br/>": its length; 0 when it is no tag but a sign that stands there.
static size_t tag_length(struct slice text)
{
	size_t at = text.len > 1 && text.at[1] == '/' ? 2 : 1;
	const char *end = memchr(text.at, '>', text.len);
	if (at >= text.len || !is_letter(text.at[at]) || !end)
		return 0;
	return (size_t)(end - text.at) + 1;
}

static bool breaks_line(struct slice tag)
{
	static const char *const names[] = {"</p", "<br", "</li", "</div", "</tr", "</pre"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t len = strlen(names[i]);
		if (tag.len > len && strncasecmp(tag.at, names[i], len) == 0 &&
		    !is_letter(tag.at[len]))
			return true;
	}
	return false;
}

// "&#65;" or "&#x41;" at the beginning of text: its length, or 0.
static size_t add_number(struct str *out, struct slice text)
{
	bool hex = text.len > 2 && (text.at[2] == 'x' || text.at[2] == 'X');
	size_t at = hex ? 3 : 2, first = at;
	uint32_t rune = 0;
	char bytes[4];
	for (; at < text.len && at - first < 7 && text.at[at] != ';'; at++) {
		const char *digits = "0123456789abcdef", c = (char)(text.at[at] | 0x20);
		const char *digit = memchr(digits, is_letter(c) ? c : text.at[at], hex ? 16 : 10);
		if (!digit)
			return 0;
		rune = rune * (hex ? 16 : 10) + (uint32_t)(digit - digits);
	}
	if (at == first || at >= text.len || text.at[at] != ';')
		return 0;
	bool sound = rune && rune <= 0x10FFFF && (rune < 0xD800 || rune > 0xDFFF);
	str_add(out, bytes, utf8_encode(sound ? rune : 0xFFFD, bytes));
	return at + 1;
}

static size_t add_entity(struct str *out, struct slice text)
{
	if (text.len > 1 && text.at[1] == '#')
		return add_number(out, text);
	for (size_t i = 0; i < sizeof ENTITIES / sizeof *ENTITIES; i++)
		if (slice_starts(slice_from(text, 1), ENTITIES[i].name)) {
			str_add_text(out, ENTITIES[i].text);
			return strlen(ENTITIES[i].name) + 1;
		}
	return 0;
}

static size_t add_tag(struct str *out, struct slice text)
{
	size_t length = tag_length(text);
	if (length && breaks_line((struct slice){text.at, length}) && out->len)
		str_add_char(out, '\n');
	return length;
}

// What a piece of text at a special sign becomes: how much of it was taken.
static size_t add_special(struct str *out, struct slice text)
{
	size_t taken = text.at[0] == '<'   ? add_tag(out, text)
		       : text.at[0] == '&' ? add_entity(out, text)
					   : 0;
	if (!taken)
		str_add_char(out, text.at[0]);
	return taken ? taken : 1;
}

struct slice words_plain(struct slice html, struct arena *arena)
{
	struct str out = {0};
	while (html.len)
		html = slice_from(html, add_special(&out, html));
	struct slice text = {arena_slice(arena, str_slice(&out)), out.len};
	str_fini(&out);
	while (text.len && strchr("\n\r\t ", text.at[text.len - 1]))
		text.len--;
	return text;
}
