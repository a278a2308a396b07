#include "base/json.h"
#include "base/utf8.h"
#include "ui/keys/keymap.h"
#include "ui/keys/keymap_private.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_WIDTH = 9, MEANING_WIDTH = 14 };

// What is written of one binding after the other, by section; in a section by the table of
// actions, then commands and what is unbound.
struct writing {
	const struct keymap *map;
	struct str *out;
	struct json_out *json; // or NULL: text
	bool empty;	       // nothing of the section was written yet
	size_t origin_width;
};

static const char *meaning(const struct binding *b)
{
	return b->command ? b->command : b->action ? action_row(b->action)->name : "(nothing)";
}

static void add_field(struct str *out, const char *text, size_t width)
{
	struct str safe = {0};
	utf8_add_safe(&safe, slice_of(text), false);
	size_t columns = utf8_columns(slice_of(text));
	str_add_text(out, str_text(&safe));
	str_add_repeat(out, ' ', columns < width ? width - columns : 0);
	str_fini(&safe);
}

static void write_text(struct writing *w, const struct binding *b, const char *keys)
{
	if (w->empty)
		str_addf(w->out, "%s[%s]\n", w->out->len ? "\n" : "", b->section);
	add_field(w->out, keys, KEY_WIDTH);
	str_add_text(w->out, b->command ? ":" : " ");
	add_field(w->out, meaning(b), MEANING_WIDTH);
	str_add_char(w->out, ' ');
	add_field(w->out, b->origin, b->action ? w->origin_width : 0);
	str_addf(w->out, b->action ? "  %s\n" : "%s\n", action_row(b->action)->help);
}

static void write_json(struct writing *w, const struct binding *b, const char *keys)
{
	json_open_map(w->json, NULL);
	json_text(w->json, "section", b->section);
	json_text(w->json, "keys", keys);
	json_text(w->json, "action", b->action ? action_row(b->action)->name : NULL);
	json_text(w->json, "command", b->command);
	json_text(w->json, "help", b->action ? action_row(b->action)->help : NULL);
	json_text(w->json, "origin", b->origin);
	json_close_map(w->json);
}

static void write_binding(struct writing *w, const struct binding *b)
{
	struct str keys = {0};
	keymap_add_sequence(&keys, b->keys);
	if (w->json)
		write_json(w, b, str_text(&keys));
	else
		write_text(w, b, str_text(&keys));
	w->empty = false;
	str_fini(&keys);
}

static void write_section(struct writing *w, const char *section)
{
	w->empty = true;
	for (int a = ACTION_NONE + 1; a <= ACTION_COUNT; a++)
		for (size_t i = 0; i < w->map->bindings.len; i++) {
			const struct binding *b = &w->map->bindings.at[i];
			if (strcmp(b->section, section) == 0 && (int)b->action == a % ACTION_COUNT)
				write_binding(w, b);
		}
}

static bool is_first_of_section(const struct keymap *map, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(map->bindings.at[i].section, map->bindings.at[at].section) == 0)
			return false;
	return true;
}

static void write_sections(struct writing *w)
{
	write_section(w, KEYMAP_ALL);
	for (size_t i = 0; i < w->map->bindings.len; i++) {
		const char *section = w->map->bindings.at[i].section;
		if (strcmp(section, KEYMAP_ALL) != 0 && is_first_of_section(w->map, i))
			write_section(w, section);
	}
}

// An action that no pane has a key for: `?` and the palette still run it.
static bool has_key(const struct keymap *map, enum action action)
{
	for (size_t i = 0; i < map->bindings.len; i++)
		if (map->bindings.at[i].action == action)
			return true;
	return false;
}

void keymap_write(const struct keymap *map, struct str *out)
{
	struct writing w = {.map = map, .out = out};
	for (size_t i = 0; i < map->bindings.len; i++) {
		size_t width = utf8_columns(slice_of(map->bindings.at[i].origin));
		w.origin_width = width > w.origin_width ? width : w.origin_width;
	}
	write_sections(&w);
	str_add_text(out, "\n# without a key, to be run from the list of help:");
	size_t before = out->len;
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		if (!has_key(map, (enum action)a))
			str_addf(out, " %s", action_row((enum action)a)->name);
	str_add_text(out, out->len > before ? "\n" : " none\n");
}

void keymap_write_json(const struct keymap *map, struct str *out)
{
	struct json_out json = {.to = out};
	struct writing w = {.map = map, .out = out, .json = &json};
	json_open_map(&json, NULL);
	json_text(&json, "map", action_map_name(map->map));
	json_open_list(&json, "bindings");
	write_sections(&w);
	json_close_list(&json);
	json_open_list(&json, "without_key");
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		if (!has_key(map, (enum action)a))
			json_text(&json, NULL, action_row((enum action)a)->name);
	json_close_list(&json);
	json_close_map(&json);
	str_add_char(out, '\n');
}

// ---- The manual ----

// mdoc takes a lone bracket, a backslash or a quote for its own.
static void add_mdoc(struct str *out, const char *text)
{
	for (const char *c = text; *c; c++)
		switch (*c) {
		case '\\': str_add_text(out, "\\e"); break;
		case '^': str_add_text(out, "\\(ha"); break;
		case '\'': str_add_text(out, "\\(aq"); break;
		case '"': str_add_text(out, "\\(dq"); break;
		default: str_add_char(out, *c);
		}
}

static void write_action(enum action action, struct str *out)
{
	const struct action_row *row = action_row(action);
	struct str help = {0};
	str_add_text(&help, row->help);
	help.at[0] = (char)(help.at[0] >= 'a' && help.at[0] <= 'z' ? help.at[0] - 'a' + 'A'
								   : help.at[0]);
	str_addf(out, ".It Ic %s\n", row->name);
	add_mdoc(out, str_text(&help));
	str_fini(&help);
	if (row->where)
		str_addf(out, "; on the pane of %s", row->where);
	if (row->fixed)
		str_add_text(out, "; its key cannot be taken away");
	str_add_text(out, ".\n.br\n");
	for (int m = 0; m < MAP_COUNT; m++) {
		str_addf(out, "%s%s: ", m ? "; " : "", action_map_name((enum action_map)m));
		add_mdoc(out, action_keys(action, (enum action_map)m));
	}
	str_add_char(out, '\n');
}

void keymap_write_manual(struct str *out)
{
	str_add_text(out, ".Sh ACTIONS\n.Bl -tag -width Ds\n");
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		write_action((enum action)a, out);
	str_add_text(out, ".El\n.Sh NAMES OF KEYS\nA character that can be seen is its own name.\n"
			  "The others are\n.Bl -column Backspace Backspace Backspace Backspace\n");
	for (size_t i = 0; key_special_name(i); i++)
		str_addf(out, "%s%s%s", i % 4 ? " Ta " : ".It ", key_special_name(i),
			 i % 4 == 3 || !key_special_name(i + 1) ? "\n" : "");
	str_add_text(out, ".El\n.Pp\nand Ctrl with a letter, from \\(haA to \\(haZ.\n"
			  "Hash is the character #, which else begins a comment.\n");
}
