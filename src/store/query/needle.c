// What the text index is asked for: a condition's text, or the part of it that phrases have.
#include "store/query/query.h"

#include <ctype.h>

static size_t digits_of(struct slice text)
{
	size_t count = 0;
	while (count < text.len && isdigit((unsigned char)text.at[text.len - 1 - count]))
		count++;
	return count;
}

static struct needle needle_of(struct query *q, struct slice text, bool lined)
{
	size_t digits = digits_of(text), before = text.len - digits;
	bool parted = text.at && before && text.at[before - 1] == ':';
	struct needle needle = {arena_slice(&q->arena, text), NULL, parted};
	if (!text.len || !lined || (before && !parted))
		return needle;
	if (before > 1)
		needle.text = arena_slice(&q->arena, (struct slice){text.at, before - 1});
	else
		needle.digits = arena_slice(&q->arena, (struct slice){text.at + before, digits});
	return needle;
}

// Of a pattern the longest piece between its asterisks.
static struct slice longest_piece(const char *pattern)
{
	struct slice rest = slice_of(pattern), longest = {0};
	while (rest.len) {
		struct slice piece = slice_cut(&rest, '*');
		longest = piece.len > longest.len ? piece : longest;
	}
	return longest;
}

static struct slice sought(const struct filter *f, const char *value)
{
	bool pattern = f->column && f->op <= FILTER_NOT && !f->literal;
	return pattern ? longest_piece(value) : slice_of(value);
}

static bool is_lined(const struct filter *f)
{
	return !f->column || f->column->hint_is == HINT_LINED;
}

struct needle query_needle(struct query *q, const struct filter *f, const char *value)
{
	return needle_of(q, sought(f, value), is_lined(f));
}

bool query_has_needle(const struct filter *f, const char *value)
{
	return sought(f, value).len > 0;
}
