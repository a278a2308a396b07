#include "base/utf8.h"
#include "plugins/sdk/doc/doc_private.h"
#include "plugins/sdk/doc/doc_scan.h"

#include <string.h>

enum { REPLACEMENT = 0xfffd };

static bool next_byte(struct doc *doc, int *c, struct err *err)
{
	if (!doc_look(doc, c, err))
		return false;
	if (*c < 0)
		return doc_cut_short(doc, err);
	doc->at++;
	return true;
}

// ---- Texts ----

static void keep_bytes(struct doc *doc, const char *at, size_t len)
{
	size_t room = doc->text_max - doc->text.len;
	if (len > room) {
		doc->text_cut = true;
		len = room;
	}
	if (len)
		str_add(&doc->text, at, len);
}

static void keep_rune(struct doc *doc, uint32_t rune)
{
	char bytes[4];
	keep_bytes(doc, bytes, utf8_encode(rune, bytes));
}

static void drop_half(struct doc *doc)
{
	if (doc->high)
		keep_rune(doc, REPLACEMENT);
	doc->high = 0;
}

static void keep_unit(struct doc *doc, uint32_t unit)
{
	if (doc->high && unit >= 0xdc00 && unit <= 0xdfff) {
		keep_rune(doc, 0x10000 + ((doc->high - 0xd800) << 10) + (unit - 0xdc00));
		doc->high = 0;
		return;
	}
	drop_half(doc);
	if (unit >= 0xd800 && unit <= 0xdbff)
		doc->high = unit;
	else
		keep_rune(doc, !unit || (unit >= 0xdc00 && unit <= 0xdfff) ? REPLACEMENT : unit);
}

static bool take_unit(struct doc *doc, struct err *err)
{
	uint32_t unit = 0;
	for (int i = 0, c; i < 4; i++) {
		if (!next_byte(doc, &c, err))
			return false;
		int letter = c | 0x20;
		if (c >= '0' && c <= '9')
			unit = unit * 16 + (uint32_t)(c - '0');
		else if (letter >= 'a' && letter <= 'f')
			unit = unit * 16 + (uint32_t)(letter - 'a' + 10);
		else
			return doc_fail(doc, err, "a \\u escape without four hex digits");
	}
	keep_unit(doc, unit);
	return true;
}

static bool take_escape(struct doc *doc, struct err *err)
{
	static const char LETTERS[] = "\"\\/bfnrt", MEANT[] = "\"\\/\b\f\n\r\t";
	int c;
	doc->at++;
	if (!next_byte(doc, &c, err))
		return false;
	if (c == 'u')
		return take_unit(doc, err);
	const char *letter = c ? strchr(LETTERS, c) : NULL;
	if (!letter)
		return doc_fail(doc, err, "an escape that JSON does not have");
	drop_half(doc);
	keep_bytes(doc, &MEANT[letter - LETTERS], 1);
	return true;
}

// Without the beginning of a character that was cut.
static struct slice whole_characters(struct slice text)
{
	size_t back = 0;
	while (back < 3 && back < text.len && (text.at[text.len - 1 - back] & 0xc0) == 0x80)
		back++;
	uint32_t rune;
	size_t last = text.len - back - (back < text.len);
	struct slice tail = {text.at + last, text.len - last};
	if (utf8_decode(tail, &rune) != tail.len)
		text.len = last;
	return text;
}

// Ill-formed bytes in what was kept become U+FFFD.
static void mend(struct str *text)
{
	struct str good = {0};
	for (struct slice rest = str_slice(text); rest.len;) {
		size_t valid = utf8_valid(rest);
		str_add(&good, rest.at, valid);
		rest.at += valid;
		rest.len -= valid;
		if (!rest.len)
			break;
		str_add_text(&good, "\xef\xbf\xbd");
		rest.at++;
		rest.len--;
	}
	str_fini(text);
	*text = good;
}

static void finish_text(struct doc *doc, bool high, struct doc_text *out)
{
	if (doc->text_cut && doc->text.len)
		doc->text.len = whole_characters(str_slice(&doc->text)).len;
	if (high && doc->text.len && utf8_valid(str_slice(&doc->text)) < doc->text.len)
		mend(&doc->text);
	*out = (struct doc_text){str_slice(&doc->text), doc->text_cut};
}

