// Any bytes as a keys file: it is refused with its line, or what it binds can be looked up, names
// of keys read back as themselves, and ^C, ^L and ^Z mean what they always do.
#include "ui/keys/keymap.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_name(uint32_t key)
{
	struct str name = {0};
	struct err err = {0};
	uint32_t back = 0;
	key_add_name(&name, key);
	assert(key_read(str_slice(&name), &back, &err) && back == key);
	str_fini(&name);
}

static void check_binding(const struct keymap *map, const struct binding *b)
{
	size_t count = b->keys[1] ? 2 : 1;
	struct keymap_hit hit = keymap_match(map, b->section, b->keys, count);
	assert(!hit.waits && hit.used == count);
	assert(hit.binding == b || (!b->action && !b->command && !hit.binding));
	for (size_t i = 0; i < count; i++)
		check_name(b->keys[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint32_t FIXED[] = {KEY_INTERRUPT, KEY_REDRAW, KEY_STOP};
	static const enum action MEAN[] = {ACTION_INTERRUPT, ACTION_REDRAW, ACTION_STOP};
	struct keymap map;
	struct err err = {0};
	struct str out = {0};
	bool done = keymap_init(&map, size % 2 ? "vi" : "default", &err);
	assert(done);
	if (keymap_add(&map, (struct slice){(const char *)data, size}, "keys", &err)) {
		for (size_t i = 0; i < map.bindings.len; i++)
			check_binding(&map, &map.bindings.at[i]);
		keymap_write(&map, &out);
		keymap_write_json(&map, &out);
	} else {
		assert(err.code == ERR_INVALID && strncmp(err.text, "keys:", 5) == 0);
		assert(atoi(err.text + 5) >= 1);
	}
	for (size_t i = 0; i < 3; i++) {
		assert(keymap_action(&map, KEYMAP_ALL, &FIXED[i], 1) == MEAN[i]);
		assert(keymap_action(&map, "cost", &FIXED[i], 1) == MEAN[i]);
	}
	str_fini(&out);
	keymap_fini(&map);
	return 0;
}
