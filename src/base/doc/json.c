#include "base/json.h"

#include "base/doc/json_private.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 16 };

// Where reading stands; fails at `at`.
struct reader {
	const char *start, *at, *end;
	const char *what;
	uint64_t keys; // a bit for each that was met, by its first byte and length
};

static bool fail(struct reader *r, const char *what)
{
	if (!r->what)
		r->what = what;
	return false;
}

static void skip_blanks(struct reader *r)
{
	while (r->at < r->end &&
	       (*r->at == ' ' || *r->at == '\t' || *r->at == '\r' || *r->at == '\n'))
		r->at++;
}

static bool take(struct reader *r, char c, const char *what)
{
	if (r->at == r->end || *r->at != c)
		return fail(r, what);
	r->at++;
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int32_t json_hex_unit(const char *at, const char *end)
{
	int32_t unit = 0;
	if (end - at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int digit = hex_digit(at[i]);
		if (digit < 0)
			return -1;
		unit = unit * 16 + digit;
	}
	return unit;
}

// After "\u": a unit, or a pair of surrogates.
static bool take_unicode(struct reader *r)
{
	int32_t unit = json_hex_unit(r->at, r->end);
	if (unit < 0 || (unit >= 0xdc00 && unit <= 0xdfff))
		return fail(r, "a bad \\u escape");
	r->at += 4;
	if (unit < 0xd800 || unit > 0xdbff)
		return true;
	int32_t low = r->end - r->at >= 6 && r->at[0] == '\\' && r->at[1] == 'u'
			      ? json_hex_unit(r->at + 2, r->end)
			      : -1;
	if (low < 0xdc00 || low > 0xdfff)
		return fail(r, "half of a surrogate pair");
	r->at += 6;
	return true;
}

static bool take_escape(struct reader *r)
{
	r->at++;
	if (r->at == r->end)
		return fail(r, "text that does not end");
	char c = *r->at++;
	if (c == 'u')
		return take_unicode(r);
	return strchr("\"\\/bfnrt", c) && c ? true : fail(r, "an escape that JSON does not have");
}

#define EACH_BYTE(c) (UINT64_C(0x0101010101010101) * (c))

// The top bit of every byte below `least`, which is at most 0x80; up to the first of them the
// others have none.
static uint64_t bytes_below(uint64_t word, unsigned least)
{
	return (word - EACH_BYTE(least)) & ~word & EACH_BYTE(0x80);
}

// The first byte that is none of a plain text's: a quote, a backslash, a control character.
static const char *plain_end(const char *at, const char *end)
{
	uint64_t word, stops;
	for (; end - at >= 8; at += 8) {
		memcpy(&word, at, sizeof word);
		stops = bytes_below(word, 0x20) | bytes_below(word ^ EACH_BYTE('"'), 1) |
			bytes_below(word ^ EACH_BYTE('\\'), 1);
		if (stops && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
			return at + __builtin_ctzll(stops) / 8;
		if (stops)
			break;
	}
	while (at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20)
		at++;
	return at;
}

// From the opening quote to behind the closing one; raw is what stands between.
static bool take_text(struct reader *r, struct slice *raw, bool *escaped)
{
	if (!take(r, '"', "a text was expected"))
		return false;
	const char *start = r->at;
	*escaped = false;
	while ((r->at = plain_end(r->at, r->end)) < r->end && *r->at != '"') {
		if (*r->at != '\\')
			return fail(r, "a control character in a text");
		*escaped = true;
		if (!take_escape(r))
			return false;
	}
	*raw = (struct slice){start, (size_t)(r->at - start)};
	return take(r, '"', "text that does not end");
}

static size_t count_digits(struct reader *r)
{
	const char *start = r->at;
	while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
		r->at++;
	return (size_t)(r->at - start);
}

static bool take_number(struct reader *r)
{
	if (r->at < r->end && *r->at == '-')
		r->at++;
	bool zero = r->at < r->end && *r->at == '0';
	size_t digits = count_digits(r);
	if (!digits || (zero && digits > 1))
		return fail(r, "not a value");
	if (r->at < r->end && *r->at == '.') {
		r->at++;
		if (!count_digits(r))
			return fail(r, "a number without digits after its point");
	}
	if (r->at < r->end && (*r->at | 0x20) == 'e') {
		r->at++;
		if (r->at < r->end && (*r->at == '+' || *r->at == '-'))
			r->at++;
		if (!count_digits(r))
			return fail(r, "a number without an exponent");
	}
	return true;
}

static bool take_word(struct reader *r, const char *word)
{
	size_t len = strlen(word);
	if ((size_t)(r->end - r->at) < len || memcmp(r->at, word, len) != 0)
		return fail(r, "not a value");
	r->at += len;
	return true;
}

static bool take_value(struct reader *r, struct json_field *out, int depth);

// A list or a map, kept raw.
static bool take_nested(struct reader *r, bool map, int depth)
{
	char close = map ? '}' : ']';
	struct json_field ignored;
	if (depth >= DEPTH_MAX)
		return fail(r, "nested too deep");
	r->at++;
	skip_blanks(r);
	if (r->at < r->end && *r->at == close) {
		r->at++;
		return true;
	}
	for (;;) {
		skip_blanks(r);
		if (map && !(take_text(r, &ignored.key, &ignored.escaped) &&
			     (skip_blanks(r), take(r, ':', "':' was expected"))))
			return false;
		if (!take_value(r, &ignored, depth + 1))
			return false;
		skip_blanks(r);
		if (r->at < r->end && *r->at == close) {
			r->at++;
			return true;
		}
		if (!take(r, ',', "',' was expected"))
			return false;
	}
}

static bool take_plain(struct reader *r, struct json_field *out)
{
	switch (*r->at) {
	case 't': out->kind = JSON_BOOL; return take_word(r, "true");
	case 'f': out->kind = JSON_BOOL; return take_word(r, "false");
	case 'n': out->kind = JSON_NOTHING; return take_word(r, "null");
	default: out->kind = JSON_NUMBER; return take_number(r);
	}
}

static bool take_value(struct reader *r, struct json_field *out, int depth)
{
	skip_blanks(r);
	if (r->at == r->end)
		return fail(r, "the line ends too early");
	const char *start = r->at;
	out->escaped = false;
	if (*start == '"') {
		out->kind = JSON_TEXT;
		return take_text(r, &out->raw, &out->escaped);
	}
	bool done;
	if (*start == '{' || *start == '[') {
		out->kind = *start == '{' ? JSON_MAP : JSON_LIST;
		done = take_nested(r, *start == '{', depth);
	} else {
		done = take_plain(r, out);
	}
	out->raw = (struct slice){start, (size_t)(r->at - start)};
	return done;
}

static bool is_repeated(struct reader *r, const struct json_record *record, struct slice key)
{
	size_t sort = key.len ? (unsigned char)*key.at * 5 + key.len : 0;
	uint64_t bit = UINT64_C(1) << sort % 64;
	bool met = r->keys & bit;
	r->keys |= bit;
	if (!met)
		return false;
	for (size_t i = 0; i < record->count; i++) {
		struct slice other = record->fields[i].key;
		if (slice_equal(other, key))
			return true;
	}
	return false;
}

static bool take_member(struct reader *r, struct json_record *out)
{
	if (out->count == JSON_FIELDS_MAX)
		return fail(r, "more than 64 members");
	struct json_field *field = &out->fields[out->count];
	bool escaped;
	skip_blanks(r);
	if (!take_text(r, &field->key, &escaped))
		return false;
	if (is_repeated(r, out, field->key))
		return fail(r, "a key stands twice");
	skip_blanks(r);
	if (!take(r, ':', "':' was expected") || !take_value(r, field, 0))
		return false;
	out->count++;
	return true;
}

static bool take_record(struct reader *r, struct json_record *out)
{
	skip_blanks(r);
	if (!take(r, '{', "not a JSON object"))
		return false;
	skip_blanks(r);
	if (r->at < r->end && *r->at == '}') {
		r->at++;
	} else {
		do {
			if (!take_member(r, out))
				return false;
			skip_blanks(r);
		} while (r->at < r->end && *r->at == ',' && r->at++);
		if (!take(r, '}', "',' or '}' was expected"))
			return false;
	}
	skip_blanks(r);
	return r->at == r->end || fail(r, "something follows the object");
}

bool json_read_flat(struct slice line, struct json_record *out, struct err *err)
{
	out->count = 0;
	size_t valid = utf8_valid(line);
	if (valid < line.len)
		return err_set(err, ERR_INVALID, "column %zu: not UTF-8", valid + 1);
	struct reader r = {.start = line.at, .at = line.at, .end = line.at + line.len};
	if (!take_record(&r, out))
		return err_set(err, ERR_INVALID, "column %zu: %s", (size_t)(r.at - r.start) + 1,
			       r.what);
	return true;
}
