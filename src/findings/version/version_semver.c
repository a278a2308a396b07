#include "findings/version/version_private.h"

#include <string.h>

// semver.org §9-11, with any number of numbers: NuGet has four, and "1.2" stands for 1.2.0.
struct semver {
	struct slice numbers, early; // "1.2.3", "rc.1"
};

static bool read_semver(struct slice text, struct semver *out)
{
	if (!version_take(&text, 'v'))
		version_take(&text, 'V');
	struct slice rest = slice_cut(&text, '+'); // build metadata does not count
	out->numbers.at = rest.at;
	do {
		if (!version_digits(&rest).len)
			return false;
	} while (version_take(&rest, '.'));
	out->numbers.len = (size_t)(rest.at - out->numbers.at);
	out->early = (struct slice){NULL, 0};
	if (version_take(&rest, '-'))
		out->early = rest;
	return out->early.at || !rest.len;
}

static bool is_number(struct slice text)
{
	return text.len && version_digits(&text).len && !text.len;
}

// §11.4: numbers by value and before words, words by their bytes.
static int compare_identifier(struct slice a, struct slice b)
{
	bool x = is_number(a), y = is_number(b);
	if (x && y)
		return version_number_compare(a, b);
	return x != y ? (x ? -1 : 1) : version_sign(slice_compare(a, b));
}

// An absent one is nothing where `pads`, else less than any.
static int compare_lists(struct slice a, struct slice b, bool pads)
{
	int order = 0;
	while (!order && (a.at || b.at)) {
		if (!pads && (!a.at || !b.at))
			return a.at ? 1 : -1;
		struct slice x = slice_cut(&a, '.'), y = slice_cut(&b, '.');
		order = pads ? version_number_compare(x, y) : compare_identifier(x, y);
	}
	return order;
}

int version_semver(struct slice a, struct slice b)
{
	struct semver x, y;
	bool left = read_semver(a, &x), right = read_semver(b, &y);
	if (!left || !right)
		return left == right ? version_generic(a, b) : left ? 1 : -1;
	int order = compare_lists(x.numbers, y.numbers, true);
	if (order || (!x.early.at && !y.early.at))
		return order;
	if (!x.early.at || !y.early.at)
		return x.early.at ? -1 : 1;
	return compare_lists(x.early, y.early, false);
}