// A text that holds escapes, or goes beyond the window: put together piece by piece.
static bool take_pieces(struct doc *doc, bool keep, struct doc_text *out, struct err *err)
{
	bool high = false;
	int c;
	str_clear(&doc->text);
	doc->text_cut = false;
	doc->high = 0;
	for (;;) {
		const char *stop = doc_scan(doc->at, doc->end, &high);
		if (stop > doc->at)
			drop_half(doc);
		if (keep)
			keep_bytes(doc, doc->at, (size_t)(stop - doc->at));
		doc->at = stop;
		if (!doc_look(doc, &c, err))
			return false;
		if (c == '"' || (c < 0 && doc->peek))
			break;
		if (c < 0)
			return doc_cut_short(doc, err);
		if (c == '\\' ? !take_escape(doc, err) : c < 0x20)
			return doc_fail(doc, err, "a control character in a text");
	}
	drop_half(doc);
	doc->text_cut |= c < 0;
	doc->at += c == '"';
	finish_text(doc, high, out);
	return true;
}

bool doc_take_text(struct doc *doc, bool keep, struct doc_text *out, struct err *err)
{
	bool high = false;
	const char *start = ++doc->at;
	const char *stop = doc_scan(start, doc->end, &high);
	struct slice plain = {start, (size_t)(stop - start)};
	if (stop == doc->end || *stop != '"' || (keep && plain.len > doc->text_max) ||
	    (keep && high && utf8_valid(plain) < plain.len))
		return take_pieces(doc, keep, out, err);
	doc->at = stop + 1;
	*out = (struct doc_text){plain, false};
	return true;
}

// ---- Numbers and words ----

static size_t digits_at(struct slice text, size_t at)
{
	size_t count = 0;
	while (at + count < text.len && text.at[at + count] >= '0' && text.at[at + count] <= '9')
		count++;
	return count;
}

// RFC 8259 section 6.
static const char *number_fault(struct slice text)
{
	size_t at = text.at[0] == '-';
	size_t whole = digits_at(text, at);
	if (!whole)
		return "a value was expected";
	if (whole > 1 && text.at[at] == '0')
		return "a number that begins with 0";
	at += whole;
	if (at < text.len && text.at[at] == '.') {
		size_t fraction = digits_at(text, at + 1);
		if (!fraction)
			return "a number without digits behind its point";
		at += fraction + 1;
	}
	if (at < text.len && (text.at[at] | 0x20) == 'e') {
		at++;
		at += at < text.len && (text.at[at] == '+' || text.at[at] == '-');
		size_t exponent = digits_at(text, at);
		if (!exponent)
			return "a number without digits in its exponent";
		at += exponent;
	}
	return at < text.len ? "a number that is none" : NULL;
}

static bool is_of_number(char c)
{
	return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
}

// The characters of a number up to the window's end, or its own.
static struct slice number_piece(struct doc *doc)
{
	const char *start = doc->at;
	while (doc->at < doc->end && is_of_number(*doc->at))
		doc->at++;
	return (struct slice){start, (size_t)(doc->at - start)};
}

bool doc_take_number(struct doc *doc, struct slice *out, struct err *err)
{
	bool more = true;
	*out = number_piece(doc);
	if (doc->at == doc->end) { // it may go on
		str_clear(&doc->text);
		do {
			str_add_slice(&doc->text, *out);
			if (!doc_fill(doc, &more, err))
				return false;
			*out = number_piece(doc);
		} while (out->len && doc->at == doc->end && doc->text.len < DOC_NUMBER_MAX);
		str_add_slice(&doc->text, *out);
		*out = str_slice(&doc->text);
	}
	if (out->len > DOC_NUMBER_MAX)
		return doc_fail(doc, err, "a number of more than 4096 characters");
	if (!more && doc->depth && !doc->peek)
		return doc_cut_short(doc, err);
	const char *fault = number_fault(*out);
	return fault ? doc_fail(doc, err, fault) : true;
}

bool doc_take_word(struct doc *doc, const char *word, struct err *err)
{
	for (int c; *word; word++) {
		if (!next_byte(doc, &c, err))
			return false;
		if (c != *word)
			return doc_fail(doc, err, "a value was expected");
	}
	return true;
}
