// The keys in force: a map that ships, and over it the person's own file.
//
//	# $XDG_CONFIG_HOME/gavel/keys
//	[all]                       every pane; what stands before any section belongs to it
//	J   = page-down             KEY = ACTION; KEY KEY = ACTION for two, one after the other
//	g g = first
//	t   = :cost by:tag:Team     KEY = :COMMAND LINE
//	unbind u                    the key does nothing
//	[cost]                      this view's pane; its keys come before those of [all]
//
// A line takes the place of what the map has for the same key, and of what begins alike ("g" and
// "g g" cannot both be). Two lines of one section that do are refused with both their places, and
// so are keys for ^C, ^L and ^Z, and a Ctrl key for what changes anything. Must not: know the
// terminal or what an action does.
#ifndef GAVEL_UI_KEYS_KEYMAP_H
#define GAVEL_UI_KEYS_KEYMAP_H

#include "base/arena.h"
#include "base/err.h"
#include "base/vec.h"
#include "ui/action.h"
#include "ui/key.h"

enum { KEYMAP_SEQUENCE = 2 };
#define KEYMAP_ALL "all"

struct binding {
	const char *section;		// KEYMAP_ALL, or a view
	uint32_t keys[KEYMAP_SEQUENCE]; // the second is KEY_NONE where one key is all
	enum action action;		// ACTION_NONE with no command: unbound
	const char *command;		// the line behind the ':'; NULL where it is an action
	const char *origin;		// "default", "vi", "file:line"
};

struct keymap {
	enum action_map map;
	vec(struct binding) bindings;
	struct arena arena;
};

// The map of that name alone, as it ships. ERR_INVALID names those there are.
bool keymap_init(struct keymap *map, const char *name, struct err *err);
// A file's text over it. ERR_INVALID: "path:line: what is wrong"; the map is then as it was.
bool keymap_add(struct keymap *map, struct slice text, const char *path, struct err *err);
// Both, with the file of a path; one that is not there is ERR_NOT_FOUND only when `needed`.
// ERR_DENIED when it is another person's or others can write it. On failure nothing is to be freed.
struct keymap_source {
	const char *map, *file;
	bool needed;
};
bool keymap_load(const struct keymap_source *source, struct keymap *out, struct err *err);
struct config;
bool keymap_configured(const struct config *config, struct keymap *out, struct err *err);
void keymap_fini(struct keymap *map);

// What the keys in a queue, the oldest first, mean on a pane.
//
//	waits                 they begin a sequence: nothing is to be done until another key comes
//	binding               do it, and drop `used` keys
//	neither, used > 0     drop them; they do nothing here. `dropped`: Esc gave up a sequence
struct keymap_hit {
	size_t used;
	const struct binding *binding;
	bool waits, dropped;
};
struct keymap_hit keymap_match(const struct keymap *map, const char *section, const uint32_t *keys,
			       size_t count);
// The action that the oldest keys of a queue stand for; ACTION_NONE for anything else.
enum action keymap_action(const struct keymap *map, const char *section, const uint32_t *keys,
			  size_t count);

// "j Down": the keys that an action has on a pane, for help; "" when none.
const char *keymap_keys(const struct keymap *map, const char *section, enum action action,
			struct arena *arena);
// The first of them, for hints in the last line; "" when none.
const char *keymap_key(const struct keymap *map, const char *section, enum action action,
		       struct arena *arena);
void keymap_add_sequence(struct str *out, const uint32_t keys[KEYMAP_SEQUENCE]); // "g g"

// What `gavel keys` prints, as text or as one JSON document.
void keymap_write(const struct keymap *map, struct str *out);
void keymap_write_json(const struct keymap *map, struct str *out);
// The part of gavel-keys(5) that is written from the tables.
void keymap_write_manual(struct str *out);

#endif
