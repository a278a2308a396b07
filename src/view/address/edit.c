#include "view/address/address_private.h"

#include <string.h>

void address_remove(struct select *select, size_t index)
{
	select->filter_count--;
	memmove(&select->filters[index], &select->filters[index + 1],
		(select->filter_count - index) * sizeof *select->filters);
}

static bool is_same_subject(const struct filter *a, const struct filter *b)
{
	bool keys = a->key && b->key ? strcmp(a->key, b->key) == 0 : !a->key && !b->key;
	return a->column == b->column && keys;
}

// The new condition is the last one: it moves to the first place of its like, which all go.
static void move_to_like(struct select *select)
{
	size_t last = select->filter_count - 1, place = last;
	struct filter filter = select->filters[last];
	for (size_t i = last; i-- > 0;)
		if (is_same_subject(&select->filters[i], &filter)) {
			address_remove(select, i);
			place = i;
		}
	for (size_t i = select->filter_count - 1; i > place; i--)
		select->filters[i] = select->filters[i - 1];
	select->filters[place < select->filter_count ? place : select->filter_count - 1] = filter;
}

bool address_replace(struct slice term, struct arena *arena, struct select *select, struct err *err)
{
	struct select next = *select;
	bool full = select->filter_count == SELECT_FILTERS;
	size_t before = next.filter_count;
	if (full)
		return err_set(err, ERR_INVALID, "at most %d conditions", SELECT_FILTERS);
	if (!address_add(term, arena, &next, err))
		return false;
	if (next.filter_count > before)
		move_to_like(&next);
	*select = next;
	return true;
}

bool address_filter(struct slice terms, struct arena *arena, struct select *select, struct err *err)
{
	struct select next = *select;
	struct reader r = {terms.at, arena, &next, NULL, err};
	next.filter_count = 0;
	if (!read_terms(&r, terms))
		return false;
	*select = next;
	return true;
}
