#include "base/decimal.h"

#include "base/decimal_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const uint64_t DECIMAL_TEN[WORD_DIGITS + 1] = {1,
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

int128 decimal_power(int exponent)
{
	int128 result = 1;
	for (; exponent > WORD_DIGITS; exponent -= WORD_DIGITS)
		result *= DECIMAL_TEN[WORD_DIGITS];
	return result * DECIMAL_TEN[exponent];
}

#define UNIT ((int128)DECIMAL_TEN[18] * DECIMAL_TEN[18]) // 10^36: one whole in fraction units

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
	uint64_t high = (uint64_t)(fraction / DECIMAL_TEN[18]),
		 low = (uint64_t)(fraction % DECIMAL_TEN[18]);
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
	int128 unit = decimal_power(DECIMAL_PLACES - places);
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

// ---- Sharing ----

static void give_sign(struct decimal *x, bool negative)
{
	if (negative)
		*x = decimal_negate(*x);
}

enum { CHUNK_DIGITS = 9 };

// One part: total * weight / sum, cut at 10^-places; `units` counts those behind the point, with
// a carry into whole perhaps. What was cut off is cut / sum of a unit.
struct share {
	int128 whole, units, cut;
	size_t index;
};

static int by_cut(const void *a, const void *b)
{
	const struct share *x = a, *y = b;
	if (x->cut != y->cut)
		return x->cut > y->cut ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

// Takes `digits` more digits of the fraction: long division, so that nothing is ever wider than
// sum * 10^9 and weight * 10^9.
static void take_chunk(struct share *share, int128 chunk, int digits, const int64_t weight_sum[2])
{
	int128 power = decimal_power(digits);
	int128 value = share->cut * power + chunk * weight_sum[0];
	share->units = share->units * power + value / weight_sum[1];
	share->cut = value % weight_sum[1];
}

static struct share share_of(int128 whole, int128 units, int places, const int64_t weight_sum[2])
{
	int128 each = whole / weight_sum[1], rest = whole % weight_sum[1] * weight_sum[0];
	struct share share = {.whole = each * weight_sum[0] + rest / weight_sum[1],
			      .cut = rest % weight_sum[1]};
	for (int left = places; left > 0;) {
		int digits = left % CHUNK_DIGITS ? left % CHUNK_DIGITS : CHUNK_DIGITS;
		left -= digits;
		int128 chunk = units / decimal_power(left) % decimal_power(digits);
		take_chunk(&share, chunk, digits, weight_sum);
	}
	return share;
}

void decimal_share(const struct decimal *total, const int64_t *weights, size_t count, int places,
		   struct decimal *parts)
{
	bool negative = is_negative(total);
	struct decimal a = negative ? decimal_negate(*total) : *total;
	int128 unit = decimal_power(DECIMAL_PLACES - places), cut = 0;
	struct decimal dust = {.fraction = a.fraction % unit};
	struct share *shares = mem_alloc(count * sizeof *shares);
	int64_t weight_sum[2] = {0, 0};
	for (size_t i = 0; i < count; i++)
		weight_sum[1] += weights[i];
	for (size_t i = 0; i < count; i++) {
		weight_sum[0] = weights[i];
		shares[i] = share_of(a.whole, a.fraction / unit, places, weight_sum);
		shares[i].index = i;
		cut += shares[i].cut;
	}
	qsort(shares, count, sizeof *shares, by_cut);
	for (size_t i = 0; i < count; i++) {
		bool more = (int128)i < cut / weight_sum[1]; // what was cut off makes whole units
		struct decimal *part = &parts[shares[i].index];
		*part = (struct decimal){shares[i].whole, (shares[i].units + more) * unit};
		normalise(part);
	}
	free(shares);
	decimal_add(&parts[0], &dust);
	for (size_t i = 0; i < count; i++)
		give_sign(&parts[i], negative);
}
