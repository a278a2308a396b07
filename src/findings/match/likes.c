#include "findings/match/likes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What cannot be read stands alone in a group.
static bool read_traits(struct slice traits, struct match_item *out)
{
	char text[160];
	int64_t print, file;
	int single;
	if (!traits.len || traits.len >= sizeof text)
		return false;
	memcpy(text, traits.at, traits.len);
	text[traits.len] = 0;
	if (sscanf(text, "%" SCNx64 " %" SCNx64 " %" SCNd64 " %" SCNd64 " %" SCNd32 " %d %" SCNx64,
		   &out->key.high, &out->key.low, &print, &file, &out->line, &single,
		   &out->tie) != 7)
		return false;
	out->print = (uint64_t)print;
	out->file = (uint64_t)file;
	out->single = (uint8_t)single;
	return true;
}

void likes_add(struct likes *likes, bool is_new, struct slice group, struct slice traits,
	       size_t place)
{
	struct like like = {.group = map_intern(&likes->groups, group), .place = place};
	if (!read_traits(traits, &like.item))
		return;
	if (is_new)
		*vec_push(&likes->new) = like;
	else
		*vec_push(&likes->old) = like;
}

static int by_group(const void *a, const void *b)
{
	const struct like *x = a, *y = b;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

// Those of a group, which is next; `at` is behind them afterwards.
static struct match_side take_side(struct like *of, size_t count, size_t group, size_t *at)
{
	struct match_side side = {NULL, 0};
	size_t from = *at;
	while (*at < count && of[*at].group == group)
		++*at;
	side.items = mem_alloc((*at - from + 1) * sizeof *side.items);
	while (side.count < *at - from) {
		side.items[side.count] = &of[from + side.count].item;
		side.count++;
	}
	return side;
}

static void match_group(struct likes *likes, struct match_side old, struct match_side new)
{
	if (old.count && new.count) {
		match_repeats(old);
		match_repeats(new);
		match_sides(old, new, MATCH_FILES, &likes->pairs);
	}
	free(old.items);
	free(new.items);
}

static struct like *like_of(struct match_item *item)
{
	return (struct like *)(void *)((char *)item - offsetof(struct like, item));
}

void likes_match(struct likes *likes)
{
	size_t old = 0, new = 0;
	if (!likes->old.len || !likes->new.len)
		return;
	qsort(likes->old.at, likes->old.len, sizeof *likes->old.at, by_group);
	qsort(likes->new.at, likes->new.len, sizeof *likes->new.at, by_group);
	for (size_t group = 0; group < likes->groups.len; group++) {
		struct match_side before = take_side(likes->old.at, likes->old.len, group, &old);
		struct match_side after = take_side(likes->new.at, likes->new.len, group, &new);
		match_group(likes, before, after);
	}
	for (size_t i = 0; i < likes->pairs.of.len; i++)
		like_of(likes->pairs.of.at[i].new)->peer =
			&like_of(likes->pairs.of.at[i].old)->place;
}

void likes_fini(struct likes *likes)
{
	map_fini(&likes->groups);
	vec_fini(&likes->old);
	vec_fini(&likes->new);
	vec_fini(&likes->pairs.of);
}
