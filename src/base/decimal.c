#include "base/decimal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint64_t TEN[] = {1,
			       10,
			       100,
			       1000,
			       10000,
			       100000,
			       1000000,
			       10000000,
			       100000000,
			       UINT64_C(1000000000),
			       UINT64_C(10000000000),
			       UINT64_C(100000000000),
			       UINT64_C(1000000000000),
			       UINT64_C(10000000000000),
			       UINT64_C(100000000000000),
			       UINT64_C(1000000000000000),
			       UINT64_C(10000000000000000),
			       UINT64_C(100000000000000000),
			       UINT64_C(1000000000000000000)};

enum { WORD_DIGITS = 18, WHOLE_DIGITS = 30, TEXT_DIGITS = 400 };

static int128 power(int exponent)
{
	int128 result = 1;
	for (; exponent > WORD_DIGITS; exponent -= WORD_DIGITS)
		result *= TEN[WORD_DIGITS];
	return result * TEN[exponent];
}

#define UNIT ((int128)TEN[18] * TEN[18]) // 10^36: one whole in fraction units

// ---- Reading ----

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
			whole += digit * power(place - 1);
		else
			fraction += digit * power(DECIMAL_PLACES - 1 + place);
	}
	*out = (struct decimal){whole, fraction};
	give_sign(out, parts->negative);
	return true;
}

// Up to 18 digits, no exponent: one pass over plain bytes.
static bool read_short(const char *at, const char *end, bool negative, struct decimal *out)
{
	uint64_t number = 0;
	int fraction = 0;
	bool point = false;
	for (; at < end; at++) {
		unsigned digit = (unsigned)(*at - '0');
		if (digit <= 9) {
			number = number * 10 + digit;
			fraction += point;
		} else if (*at == '.' && !point) {
			point = true;
		} else {
			return false;
		}
	}
	uint64_t whole = fraction ? number / TEN[fraction] : number;
	uint64_t rest = number - whole * TEN[fraction];
	*out = (struct decimal){whole,
				(int128)rest * TEN[WORD_DIGITS - fraction] * TEN[WORD_DIGITS]};
	give_sign(out, negative);
	return true;
}

