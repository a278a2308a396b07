// The short ways that numbers take, against the long ones: decimal_read against decimal_parse,
// which goes digit by digit; doubles against strtod; whole numbers against printf.
#include "base/decimal.h"

#include "tests/unit/test.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 20000 };

static uint64_t next(uint64_t *state) // xorshift64 (Marsaglia 2003)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	return *state ^= *state << 17;
}

// A spelling as bills have them: zeros in front and behind, a point or none, an exponent or none.
static void spell(uint64_t *state, char out[80])
{
	static const char *const SIGNS[] = {"", "", "-", "+"};
	static const char *const EXPONENTS[] = {"", "", "", "e-7", "E+3", "e0", "e-20"};
	char digits[48];
	uint64_t dice = next(state);
	int len = 1 + (int)(dice % 24), point = (int)(dice / 24 % 30);
	for (int i = 0; i < len; i++)
		digits[i] = (char)('0' + (next(state) % 3 ? next(state) % 10 : 0));
	digits[len] = 0;
	snprintf(out, 80, "%s%.*s%s%s%s", SIGNS[dice / 720 % 4], point < len ? point : len, digits,
		 point < len ? "." : "", point < len ? digits + point : "",
		 EXPONENTS[dice / 2880 % 7]);
}

static void test_decimals(void)
{
	uint64_t state = 20180620;
	for (int i = 0; i < ROUNDS; i++) {
		char text[80], canonical[DECIMAL_TEXT];
		struct decimal quick, slow;
		struct err err;
		spell(&state, text);
		bool read = decimal_read(text, strlen(text), &quick);
		bool parsed = decimal_parse(slice_of(text), &slow, &err);
		if (!test_count(read == parsed && (!read || !decimal_compare(&quick, &slow))))
			fprintf(stderr, "base_speed: decimal '%s'\n", text);
		if (!read)
			continue;
		decimal_format(&quick, canonical);
		if (!test_count(decimal_to_double(&quick) == strtod(canonical, NULL) &&
				decimal_to_double_as(&quick, slice_of(text)) ==
					strtod(canonical, NULL)))
			fprintf(stderr, "base_speed: double '%s'\n", canonical);
	}
}

static void test_integers(void)
{
	const int64_t edges[] = {0, 9, 10, -1, INT64_MAX, INT64_MIN};
	uint64_t state = 7;
	for (int i = 0; i < 1000; i++) {
		int64_t number = i < 6 ? edges[i] : (int64_t)next(&state) >> next(&state) % 63;
		struct str got = {0};
		char want[32];
		snprintf(want, sizeof want, "%" PRId64, number);
		str_add_int(&got, number);
		expect_text(str_text(&got), want);
		str_fini(&got);
	}
}

int main(void)
{
	test_decimals();
	test_integers();
	return test_done("base_speed");
}
