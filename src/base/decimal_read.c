#include "base/decimal.h"

#include "base/decimal_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WHOLE_DIGITS = 30, TEXT_DIGITS = 400 };

// The parts of a number's text: its digits without the point, and where the point stands.
struct parts {
	const char *digits; // borrowed from the text, may hold one '.'
	size_t len;
	int count;    // digits in total
	int fraction; // digits after the point
	int exponent;
	bool negative;
};

static bool read_exponent(const char *at, const char *end, int *exponent)
{
	bool negative = at < end && *at == '-';
	if (at < end && (*at == '-' || *at == '+'))
		at++;
	int value = 0;
	const char *start = at;
	for (; at < end && *at >= '0' && *at <= '9'; at++)
		if (value < 10000)
			value = value * 10 + *at - '0';
	*exponent = negative ? -value : value;
	return at == end && at > start;
}

static bool split(const char *text, size_t len, struct parts *parts)
{
	const char *at = text, *end = text + len;
	*parts = (struct parts){.negative = at < end && *at == '-'};
	if (at < end && (*at == '-' || *at == '+'))
		at++;
	parts->digits = at;
	bool point = false;
	for (; at < end; at++) {
		if (*at >= '0' && *at <= '9') {
			parts->count++;
			parts->fraction += point;
		} else if (*at == '.' && !point) {
			point = true;
		} else {
			break;
		}
	}
	parts->len = (size_t)(at - parts->digits);
	if (!parts->count || parts->count > TEXT_DIGITS)
		return false;
	if (at < end && (*at == 'e' || *at == 'E'))
		return read_exponent(at + 1, end, &parts->exponent);
	return at == end;
}

static void give_sign(struct decimal *x, bool negative)
{
	if (negative)
		*x = decimal_negate(*x);
}

// Digit by digit, for anything that does not fit the fast path: `scale` digits stand after
// the point once the exponent is applied.
static bool read_long(const struct parts *parts, struct decimal *out)
{
	int scale = parts->fraction - parts->exponent, index = 0;
	int128 whole = 0, fraction = 0;
	for (size_t i = 0; i < parts->len; i++) {
		if (parts->digits[i] == '.')
			continue;
		int digit = parts->digits[i] - '0', place = parts->count - scale - index++;
		if (!digit)
			continue;
		// place > 0: units of 10^(place-1); else the (1 - place)th fraction digit.
		if (place > WHOLE_DIGITS || place <= -DECIMAL_PLACES)
			return false;
		if (place > 0)
			whole += digit * decimal_power(place - 1);
		else
			fraction += digit * decimal_power(DECIMAL_PLACES - 1 + place);
	}
	*out = (struct decimal){whole, fraction};
	give_sign(out, parts->negative);
	return true;
}

// The digits up to the first byte that is none, at most 18 of them that count; where they end,
// or NULL when there are none or more.
static const char *read_digits(const char *at, const char *end, uint64_t *number, int *fraction)
{
	const char *start = at, *point = NULL;
	int count = 0;
	for (; at < end; at++) {
		unsigned digit = (unsigned)(*at - '0');
		if (digit <= 9) {
			*number = *number * 10 + digit;
			count += *number != 0;
		} else if (*at == '.' && !point) {
			point = at;
		} else {
			break;
		}
	}
	*fraction = point ? (int)(at - point - 1) : 0;
	return count <= WORD_DIGITS && at - start > (point != NULL) ? at : NULL;
}

// What a bill mostly holds: at most 18 digits behind leading zeros, 18 of them behind the point.
static bool read_short(const char *at, const char *end, bool negative, struct decimal *out)
{
	uint64_t number = 0;
	int fraction, exponent = 0;
	at = read_digits(at, end, &number, &fraction);
	if (!at || (at < end && ((*at | 0x20) != 'e' || !read_exponent(at + 1, end, &exponent))))
		return false;
	fraction -= exponent;
	if (fraction < 0 || fraction > WORD_DIGITS)
		return false;
	uint64_t whole = fraction ? number / DECIMAL_TEN[fraction] : number;
	uint64_t rest = number - whole * DECIMAL_TEN[fraction];
	*out = (struct decimal){whole, (int128)rest * DECIMAL_TEN[WORD_DIGITS - fraction] *
					       DECIMAL_TEN[WORD_DIGITS]};
	give_sign(out, negative);
	return true;
}

bool decimal_read(const char *text, size_t len, struct decimal *out)
{
	enum { SHORT_TEXT = 40 };
	bool negative = len && text[0] == '-';
	const char *at = text + (len && (text[0] == '-' || text[0] == '+'));
	if (len <= SHORT_TEXT && read_short(at, text + len, negative, out))
		return true;
	struct parts parts;
	return split(text, len, &parts) && read_long(&parts, out);
}

bool decimal_parse(struct slice text, struct decimal *out, struct err *err)
{
	struct parts parts;
	int shown = (int)(text.len > 60 ? 60 : text.len);
	if (!text.len || !split(text.at, text.len, &parts))
		return err_set(err, ERR_INVALID, "'%.*s' is not a number", shown,
			       text.len ? text.at : "");
	if (!read_long(&parts, out))
		return err_set(err, ERR_INVALID,
			       "'%.*s' needs more than %d digits before or %d after the point",
			       shown, text.at, WHOLE_DIGITS, DECIMAL_PLACES);
	return true;
}

// ---- Doubles ----

// At most 15 digits and a power of ten up to 10^22 are both exact as doubles, so that their
// quotient is the double nearest to the text (Clinger 1990, "How to read floating point numbers
// accurately"). False when there are more, or another spelling.
static bool read_exactly(struct slice text, double *out)
{
	enum { EXACT_DIGITS = 15, EXACT_POWER = 22 };
	uint64_t number = 0;
	int count = 0, fraction = 0;
	bool negative = text.len && *text.at == '-', point = false;
	for (const char *at = text.at + negative; at < text.at + text.len; at++) {
		if (*at == '.' && !point) {
			point = true;
			continue;
		}
		if (*at < '0' || *at > '9')
			return false;
		number = number * 10 + (uint64_t)(*at - '0');
		count += number != 0;
		fraction += point;
		if (count > EXACT_DIGITS || fraction > EXACT_POWER)
			return false;
	}
	double scale = fraction > WORD_DIGITS ? (double)DECIMAL_TEN[WORD_DIGITS] *
							(double)DECIMAL_TEN[fraction - WORD_DIGITS]
					      : (double)DECIMAL_TEN[fraction];
	*out = (negative ? -(double)number : (double)number) / scale;
	return true;
}

double decimal_to_double(const struct decimal *x)
{
	char text[DECIMAL_TEXT];
	double value;
	size_t len = decimal_format(x, text);
	return read_exactly((struct slice){text, len}, &value) ? value : strtod(text, NULL);
}

double decimal_to_double_as(const struct decimal *x, struct slice text)
{
	double value;
	return text.len && read_exactly(text, &value) ? value : decimal_to_double(x);
}

bool decimal_from_double(double x, struct decimal *out)
{
	char text[64];
	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, x);
		if (strtod(text, NULL) == x)
			return decimal_read(text, strlen(text), out);
	}
	return false; // nan and inf
}
