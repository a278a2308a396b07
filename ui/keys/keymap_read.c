#include "base/file.h"
#include "base/utf8.h"
#include "config/config.h"
#include "ui/keys/keymap.h"
#include "ui/keys/keymap_private.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES_MAX = 64 * 1024 };

// A file being read; what it binds comes over the map when all of it is well.
struct reading {
	struct keymap *map;
	const char *path;
	int line;
	const char *section;
	vec(struct binding) own;
	struct err *err;
};

static bool fault(struct reading *r, const char *what, struct slice word)
{
	return err_set(r->err, ERR_INVALID, "%s:%d: %s '%.*s'", r->path, r->line, what,
		       (int)word.len, word.at);
}

// ---- Refusals ----

static bool holds_ctrl(const struct binding *b)
{
	return key_is_ctrl(b->keys[0]) || key_is_ctrl(b->keys[1]);
}

// A view only shows; of any other command gavel cannot know what it changes.
static bool only_shows(const struct binding *b)
{
	struct slice rest = slice_of(b->command);
	return b->command ? view_find(slice_cut(&rest, ' ')) != NULL
			  : !action_row(b->action)->changes;
}

static const char *sequence_text(struct reading *r, const uint32_t keys[KEYMAP_SEQUENCE])
{
	struct str text = {0};
	keymap_add_sequence(&text, keys);
	const char *copy = arena_slice(&r->map->arena, str_slice(&text));
	str_fini(&text);
	return copy;
}

static bool check_fixed(struct reading *r, const struct binding *b)
{
	for (size_t i = 0; i < r->map->bindings.len; i++) {
		const struct binding *of = &r->map->bindings.at[i];
		const struct action_row *row = action_row(of->action);
		if (row->fixed && (of->keys[0] == b->keys[0] || of->keys[0] == b->keys[1]))
			return err_set(r->err, ERR_INVALID,
				       "%s: '%s' means '%s' always; it cannot be taken away",
				       b->origin, sequence_text(r, of->keys), row->name);
	}
	return b->keys[1] != KEY_ESCAPE ||
	       err_set(r->err, ERR_INVALID, "%s: Esc gives up a sequence, it cannot end one",
		       b->origin);
}

static bool check_twice(struct reading *r, const struct binding *b)
{
	for (size_t i = 0; i < r->own.len; i++) {
		const struct binding *of = &r->own.at[i];
		if (strcmp(of->section, b->section) != 0 || !sequences_collide(of->keys, b->keys))
			continue;
		const char *key = sequence_text(r, b->keys), *other = sequence_text(r, of->keys);
		if (strcmp(key, other) == 0)
			return err_set(r->err, ERR_INVALID,
				       "%s: '%s' has a meaning in [%s] already, from %s", b->origin,
				       key, b->section, of->origin);
		return err_set(r->err, ERR_INVALID, "%s: '%s' and the '%s' of %s begin alike",
			       b->origin, key, other, of->origin);
	}
	return true;
}

static bool check_ctrl(struct reading *r, const struct binding *b)
{
	return !holds_ctrl(b) || only_shows(b) ||
	       err_set(r->err, ERR_INVALID,
		       "%s: '%s' cannot be '%s%s': no Ctrl key changes anything", b->origin,
		       sequence_text(r, b->keys), b->command ? ":" : "",
		       b->command ? b->command : action_row(b->action)->name);
}

static bool keep(struct reading *r, const struct binding *b)
{
	if (!check_fixed(r, b) || !check_twice(r, b) || !check_ctrl(r, b))
		return false;
	*vec_push(&r->own) = *b;
	return true;
}

// ---- Lines ----

// The view one slip away, for "did you mean"; NULL when none is near.
static const char *near_section(const char *name)
{
	size_t count;
	const struct view *views = view_list(&count);
	for (size_t i = 0; i < count; i++)
		if (text_is_near(name, views[i].name))
			return views[i].name;
	return text_is_near(name, KEYMAP_ALL) ? KEYMAP_ALL : NULL;
}

static const char *near_action(const char *name)
{
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		if (text_is_near(name, action_row((enum action)a)->name))
			return action_row((enum action)a)->name;
	return NULL;
}

