#include "findings/version/version_private.h"

#include <string.h>

// Alpine: digits{.digits}[letter]{_suffix[number]}[~hash][-rnumber], by apk-tools' version.c.

// How early a suffix stands: before the release up to 4, behind it from 6.
enum { RELEASE = 5 };

static int suffix_of(struct slice word)
{
	static const char *const WORDS[] = {"alpha", "beta", "pre", "rc", "",
					    "cvs",   "svn",  "git", "hg", "p"};
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (word.len && slice_is(word, WORDS[i]))
			return (int)i + 1;
	return RELEASE;
}

// Behind a dot a number with leading zeros is a fraction.
static int compare_digits(struct slice a, struct slice b, bool first)
{
	if (!first && a.len && b.len && (*a.at == '0' || *b.at == '0'))
		return version_sign(slice_compare(a, b));
	return version_number_compare(a, b);
}

static int compare_numbers(struct slice *a, struct slice *b)
{
	int order = compare_digits(version_digits(a), version_digits(b), true);
	while (!order && (slice_starts(*a, ".") || slice_starts(*b, "."))) {
		bool x = version_take(a, '.'), y = version_take(b, '.');
		if (x != y)
			return x ? 1 : -1;
		order = compare_digits(version_digits(a), version_digits(b), false);
	}
	return order;
}

static int compare_suffix(struct slice *a, struct slice *b)
{
	struct slice none = {NULL, 0};
	int x = version_take(a, '_') ? suffix_of(version_letters(a)) : RELEASE;
	int y = version_take(b, '_') ? suffix_of(version_letters(b)) : RELEASE;
	if (x != y)
		return x < y ? -1 : 1;
	return version_number_compare(x == RELEASE ? none : version_digits(a),
				      y == RELEASE ? none : version_digits(b));
}

static struct slice take_release(struct slice *rest)
{
	while (rest->len && !slice_starts(*rest, "-r"))
		version_take(rest, *rest->at);
	if (version_take(rest, '-'))
		version_take(rest, 'r');
	return version_digits(rest);
}

int version_apk(struct slice a, struct slice b)
{
	if (!a.len || !b.len || !version_is_digit(*a.at) || !version_is_digit(*b.at))
		return version_generic(a, b);
	int order = compare_numbers(&a, &b);
	if (!order)
		order = version_text_compare(version_letters(&a), version_letters(&b));
	while (!order && (slice_starts(a, "_") || slice_starts(b, "_")))
		order = compare_suffix(&a, &b);
	return order ? order : version_number_compare(take_release(&a), take_release(&b));
}
