#include "base/utf8.h"
#include "plugins/sdk/doc/doc_private.h"
#include "plugins/sdk/doc/doc_scan.h"

#include <string.h>

// UTF-16 is converted in pieces of which each fits the window: three bytes of UTF-8 per unit at
// most.
enum { RAW = DOC_WINDOW / 2 };

bool doc_fail(struct doc *doc, struct err *err, const char *what)
{
	if (!doc->failed) {
		doc->failed = doc->misread = true;
		err_set(&doc->fault, ERR_INVALID, "%s:%lld:%lld: %s", doc->shown,
			(long long)doc->line, (long long)(doc_offset(doc) - doc->line_began + 1),
			what);
	}
	*err = doc->fault;
	return false;
}

bool doc_cut_short(struct doc *doc, struct err *err)
{
	bool first = !doc->failed;
	doc_fail(doc, err,
		 doc_offset(doc) ? "cut short: the document ends here before it is whole"
				 : "the document is empty");
	doc->misread = doc->misread && !first;
	return false;
}

bool doc_is_misread(const struct doc *doc)
{
	return doc->misread;
}

// ---- Reading ----

static bool read_some(struct doc *doc, char *to, size_t room, size_t *len, struct err *err)
{
	if (doc->step && room > doc->step)
		room = doc->step;
	if (doc->source) {
		if (source_read(doc->source, to, room, len, err))
			return true;
		doc->failed = true;
		doc->fault = *err;
		return false;
	}
	*len = room < doc->bytes.len ? room : doc->bytes.len;
	if (*len)
		memcpy(to, doc->bytes.at, *len);
	doc->bytes.at += *len;
	doc->bytes.len -= *len;
	return true;
}

static unsigned unit_at(const struct doc *doc, size_t at)
{
	const unsigned char *raw = doc->raw + at;
	return doc->form == DOC_UTF16LE ? raw[0] | (unsigned)raw[1] << 8
					: raw[1] | (unsigned)raw[0] << 8;
}

// How many bytes the character at `at` takes, its code point in *rune; 0 when the rest of it is to
// come. A lone surrogate is U+FFFD.
static size_t take_wide(const struct doc *doc, size_t at, bool last, uint32_t *rune)
{
	*rune = 0xfffd;
	size_t left = doc->raw_len - at;
	if (left < 2)
		return last ? left : 0;
	unsigned unit = unit_at(doc, at);
	if (unit < 0xd800 || unit > 0xdfff)
		*rune = unit;
	if (unit < 0xd800 || unit >= 0xdc00)
		return 2;
	if (left < 4)
		return last ? 2 : 0;
	unsigned low = unit_at(doc, at + 2);
	if (low < 0xdc00 || low > 0xdfff)
		return 2;
	*rune = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
	return 4;
}

static void convert(struct doc *doc, bool last, size_t *len)
{
	size_t at = 0, took;
	uint32_t rune;
	while (at < doc->raw_len && (took = take_wide(doc, at, last, &rune))) {
		*len += utf8_encode(rune, doc->window + *len);
		at += took;
	}
	memmove(doc->raw, doc->raw + at, doc->raw_len - at);
	doc->raw_len -= at;
}

static bool fill_wide(struct doc *doc, size_t *len, struct err *err)
{
	size_t got = 1;
	for (*len = 0; !*len && got;) {
		if (!read_some(doc, (char *)doc->raw + doc->raw_len, RAW - doc->raw_len, &got, err))
			return false;
		doc->raw_len += got;
		convert(doc, !got, len);
	}
	return true;
}

// What the document is written in, by its first bytes, which stay in the window unless they are a
// mark.
static void find_form(struct doc *doc, size_t *len)
{
	size_t mark = 0;
	if (*len >= 3 && !memcmp(doc->window, "\xef\xbb\xbf", 3)) {
		mark = 3;
	} else if (*len >= 2 && !memcmp(doc->window, "\xff\xfe", 2)) {
		mark = 2;
		doc->form = DOC_UTF16LE;
	} else if (*len >= 2 && !memcmp(doc->window, "\xfe\xff", 2)) {
		mark = 2;
		doc->form = DOC_UTF16BE;
	}
	*len -= mark;
	memmove(doc->window, doc->window + mark, *len);
	if (doc->form == DOC_UTF8)
		return;
	doc->raw = mem_alloc(RAW);
	doc->raw_len = *len;
	memcpy(doc->raw, doc->window, *len);
	*len = 0;
}

static bool fill_first(struct doc *doc, size_t *len, struct err *err)
{
	doc->begun = true;
	// Less than the room for UTF-16, which what is read here may turn out to be.
	for (size_t got = 1; got && *len < 3; *len += got)
		if (!read_some(doc, doc->window + *len, RAW / 2 - *len, &got, err))
			return false;
	find_form(doc, len);
	return true;
}

bool doc_fill(struct doc *doc, bool *more, struct err *err)
{
	size_t len = 0;
	doc->before += doc->end - doc->window;
	doc->at = doc->end = doc->window;
	if (!doc->begun && !fill_first(doc, &len, err))
		return false;
	bool good = len			    ? true
		    : doc->form == DOC_UTF8 ? read_some(doc, doc->window, DOC_WINDOW, &len, err)
					    : fill_wide(doc, &len, err);
	if (!good)
		return false;
	doc->end = doc->window + len;
	*more = len > 0;
	return true;
}

// ---- The cursor ----

bool doc_look(struct doc *doc, int *c, struct err *err)
{
	bool more = true;
	if (doc->at == doc->end && !doc_fill(doc, &more, err))
		return false;
	*c = more ? (unsigned char)*doc->at : -1;
	return true;
}

bool doc_pass_blanks(struct doc *doc, int *c, struct err *err)
{
	for (;;) {
		if (!doc_look(doc, c, err))
			return false;
		if (*c == '\n') {
			doc->at++;
			doc->line++;
			doc->line_began = doc_offset(doc);
		} else if (*c == ' ') {
			doc->at = doc_scan_indent(doc->at, doc->end);
		} else if (*c == '\r' || *c == '\t') {
			doc->at++;
		} else {
			return true;
		}
	}
}
