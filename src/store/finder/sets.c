#include "store/finder/sets.h"

#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

enum { SET_MAX = 128 << 20 }; // bytes: of a thousand million ids

struct finder_sets {
	vec(struct finder_set) all;
	uint64_t last;
};

struct finder_sets *finder_sets_new(void)
{
	return mem_alloc(sizeof(struct finder_sets));
}

static void drop_from(struct finder_sets *sets, size_t first)
{
	for (size_t i = first; i < sets->all.len; i++)
		free(sets->all.at[i].at);
	sets->all.len = first < sets->all.len ? first : sets->all.len;
}

void finder_sets_free(void *context)
{
	struct finder_sets *sets = context;
	drop_from(sets, 0);
	vec_fini(&sets->all);
	free(sets);
}

uint64_t finder_sets_add(struct finder_sets *sets, const struct finder_set *set)
{
	struct finder_set *added = vec_push(&sets->all);
	*added = *set;
	added->number = ++sets->last;
	return added->number;
}

const struct finder_set *finder_sets_find(const struct finder_sets *sets, uint64_t number)
{
	for (size_t i = sets->all.len; i > 0; i--)
		if (sets->all.at[i - 1].number == number)
			return &sets->all.at[i - 1];
	return NULL;
}

uint64_t finder_sets_mark(const struct finder_sets *sets)
{
	return sets->last;
}

void finder_sets_drop(struct finder_sets *sets, uint64_t mark)
{
	size_t first = sets->all.len;
	while (first && sets->all.at[first - 1].number > mark)
		first--;
	drop_from(sets, first);
}

static void grow(struct finder_set *set, size_t len)
{
	if (len > set->room) {
		size_t room = len + len / 2 + 64;
		set->at = mem_resize(set->at, room);
		memset(set->at + set->room, 0, room - set->room);
		set->room = room;
	}
	set->len = len > set->len ? len : set->len;
}

bool finder_set_put(struct finder_set *set, uint64_t id)
{
	if (id / 8 >= SET_MAX)
		return false;
	if (id / 8 >= set->len)
		grow(set, id / 8 + 1);
	set->at[id / 8] |= (uint8_t)(1u << id % 8);
	return true;
}
