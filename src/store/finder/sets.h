// Sets of ids, a bit each, kept beside the statements that ask them. Private to the store.
#ifndef GAVEL_STORE_FINDER_SETS_H
#define GAVEL_STORE_FINDER_SETS_H

#include "findings/name.h"

#include <stdint.h>

struct finder_set {
	uint8_t *at;
	size_t len, room;
	uint64_t number; // the smallest is 1
	// Of a set of bodies: all behind this one are in it, for nobody knows.
	int64_t beyond;
	// The names that hold a word are in it too.
	bool has_names;
	struct finding_name_part names;
};

struct finder_sets; // in the order of their numbers

struct finder_sets *finder_sets_new(void);
void finder_sets_free(void *sets);
// Takes a set over: its number.
uint64_t finder_sets_add(struct finder_sets *sets, const struct finder_set *set);
// NULL: there is none.
const struct finder_set *finder_sets_find(const struct finder_sets *sets, uint64_t number);
// The sets that are made from now on can be let go by finder_sets_drop.
uint64_t finder_sets_mark(const struct finder_sets *sets);
void finder_sets_drop(struct finder_sets *sets, uint64_t mark);

// False when no row can have the id.
bool finder_set_put(struct finder_set *set, uint64_t id);
static inline bool finder_set_has(const struct finder_set *set, uint64_t id)
{
	return id / 8 < set->len && (set->at[id / 8] >> id % 8 & 1);
}

#endif
