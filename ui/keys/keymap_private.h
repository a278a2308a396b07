// What the files of a keymap share: how sequences of keys stand to each other. Private to them.
#ifndef GAVEL_UI_KEYS_KEYMAP_PRIVATE_H
#define GAVEL_UI_KEYS_KEYMAP_PRIVATE_H

#include "ui/keys/keymap.h"

static inline size_t sequence_length(const uint32_t keys[KEYMAP_SEQUENCE])
{
	return keys[1] ? 2 : 1;
}

// Equal, or one begins the other: both cannot be bound.
static inline bool sequences_collide(const uint32_t a[KEYMAP_SEQUENCE],
				     const uint32_t b[KEYMAP_SEQUENCE])
{
	return a[0] == b[0] && (a[1] == b[1] || !a[1] || !b[1]);
}

static inline bool binding_is_unbound(const struct binding *binding)
{
	return binding->action == ACTION_NONE && !binding->command;
}

#endif
