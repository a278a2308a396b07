#include "base/map.h"

#include <stdlib.h>
#include <string.h>

static uint64_t mix(uint64_t a, uint64_t b)
{
	__extension__ unsigned __int128 product = (unsigned __int128)a * b;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t load(const unsigned char *at, size_t len)
{
	uint64_t word = 0;
	memcpy(&word, at, len);
	return word;
}

// Multiply-and-fold over 8-byte words. Little-endian machines agree on the value; nothing
// stored or printed depends on it.
uint64_t hash_bytes(const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	uint64_t hash = len * UINT64_C(0x9e3779b97f4a7c15) + UINT64_C(0x2545f4914f6cdd1d);
	size_t left = len;
	for (; left >= 16; at += 16, left -= 16)
		hash = mix(load(at, 8) ^ hash, load(at + 8, 8) ^ UINT64_C(0xe7037ed1a0b428db));
	if (left >= 8)
		hash = mix(load(at, 8) ^ hash,
			   load(at + 8, left - 8) ^ UINT64_C(0xa0761d6478bd642f));
	else if (left)
		hash = mix(load(at, left) ^ hash, UINT64_C(0x8ebc6af09c88c6e3));
	return mix(hash, UINT64_C(0x589965cc75374cc3));
}

void map_fini(struct map *map)
{
	free(map->entries);
	free(map->slots);
	arena_fini(&map->keys);
	*map = (struct map){0};
}

// The slot that holds the key, or the free one where it belongs.
static uint32_t *find(const struct map *map, uint64_t hash, struct slice key)
{
	size_t i = hash & (map->slot_count - 1);
	for (;; i = (i + 1) & (map->slot_count - 1)) {
		if (!map->slots[i])
			return &map->slots[i];
		const struct map_entry *e = &map->entries[map->slots[i] - 1];
		if (e->hash == hash && e->key_len == key.len &&
		    (key.len == 0 || memcmp(e->key, key.at, key.len) == 0))
			return &map->slots[i];
	}
}

static void rehash(struct map *map)
{
	map->slot_count = map->slot_count ? map->slot_count * 2 : 16;
	free(map->slots);
	map->slots = mem_alloc(map->slot_count * sizeof *map->slots);
	for (size_t i = 0; i < map->len; i++) {
		const struct map_entry *e = &map->entries[i];
		*find(map, e->hash, (struct slice){e->key, e->key_len}) = (uint32_t)i + 1;
	}
}

static struct map_entry *put(struct map *map, struct slice key, bool *added)
{
	if ((map->len + 1) * 4 > map->slot_count * 3)
		rehash(map);
	uint64_t hash = hash_bytes(key.at, key.len);
	uint32_t *slot = find(map, hash, key);
	if (added)
		*added = !*slot;
	if (*slot)
		return &map->entries[*slot - 1];
	if (map->len == map->room) {
		map->room = map->room ? map->room * 2 : 16;
		map->entries = mem_resize(map->entries, map->room * sizeof *map->entries);
	}
	map->entries[map->len] = (struct map_entry){
		.hash = hash, .key = arena_slice(&map->keys, key), .key_len = (uint32_t)key.len};
	*slot = (uint32_t)++map->len;
	return &map->entries[map->len - 1];
}

int64_t *map_put(struct map *map, struct slice key, bool *added)
{
	return &put(map, key, added)->value;
}

int64_t *map_get(const struct map *map, struct slice key)
{
	if (!map->slot_count)
		return NULL;
	uint32_t slot = *find(map, hash_bytes(key.at, key.len), key);
	return slot ? &map->entries[slot - 1].value : NULL;
}

size_t map_intern(struct map *map, struct slice key)
{
	return (size_t)(put(map, key, NULL) - map->entries);
}