static bool unknown(struct reading *r, const char *what, const char *name, const char *near)
{
	return err_set(r->err, ERR_INVALID, "%s:%d: %s '%s'%s%s%s", r->path, r->line, what, name,
		       near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static bool read_section(struct reading *r, struct slice text)
{
	if (!slice_ends(text, "]"))
		return fault(r, "there is no ']' at the end of", text);
	struct slice inside = {text.at + 1, text.len - 2};
	r->section = arena_slice(&r->map->arena, slice_trim(inside));
	return strcmp(r->section, KEYMAP_ALL) == 0 || view_find(slice_of(r->section)) ||
	       unknown(r, "there is no view", r->section, near_section(r->section));
}

static bool read_keys(struct reading *r, struct slice first, struct slice second, uint32_t keys[])
{
	return (key_read(first, &keys[0], r->err) &&
		(!second.len || key_read(second, &keys[1], r->err))) ||
	       err_wrap(r->err, "%s:%d", r->path, r->line);
}

static bool read_meaning(struct reading *r, struct slice text, struct binding *b)
{
	const char *name = arena_slice(&r->map->arena, text);
	if (text.len && text.at[0] == ':') {
		b->command = arena_slice(&r->map->arena,
					 slice_trim((struct slice){text.at + 1, text.len - 1}));
		return *b->command || fault(r, "there is no command behind", SLICE(":"));
	}
	b->action = action_find(text);
	return b->action || unknown(r, "there is no action", name, near_action(name));
}

static struct binding start_binding(struct reading *r)
{
	return (struct binding){
		.section = r->section,
		.origin = arena_printf(&r->map->arena, "%s:%d", r->path, r->line),
	};
}

static bool read_unbind(struct reading *r, struct slice rest)
{
	struct binding b = start_binding(r);
	struct slice first = slice_word(&rest), second = slice_word(&rest);
	if (slice_trim(rest).len)
		return fault(r, "two keys are the most, there is also", slice_trim(rest));
	return read_keys(r, first, second, b.keys) && keep(r, &b);
}

static bool read_bind(struct reading *r, struct slice first, struct slice rest)
{
	struct binding b = start_binding(r);
	struct slice second = slice_word(&rest), equals = second;
	if (slice_is(second, "="))
		second = (struct slice){0};
	else
		equals = slice_word(&rest);
	if (!slice_is(equals, "="))
		return fault(r, "a line is KEY = ACTION with blanks around the '=', not", first);
	return read_keys(r, first, second, b.keys) && read_meaning(r, slice_trim(rest), &b) &&
	       keep(r, &b);
}

static bool read_line(struct reading *r, struct slice line)
{
	struct slice rest = slice_trim(line), word = slice_word(&rest);
	size_t bad = utf8_valid(line);
	if (bad < line.len)
		return fault(r, "this is not UTF-8:", SLICE("line"));
	if (!word.len || word.at[0] == '#')
		return true;
	if (word.at[0] == '[' && (word.len > 1 || slice_ends(slice_trim(line), "]")))
		return read_section(r, slice_trim(line));
	if (slice_is(word, "unbind"))
		return read_unbind(r, rest);
	return read_bind(r, word, rest);
}

// ---- Over the map ----

// What the person bound for all panes takes the place of what the map has for such keys.
static void give_way(struct keymap *map, const struct binding *own)
{
	size_t kept = 0;
	for (size_t i = 0; i < map->bindings.len; i++) {
		const struct binding *of = &map->bindings.at[i];
		if (strcmp(own->section, of->section) != 0 ||
		    !sequences_collide(of->keys, own->keys))
			map->bindings.at[kept++] = *of;
	}
	map->bindings.len = kept;
}

// The person's own come first, so that hints show them.
static void take_over(struct keymap *map, const struct binding *own, size_t count)
{
	struct keymap before = *map;
	for (size_t i = 0; i < count; i++)
		give_way(&before, &own[i]);
	map->bindings.at = NULL;
	map->bindings.len = map->bindings.room = 0;
	for (size_t i = 0; i < count; i++)
		if (!binding_is_unbound(&own[i]) || strcmp(own[i].section, KEYMAP_ALL) != 0)
			*vec_push(&map->bindings) = own[i];
	for (size_t i = 0; i < before.bindings.len; i++)
		*vec_push(&map->bindings) = before.bindings.at[i];
	vec_fini(&before.bindings);
}

bool keymap_add(struct keymap *map, struct slice text, const char *path, struct err *err)
{
	struct reading r = {.map = map,
			    .path = arena_text(&map->arena, path),
			    .section = KEYMAP_ALL,
			    .err = err};
	bool done = true;
	while (done && text.len) {
		r.line++;
		done = read_line(&r, slice_cut(&text, '\n'));
	}
	if (done)
		take_over(map, r.own.at, r.own.len);
	vec_fini(&r.own);
	return done;
}

static bool add_file(struct keymap *map, const char *path, struct err *err)
{
	struct str text = {0};
	bool done = config_is_ours(path, err) && file_read(path, FILE_BYTES_MAX, &text, err) &&
		    keymap_add(map, str_slice(&text), path, err);
	str_fini(&text);
	return done;
}

bool keymap_load(const struct keymap_source *source, struct keymap *out, struct err *err)
{
	bool there = source->needed || file_exists(source->file);
	if (!keymap_init(out, source->map, err))
		return false;
	if (!there || add_file(out, source->file, err))
		return true;
	keymap_fini(out);
	return false;
}
