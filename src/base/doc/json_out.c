#include "base/json.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

// ---- Escaping ----

static const char *short_escape(uint32_t rune)
{
	switch (rune) {
	case '"': return "\\\"";
	case '\\': return "\\\\";
	case '\n': return "\\n";
	case '\r': return "\\r";
	case '\t': return "\\t";
	default: return NULL;
	}
}

// Controls, and whatever a terminal would act on or hide, go out as \u escapes.
static void add_rune(struct str *out, uint32_t rune, struct slice bytes)
{
	const char *escape = short_escape(rune);
	if (escape)
		str_add_text(out, escape);
	else if (utf8_width(rune) >= 0)
		str_add_slice(out, bytes);
	else if (rune < 0x10000)
		str_addf(out, "\\u%04x", (unsigned)rune);
	else
		str_addf(out, "\\u%04x\\u%04x", (unsigned)(0xd800 + ((rune - 0x10000) >> 10)),
			 (unsigned)(0xdc00 + ((rune - 0x10000) & 0x3ff)));
}

#define EACH_BYTE(c) (UINT64_C(0x0101010101010101) * (c))

// Whether eight bytes are all as they go out: from blank to tilde, no quote and no backslash.
static bool are_plain(const char *at)
{
	uint64_t word, quotes, slashes, top = EACH_BYTE(0x80);
	memcpy(&word, at, sizeof word);
	quotes = word ^ EACH_BYTE('"');
	slashes = word ^ EACH_BYTE('\\');
	return !((((word - EACH_BYTE(0x20)) | (word + EACH_BYTE(1)) | word) |
		  ((quotes - EACH_BYTE(1)) & ~quotes) | ((slashes - EACH_BYTE(1)) & ~slashes)) &
		 top);
}

static size_t plain_prefix(struct slice text)
{
	size_t i = 0;
	while (text.len - i >= 8 && are_plain(text.at + i))
		i += 8;
	while (i < text.len && text.at[i] >= 0x20 && text.at[i] < 0x7f && text.at[i] != '"' &&
	       text.at[i] != '\\')
		i++;
	return i;
}

void json_add_escaped(struct str *out, struct slice text)
{
	while (text.len) {
		size_t plain = plain_prefix(text);
		str_add(out, text.at, plain);
		text.at += plain;
		text.len -= plain;
		if (!text.len)
			return;
		uint32_t rune;
		size_t len = utf8_decode(text, &rune);
		if (len)
			add_rune(out, rune, (struct slice){text.at, len});
		else
			str_add_text(out, "\xef\xbf\xbd");
		text.at += len ? len : 1;
		text.len -= len ? len : 1;
	}
}

// ---- Writing ----

static void begin(struct json_out *out, const char *key)
{
	if (out->has_member >> out->depth & 1)
		str_add_char(out->to, ',');
	out->has_member |= 1U << out->depth;
	if (!key)
		return;
	str_add_char(out->to, '"');
	json_add_escaped(out->to, slice_of(key));
	str_add_text(out->to, "\":");
}

static void open(struct json_out *out, const char *key, char bracket)
{
	begin(out, key);
	str_add_char(out->to, bracket);
	out->depth++;
	out->has_member &= ~(1U << out->depth);
}

void json_open_map(struct json_out *out, const char *key)
{
	open(out, key, '{');
}

void json_open_list(struct json_out *out, const char *key)
{
	open(out, key, '[');
}

void json_close_map(struct json_out *out)
{
	str_add_char(out->to, '}');
	out->depth--;
}

void json_close_list(struct json_out *out)
{
	str_add_char(out->to, ']');
	out->depth--;
}

void json_slice(struct json_out *out, const char *key, struct slice value)
{
	begin(out, key);
	str_add_char(out->to, '"');
	json_add_escaped(out->to, value);
	str_add_char(out->to, '"');
}

void json_text(struct json_out *out, const char *key, const char *value)
{
	if (value)
		json_slice(out, key, slice_of(value));
	else
		json_nothing(out, key);
}

void json_int(struct json_out *out, const char *key, int64_t value)
{
	begin(out, key);
	str_add_int(out->to, value);
}

void json_bool(struct json_out *out, const char *key, bool value)
{
	begin(out, key);
	str_add_text(out->to, value ? "true" : "false");
}

void json_nothing(struct json_out *out, const char *key)
{
	begin(out, key);
	str_add_text(out->to, "null");
}

void json_raw(struct json_out *out, const char *key, struct slice value)
{
	begin(out, key);
	str_add_slice(out->to, value);
}
