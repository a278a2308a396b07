// UTF-8: validity, code points, cell widths, and marks for what must not reach a screen.
//
// Sources: Unicode 15 ch. 3.9 (well-formed UTF-8, table 3-7), UAX #11 (widths
// come from the C library's wcwidth via a table of our own generated once), UTS #39.
// Must not: normalise or change the data itself; only what is shown.
#ifndef GAVEL_BASE_UTF8_H
#define GAVEL_BASE_UTF8_H

#include "base/str.h"

#include <stdint.h>

// The length in bytes of the well-formed character at the start of `text`,
// its code point in *rune; 0 when it is ill-formed (or text is empty).
size_t utf8_decode(struct slice text, uint32_t *rune);
// Writes 1 to 4 bytes; returns how many.
size_t utf8_encode(uint32_t rune, char out[4]);
// The offset of the first ill-formed byte, or text.len when all is well formed. Fast on ASCII.
size_t utf8_valid(struct slice text);
// The text behind the mark of UTF-8 (U+FEFF) that some programs put in front.
struct slice utf8_unmarked(struct slice text);

// Columns a printable code point takes on a terminal: 0 (combining), 1, 2; -1 when it
// must not be shown as it is: C0, DEL, C1, bidi controls (U+202A-E, U+2066-9, U+200E-F,
// U+061C), zero width (U+200B-D, U+2060-4, U+FEFF), variation selectors, tags
// (U+E0000-E0FFF), private use, unassigned, noncharacters, surrogates.
int utf8_width(uint32_t rune);

// One grapheme as we draw it: a base character plus the combining marks that follow (at most 4).
struct grapheme {
	struct slice bytes; // in the input
	int width;	    // 1 or 2; for a mark, the width of the mark's text
	bool marked;	    // must be shown as a mark: see utf8_mark
	uint32_t rune;	    // the base character; for an ill-formed byte, that byte
};

// Takes the next grapheme off the front of *rest. False when rest is empty.
bool utf8_next(struct slice *rest, struct grapheme *out);
// The visible mark of a grapheme that is not shown as it is: "<U+202E>", "<0x9B>" for
// ill-formed bytes. Writes at most 12 bytes and a NUL; returns the length.
size_t utf8_mark(const struct grapheme *g, char out[13]);
// Appends text with every hostile character replaced by its mark: safe for any terminal,
// log or error message. Newlines and tabs become marks too unless keep_lines.
void utf8_add_safe(struct str *out, struct slice text, bool keep_lines);
// Columns that utf8_add_safe's output takes.
size_t utf8_columns(struct slice text);

#endif
