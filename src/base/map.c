#include "base/map.h"

#include <stdlib.h>
#include <string.h>

static uint64_t mix(uint64_t a, uint64_t b)
{
	__extension__ unsigned __int128 product = (unsigned __int128)a * b;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t load8(const unsigned char *at)
{
	uint64_t word;
	memcpy(&word, at, sizeof word);
	return word;
}

static uint64_t load4(const unsigned char *at)
{
	uint32_t word;
	memcpy(&word, at, sizeof word);
	return word;
}

// Multiply-and-fold over 16 bytes at a time; the last of them may be hashed twice, so that no
// tail is read byte by byte. Little-endian machines agree on the value; nothing stored or
// printed depends on it.
uint64_t hash_bytes(const void *bytes, size_t len)
{
	const unsigned char *at = len ? bytes : (const unsigned char *)"", *end = at + len;
	uint64_t hash = len * UINT64_C(0x9e3779b97f4a7c15) + UINT64_C(0x2545f4914f6cdd1d);
	uint64_t a = 0, b = 0;
	for (size_t left = len; left > 16; at += 16, left -= 16)
		hash = mix(load8(at) ^ hash, load8(at + 8) ^ UINT64_C(0xe7037ed1a0b428db));
	if (len >= 16) {
		a = load8(end - 16);
		b = load8(end - 8);
	} else if (len >= 8) {
		a = load8(at);
		b = load8(end - 8);
	} else if (len >= 4) {
		a = load4(at);
		b = load4(end - 4);
	} else if (len) {
		a = (uint64_t)at[0] << 16 | (uint64_t)at[len / 2] << 8 | end[-1];
	}
	hash = mix(a ^ hash, b ^ UINT64_C(0xa0761d6478bd642f));
	return mix(hash, UINT64_C(0x589965cc75374cc3));
}

void map_fini(struct map *map)
{
	free(map->entries);
	free(map->slots);
	arena_fini(&map->keys);
	*map = (struct map){0};
}

static uint32_t tag_of(uint64_t hash)
{
	return (uint32_t)(hash >> 32);
}

// The slot that holds the key, or the free one where it belongs. Other keys are told by their tags:
// an entry is mostly far away in memory.
static struct map_slot *find(const struct map *map, uint64_t hash, struct slice key)
{
	size_t i = hash & (map->slot_count - 1);
	for (;; i = (i + 1) & (map->slot_count - 1)) {
		struct map_slot *slot = &map->slots[i];
		if (!slot->index)
			return slot;
		if (slot->tag != tag_of(hash))
			continue;
		const struct map_entry *e = &map->entries[slot->index - 1];
		if (e->hash == hash && slice_equal((struct slice){e->key, e->key_len}, key))
			return slot;
	}
}

static void rehash(struct map *map)
{
	map->slot_count = map->slot_count ? map->slot_count * 2 : 16;
	free(map->slots);
	map->slots = mem_alloc(map->slot_count * sizeof *map->slots);
	for (size_t i = 0; i < map->len; i++) {
		const struct map_entry *e = &map->entries[i];
		*find(map, e->hash, (struct slice){e->key, e->key_len}) =
			(struct map_slot){tag_of(e->hash), (uint32_t)i + 1};
	}
}

static struct map_entry *put(struct map *map, struct slice key, bool *added)
{
	if ((map->len + 1) * 4 > map->slot_count * 3)
		rehash(map);
	uint64_t hash = hash_bytes(key.at, key.len);
	struct map_slot *slot = find(map, hash, key);
	if (added)
		*added = !slot->index;
	if (slot->index)
		return &map->entries[slot->index - 1];
	if (map->len == map->room) {
		map->room = map->room ? map->room * 2 : 16;
		map->entries = mem_resize(map->entries, map->room * sizeof *map->entries);
	}
	map->entries[map->len] = (struct map_entry){
		.hash = hash, .key = arena_slice(&map->keys, key), .key_len = (uint32_t)key.len};
	*slot = (struct map_slot){tag_of(hash), (uint32_t)++map->len};
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
	uint32_t index = find(map, hash_bytes(key.at, key.len), key)->index;
	return index ? &map->entries[index - 1].value : NULL;
}

size_t map_intern(struct map *map, struct slice key)
{
	return (size_t)(put(map, key, NULL) - map->entries);
}