bool decimal_read(const char *text, size_t len, struct decimal *out)
{
	bool negative = len && text[0] == '-';
	const char *at = text + (len && (text[0] == '-' || text[0] == '+'));
	const char *end = text + len;
	if (at < end && end - at <= WORD_DIGITS && (*at != '.' || end - at > 1) &&
	    read_short(at, end, negative, out))
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

// ---- Arithmetic ----

// Brings the fraction below one whole and to the sign of the whole.
static void normalise(struct decimal *x)
{
	while (x->fraction >= UNIT) {
		x->fraction -= UNIT;
		x->whole++;
	}
	while (x->fraction <= -UNIT) {
		x->fraction += UNIT;
		x->whole--;
	}
	if (x->whole > 0 && x->fraction < 0) {
		x->whole--;
		x->fraction += UNIT;
	} else if (x->whole < 0 && x->fraction > 0) {
		x->whole++;
		x->fraction -= UNIT;
	}
}

void decimal_add(struct decimal *sum, const struct decimal *x)
{
	sum->whole += x->whole;
	sum->fraction += x->fraction;
	normalise(sum);
}

void decimal_sub(struct decimal *sum, const struct decimal *x)
{
	sum->whole -= x->whole;
	sum->fraction -= x->fraction;
	normalise(sum);
}

struct decimal decimal_negate(struct decimal x)
{
	return (struct decimal){-x.whole, -x.fraction};
}

int decimal_compare(const struct decimal *a, const struct decimal *b)
{
	if (a->whole != b->whole)
		return a->whole < b->whole ? -1 : 1;
	return (a->fraction > b->fraction) - (a->fraction < b->fraction);
}

bool decimal_is_zero(const struct decimal *x)
{
	return !x->whole && !x->fraction;
}

struct decimal decimal_from_int(int64_t x)
{
	return (struct decimal){.whole = x};
}

// ---- Writing ----

static size_t add_whole(int128 value, char *out)
{
	char digits[48];
	size_t len = 0;
	do {
		digits[len++] = (char)('0' + (int)(value % 10));
		value /= 10;
	} while (value);
	for (size_t i = 0; i < len; i++)
		out[i] = digits[len - 1 - i];
	return len;
}

// Writes all 36 fraction digits.
static void put_fraction(int128 fraction, char out[DECIMAL_PLACES])
{
	uint64_t high = (uint64_t)(fraction / TEN[18]), low = (uint64_t)(fraction % TEN[18]);
	for (int i = WORD_DIGITS - 1; i >= 0; i--) {
		out[i] = (char)('0' + high % 10);
		out[WORD_DIGITS + i] = (char)('0' + low % 10);
		high /= 10;
		low /= 10;
	}
}

static bool is_negative(const struct decimal *x)
{
	return x->whole < 0 || x->fraction < 0;
}

size_t decimal_format(const struct decimal *x, char out[DECIMAL_TEXT])
{
	struct decimal a = is_negative(x) ? decimal_negate(*x) : *x;
	size_t len = 0;
	if (is_negative(x))
		out[len++] = '-';
	len += add_whole(a.whole, out + len);
	if (a.fraction) {
		out[len++] = '.';
		put_fraction(a.fraction, out + len);
		len += DECIMAL_PLACES;
		while (out[len - 1] == '0')
			len--;
	}
	out[len] = 0;
	return len;
}

// Rounds |x| half to even at `places`.
static struct decimal rounded(struct decimal a, int places)
{
	int128 unit = power(DECIMAL_PLACES - places);
	int128 rest = a.fraction % unit, kept = a.fraction / unit;
	bool odd = places ? kept & 1 : a.whole & 1;
	a.fraction -= rest;
	if (rest * 2 > unit || (rest * 2 == unit && odd))
		a.fraction += unit;
	normalise(&a);
	return a;
}

static size_t add_grouped(int128 whole, bool grouped, char *out)
{
	char digits[48];
	size_t len = add_whole(whole, digits), at = 0;
	for (size_t i = 0; i < len; i++) {
		if (grouped && i && (len - i) % 3 == 0)
			out[at++] = ',';
		out[at++] = digits[i];
	}
	return at;
}

size_t decimal_format_places(const struct decimal *x, int places, bool grouped,
			     char out[DECIMAL_TEXT])
{
	struct decimal a = is_negative(x) ? decimal_negate(*x) : *x;
	struct decimal r = places < DECIMAL_PLACES ? rounded(a, places) : a;
	size_t len = 0;
	if (decimal_is_zero(&r) && !decimal_is_zero(&a))
		out[len++] = '~';
	if (is_negative(x) && !decimal_is_zero(&r))
		out[len++] = '-';
	len += add_grouped(r.whole, grouped, out + len);
	if (places) {
		char fraction[DECIMAL_PLACES];
		put_fraction(r.fraction, fraction);
		out[len++] = '.';
		memcpy(out + len, fraction, (size_t)places);
		len += (size_t)places;
	}
	out[len] = 0;
	return len;
}

// ---- Doubles ----

double decimal_to_double(const struct decimal *x)
{
	char text[DECIMAL_TEXT];
	decimal_format(x, text);
	return strtod(text, NULL);
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

// ---- Sharing ----

// total * weight / sum, cut at 10^-places: in units of 10^-places, with what was cut off.
struct share {
	int128 units, cut;
	size_t index;
};

static int by_cut(const void *a, const void *b)
{
	const struct share *x = a, *y = b;
	if (x->cut != y->cut)
		return x->cut > y->cut ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

// units * weight / sum without overflow: units < 10^38 / 2^31 holds for any bill at 12 places.
static struct share share_of(int128 units, int64_t weight, int64_t sum, size_t index)
{
	int128 each = units / sum, rest = units % sum;
	int128 product = rest * weight;
	return (struct share){each * weight + product / sum, product % sum, index};
}

static struct decimal from_units(int128 units, int places)
{
	int128 per_whole = power(places);
	return (struct decimal){units / per_whole,
				units % per_whole * power(DECIMAL_PLACES - places)};
}

void decimal_share(const struct decimal *total, const int64_t *weights, size_t count, int places,
		   struct decimal *parts)
{
	bool negative = is_negative(total);
	struct decimal a = negative ? decimal_negate(*total) : *total;
	int128 cut_unit = power(DECIMAL_PLACES - places);
	int128 units = a.whole * power(places) + a.fraction / cut_unit, given = 0;
	struct decimal dust = {.fraction = a.fraction % cut_unit};
	struct share *shares = mem_alloc(count * sizeof *shares);
	int64_t sum = 0;
	for (size_t i = 0; i < count; i++)
		sum += weights[i];
	for (size_t i = 0; i < count; i++) {
		shares[i] = share_of(units, weights[i], sum, i);
		given += shares[i].units;
	}
	qsort(shares, count, sizeof *shares, by_cut);
	for (size_t i = 0; i < count; i++) {
		bool more = given < units;
		given += more;
		parts[shares[i].index] = from_units(shares[i].units + more, places);
	}
	free(shares);
	decimal_add(&parts[0], &dust);
	for (size_t i = 0; i < count; i++)
		give_sign(&parts[i], negative);
}
