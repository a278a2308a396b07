#include "ui/keys/keymap.h"

#include "ui/keys/keymap_private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// ---- A map that ships ----

// Adds the keys of one action, "g g, Home": our own table, which a test walks.
static void add_keys(struct keymap *map, enum action action, const char *keys)
{
	struct slice rest = slice_of(keys);
	while (rest.len) {
		struct slice second = slice_trim(slice_cut(&rest, ','));
		struct slice first = slice_cut(&second, ' ');
		struct err err = {0};
		struct binding binding = {.section = KEYMAP_ALL,
					  .action = action,
					  .origin = action_map_name(map->map)};
		bool done = key_read(first, &binding.keys[0], &err) &&
			    (!second.len || key_read(second, &binding.keys[1], &err));
		assert(done);
		(void)done;
		*vec_push(&map->bindings) = binding;
	}
}

static bool find_map(const char *name, enum action_map *map)
{
	for (size_t m = 0; m < MAP_COUNT; m++)
		if (strcmp(action_map_name((enum action_map)m), name) == 0) {
			*map = (enum action_map)m;
			return true;
		}
	return false;
}

bool keymap_init(struct keymap *map, const char *name, struct err *err)
{
	*map = (struct keymap){0};
	if (!find_map(name, &map->map))
		return err_set(err, ERR_INVALID,
			       "keys '%s': there is no map of that name; there are default and vi",
			       name);
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		add_keys(map, (enum action)a, action_keys((enum action)a, map->map));
	return true;
}

void keymap_fini(struct keymap *map)
{
	vec_fini(&map->bindings);
	arena_fini(&map->arena);
}

// ---- What keys mean ----

// How a queue of keys stands to one section: a binding that it begins with, or that it may become.
static const struct binding *match_section(const struct keymap *map, const char *section,
					   const uint32_t *keys, size_t count, bool *waits)
{
	for (size_t i = 0; i < map->bindings.len; i++) {
		const struct binding *b = &map->bindings.at[i];
		size_t length = sequence_length(b->keys);
		if (strcmp(b->section, section) != 0 || b->keys[0] != keys[0])
			continue;
		if (length == 1 || (count > 1 && b->keys[1] == keys[1]))
			return b;
		*waits = *waits || count == 1;
	}
	return NULL;
}

// Do the keys begin with one that a sequence begins with, on this pane?
static bool begins_sequence(const struct keymap *map, const char *section, uint32_t key)
{
	bool waits = false;
	return (!match_section(map, section, &key, 1, &waits) && waits) ||
	       (!match_section(map, KEYMAP_ALL, &key, 1, &waits) && waits);
}

static struct keymap_hit hit(const struct binding *binding)
{
	return (struct keymap_hit){.used = sequence_length(binding->keys),
				   .binding = binding_is_unbound(binding) ? NULL : binding};
}

struct keymap_hit keymap_match(const struct keymap *map, const char *section, const uint32_t *keys,
			       size_t count)
{
	if (!count)
		return (struct keymap_hit){0};
	bool sequence = begins_sequence(map, section, keys[0]), waits = false;
	if (sequence && count > 1 && keys[1] == KEY_ESCAPE)
		return (struct keymap_hit){.used = 2, .dropped = true};
	const struct binding *own = match_section(map, section, keys, count, &waits);
	if (own)
		return hit(own);
	if (waits)
		return (struct keymap_hit){.waits = true};
	const struct binding *common = match_section(map, KEYMAP_ALL, keys, count, &waits);
	if (common)
		return hit(common);
	return waits ? (struct keymap_hit){.waits = true}
		     : (struct keymap_hit){.used = sequence && count > 1 ? 2 : 1};
}

enum action keymap_action(const struct keymap *map, const char *section, const uint32_t *keys,
			  size_t count)
{
	struct keymap_hit found = keymap_match(map, section, keys, count);
	return found.binding ? found.binding->action : ACTION_NONE;
}

// ---- The keys of an action ----

void keymap_add_sequence(struct str *out, const uint32_t keys[KEYMAP_SEQUENCE])
{
	key_add_name(out, keys[0]);
	if (!keys[1])
		return;
	str_add_char(out, ' ');
	key_add_name(out, keys[1]);
}

// Does a pane's own section have another meaning for these keys of all panes?
static bool is_hidden(const struct keymap *map, const char *section, const struct binding *binding)
{
	if (strcmp(binding->section, section) == 0)
		return false;
	struct keymap_hit found =
		keymap_match(map, section, binding->keys, sequence_length(binding->keys));
	return found.binding != binding;
}

static const char *join_keys(const struct keymap *map, const char *section, enum action action,
			     size_t most, struct arena *arena)
{
	struct str text = {0};
	for (size_t i = 0; i < map->bindings.len && most; i++) {
		const struct binding *b = &map->bindings.at[i];
		if (b->action != action || b->command ||
		    (strcmp(b->section, section) != 0 && strcmp(b->section, KEYMAP_ALL) != 0) ||
		    is_hidden(map, section, b))
			continue;
		str_add_text(&text, text.len ? ", " : "");
		keymap_add_sequence(&text, b->keys);
		most--;
	}
	const char *copy = arena_text(arena, str_text(&text));
	str_fini(&text);
	return copy;
}

const char *keymap_keys(const struct keymap *map, const char *section, enum action action,
			struct arena *arena)
{
	return join_keys(map, section, action, SIZE_MAX, arena);
}

const char *keymap_key(const struct keymap *map, const char *section, enum action action,
		       struct arena *arena)
{
	return join_keys(map, section, action, 1, arena);
}
