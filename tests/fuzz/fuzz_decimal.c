// Any two lines as decimals: what is read is written and read again the same, sums and differences
// undo each other, shares add up.
#include "base/decimal.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { WEIGHTS = 16 };

static bool is_canonical(const char *text)
{
	const char *digits = text + (*text == '-'), *point = strchr(digits, '.');
	size_t whole = point ? (size_t)(point - digits) : strlen(digits);
	bool good =
		whole && strspn(digits, "0123456789") == whole && (whole == 1 || *digits != '0');
	if (point)
		good = good && point[1] && strspn(point + 1, "0123456789") == strlen(point + 1) &&
		       strlen(point + 1) <= DECIMAL_PLACES && text[strlen(text) - 1] != '0';
	return good && strcmp(text, "-0") != 0;
}

static void check_text(const struct decimal *x)
{
	char text[DECIMAL_TEXT], again[DECIMAL_TEXT];
	struct decimal back;
	size_t len = decimal_format(x, text);
	assert(len == strlen(text) && is_canonical(text));
	bool read = decimal_read(text, len, &back);
	assert(read && decimal_compare(x, &back) == 0);
	decimal_format(&back, again);
	assert(strcmp(text, again) == 0);
	for (int places = 0; places <= DECIMAL_PLACES; places++) {
		len = decimal_format_places(x, places, places % 2, again);
		assert(len == strlen(again) && len < sizeof again);
	}
	assert(strcmp(again + (again[0] == '-'), text + (text[0] == '-')) == 0 ||
	       strlen(again) >= strlen(text));
}

static void check_sums(const struct decimal *a, const struct decimal *b)
{
	struct decimal ab = *a, ba = *b, back, negated = decimal_negate(*b);
	decimal_add(&ab, b);
	decimal_add(&ba, a);
	assert(decimal_compare(&ab, &ba) == 0);
	back = ab;
	decimal_sub(&back, b);
	assert(decimal_compare(&back, a) == 0);
	decimal_add(&ab, &negated);
	assert(decimal_compare(&ab, a) == 0);
	assert(decimal_compare(a, b) == -decimal_compare(b, a));
	back = *a;
	decimal_sub(&back, a);
	assert(decimal_is_zero(&back));
}

// Parts of a total by weights taken from the text's own bytes sum to it exactly.
static void check_share(const struct decimal *total, const uint8_t *data, size_t size)
{
	int64_t weights[WEIGHTS], all = 0;
	struct decimal parts[WEIGHTS], sum = {0};
	size_t count = size < WEIGHTS ? size : WEIGHTS;
	for (size_t i = 0; i < count; i++)
		all += weights[i] = data[i] & 31;
	if (!all)
		return;
	decimal_share(total, weights, count, data[0] % (DECIMAL_PLACES + 1), parts);
	for (size_t i = 0; i < count; i++)
		decimal_add(&sum, &parts[i]);
	assert(decimal_compare(&sum, total) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = {(const char *)data, size}, first = slice_cut(&rest, '\n');
	struct decimal a, b;
	struct err err = {0};
	bool read = decimal_read(first.at, first.len, &a);
	bool parsed = decimal_parse(first, &b, &err);
	assert(read == parsed && (read || err.code == ERR_INVALID));
	if (!read)
		return 0;
	check_text(&a);
	check_share(&a, data, size);
	if (decimal_read(rest.at ? rest.at : "", rest.len, &b))
		check_sums(&a, &b);
	return 0;
}
