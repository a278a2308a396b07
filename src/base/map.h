// A hash map from byte strings to 64-bit numbers, and an intern table on it.
//
// Iteration is in order of insertion, so that output never depends on hashing.
// Must not: remove keys (nothing of ours needs it).
#ifndef GAVEL_BASE_MAP_H
#define GAVEL_BASE_MAP_H

#include "base/arena.h"

#include <stdint.h>

struct map_entry {
	uint64_t hash;
	const char *key; // owned by the map's arena, NUL-terminated
	uint32_t key_len;
	int64_t value;
};

struct map_slot {
	uint32_t tag;	// half of the key's hash
	uint32_t index; // + 1 into entries, 0 = free
};

// Zero-initialised is empty and valid.
struct map {
	struct map_entry *entries; // in order of insertion
	size_t len, room;
	struct map_slot *slots;
	size_t slot_count; // a power of two
	struct arena keys;
};

void map_fini(struct map *map);
// The value's place, inserted as 0 when the key is new (*added says so; added
// may be NULL). Valid until the next insertion.
int64_t *map_put(struct map *map, struct slice key, bool *added);
// NULL when absent. Valid until the next insertion.
int64_t *map_get(const struct map *map, struct slice key);
// The key's index in entries, inserting it when new: a dense id from 0.
size_t map_intern(struct map *map, struct slice key);

// 64 bits of a fast non-cryptographic hash; same bytes, same hash, on every machine.
uint64_t hash_bytes(const void *bytes, size_t len);

#endif
