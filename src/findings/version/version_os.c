#include "findings/version/version_private.h"

#include <string.h>

// "epoch:" off the front; empty is 0.
static struct slice take_epoch(struct slice *rest)
{
	struct slice at = *rest, epoch = version_digits(&at);
	if (!version_take(&at, ':'))
		return (struct slice){NULL, 0};
	*rest = at;
	return epoch;
}

// What stands behind the last '-', which is taken off.
static struct slice take_revision(struct slice *rest)
{
	const char *dash = rest->len ? memrchr(rest->at, '-', rest->len) : NULL;
	struct slice revision = {NULL, 0};
	if (!dash)
		return revision;
	revision = (struct slice){dash + 1, rest->len - (size_t)(dash - rest->at) - 1};
	rest->len = (size_t)(dash - rest->at);
	return revision;
}

static int compare_whole(struct slice a, struct slice b,
			 int (*part)(struct slice a, struct slice b))
{
	int order = version_number_compare(take_epoch(&a), take_epoch(&b));
	struct slice x = take_revision(&a), y = take_revision(&b);
	if (!order)
		order = part(a, b);
	return order ? order : part(x, y);
}

// ---- dpkg: '~' before the end, the end before letters, letters before all else ----

static int weight(struct slice rest)
{
	if (!rest.len || version_is_digit(*rest.at))
		return 0;
	if (*rest.at == '~')
		return -1;
	return version_is_letter(*rest.at) ? (unsigned char)*rest.at
					   : (unsigned char)*rest.at + 256;
}

static void step(struct slice *rest)
{
	if (rest->len && !version_is_digit(*rest->at)) {
		rest->at++;
		rest->len--;
	}
}

static int compare_deb(struct slice a, struct slice b)
{
	int order = 0;
	while (!order && (a.len || b.len)) {
		while (!order && (weight(a) || weight(b))) {
			order = version_sign(weight(a) - weight(b));
			step(&a);
			step(&b);
		}
		if (!order)
			order = version_number_compare(version_digits(&a), version_digits(&b));
	}
	return order;
}

int version_deb(struct slice a, struct slice b)
{
	return compare_whole(a, b, compare_deb);
}

// ---- rpm: runs of digits and letters; '~' before the end, '^' behind it ----

static void skip_separators(struct slice *rest)
{
	while (rest->len && !version_is_digit(*rest->at) && !version_is_letter(*rest->at) &&
	       *rest->at != '~' && *rest->at != '^') {
		rest->at++;
		rest->len--;
	}
}

// 0 when neither has the sign in front; both: it is taken off, and *again says so.
static int compare_sign(struct slice *a, struct slice *b, char sign, bool *again)
{
	bool x = version_take(a, sign), y = version_take(b, sign);
	*again = x && y;
	if (x == y)
		return 0;
	struct slice other = x ? *b : *a;
	bool less = sign == '~' || other.len;
	return less == x ? -1 : 1;
}

static int compare_segment(struct slice *a, struct slice *b)
{
	bool x = version_is_digit(*a->at), y = version_is_digit(*b->at);
	if (x != y)
		return x ? 1 : -1; // numbers are newer than words
	if (x)
		return version_number_compare(version_digits(a), version_digits(b));
	return version_sign(slice_compare(version_letters(a), version_letters(b)));
}

static int compare_rpm(struct slice a, struct slice b)
{
	int order = 0;
	bool tilde, caret;
	while (!order && (a.len || b.len)) {
		skip_separators(&a);
		skip_separators(&b);
		order = compare_sign(&a, &b, '~', &tilde);
		if (order || tilde)
			continue;
		order = compare_sign(&a, &b, '^', &caret);
		if (order || caret)
			continue;
		if (!a.len || !b.len)
			return (a.len > 0) - (b.len > 0);
		order = compare_segment(&a, &b);
	}
	return order;
}

int version_rpm(struct slice a, struct slice b)
{
	struct slice x = a, y = b;
	bool left = memchr(a.len ? a.at : "", '-', a.len),
	     right = memchr(b.len ? b.at : "", '-', b.len);
	int order = version_number_compare(take_epoch(&x), take_epoch(&y));
	if (left && right)
		return compare_whole(a, b, compare_rpm);
	if (left)
		take_revision(&x); // a version without a release is any release
	if (right)
		take_revision(&y);
	return order ? order : compare_rpm(x, y);
}
