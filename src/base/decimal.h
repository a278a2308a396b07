// Exact decimals for money and usage.
//
// A decimal is a whole part and a fraction in units of 10^-36, two 128-bit
// integers: sums of anything a bill holds are exact and in any order the same.
// Canonical text: optional '-', digits, and a '.' with 1 to 36 digits that do not
// end in 0; no exponent, no "-0", no leading zeros.
// Must not: touch a double except where the name says so.
#ifndef GAVEL_BASE_DECIMAL_H
#define GAVEL_BASE_DECIMAL_H

#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

__extension__ typedef __int128 int128;

enum { DECIMAL_PLACES = 36, DECIMAL_TEXT = 80 };

// value = whole + fraction / 10^36; |fraction| < 10^36; both of one sign or zero.
struct decimal {
	int128 whole;	 // |whole| < 10^37
	int128 fraction; // in 10^-36
};

// [+-] digits [. digits] [e [+-] digits]; "-0.0" and ".5" and "5." are fine.
// ERR_INVALID: not a number, more than 36 fraction digits (after the exponent, not
// counting trailing zeros), or |value| >= 10^30.
bool decimal_parse(struct slice text, struct decimal *out, struct err *err);
// The same without words, for a collector's inner loop: false when not a decimal.
bool decimal_read(const char *text, size_t len, struct decimal *out);

void decimal_add(struct decimal *sum, const struct decimal *x);
void decimal_sub(struct decimal *sum, const struct decimal *x);
struct decimal decimal_negate(struct decimal x);
int decimal_compare(const struct decimal *a, const struct decimal *b);
bool decimal_is_zero(const struct decimal *x);
struct decimal decimal_from_int(int64_t x);

// Canonical text, NUL-terminated; returns its length.
size_t decimal_format(const struct decimal *x, char out[DECIMAL_TEXT]);
// Rounded half to even to `places` (0 to 36) and written with exactly that many, with
// ',' between thousands when `grouped`. A value that rounds to zero but is not zero is
// written "~0.00" so that nobody mistakes it for nothing. Returns the length.
size_t decimal_format_places(const struct decimal *x, int places, bool grouped,
			     char out[DECIMAL_TEXT]);

double decimal_to_double(const struct decimal *x); // for sorting and charts only
// The same of a decimal that was read from `text`, which may be empty: spares writing it.
double decimal_to_double_as(const struct decimal *x, struct slice text);
// The shortest decimal that reads back as x (for Parquet doubles). False for nan and inf.
bool decimal_from_double(double x, struct decimal *out);

// Divides `total` into `count` parts in proportion to `weights` (all >= 0, not all 0),
// exact to the last digit: each part is cut at 10^-places and the remainder goes, one
// unit each, to the largest cut-off fractions (ties: the earlier part). Digits of total
// below 10^-places go to the first part. count <= 4000, the weights' sum < 2^62.
void decimal_share(const struct decimal *total, const int64_t *weights, size_t count, int places,
		   struct decimal *parts);

#endif
