// Keys: the tables of actions and maps, what a keys file may say and what not, what queues mean.
#include "ui/keys/keymap.h"
#include "ui/keys/keymap_private.h"

#include "base/file.h"
#include "tests/unit/test.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- The tables ----

static void test_actions(void)
{
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++) {
		const struct action_row *row = action_row((enum action)a);
		expect_true(row->name && *row->name && row->help && *row->help);
		expect_int(action_find(slice_of(row->name)), a); // unique
		expect_true(!strpbrk(row->name, " :=[]#"));
		expect_true(!row->where || view_find(slice_of(row->where)));
		expect_true(!row->fixed || !row->changes);
	}
	expect_int(action_find(SLICE("")), ACTION_NONE);
}

// Every action has a key in each map, no key has two meanings or begins another, and no Ctrl key
// changes anything.
static void test_map(const char *name)
{
	struct keymap map;
	struct err err = {0};
	struct arena arena = {0};
	expect_true(keymap_init(&map, name, &err));
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		test_int(__FILE__, a, action_row((enum action)a)->name,
			 *keymap_key(&map, KEYMAP_ALL, (enum action)a, &arena) != 0, 1);
	for (size_t i = 0; i < map.bindings.len; i++) {
		const struct binding *b = &map.bindings.at[i];
		bool ctrl = key_is_ctrl(b->keys[0]) || key_is_ctrl(b->keys[1]);
		expect_true(!ctrl || !action_row(b->action)->changes);
		expect_text(b->origin, name);
		for (size_t k = 0; k < i; k++)
			test_int(__FILE__, b->action, action_row(b->action)->name,
				 sequences_collide(b->keys, map.bindings.at[k].keys), 0);
	}
	arena_fini(&arena);
	keymap_fini(&map);
}

// ---- Names of keys ----

static const struct {
	const char *name;
	uint32_t key; // 0: refused
	const char *error;
} NAMES[] = {
	{"j", 'j', NULL},
	{"=", '=', NULL},
	{"Hash", '#', NULL},
	{"Space", ' ', NULL},
	{"PgDn", KEY_PAGE_DOWN, NULL},
	{"S-Tab", KEY_TAB_BACK, NULL},
	{"F1", KEY_F_1, NULL},
	{"F12", KEY_F_12, NULL},
	{"^A", 1, NULL},
	{"^f", 6, NULL},
	{"^Z", 26, NULL},
	{"^", '^', NULL},
	{"\xc3\xa9", 0xe9, NULL},
	{"\xe6\x97\xa5", 0x65e5, NULL},
	{"", 0, "there is no key ''"},
	{"F13", 0, "there is no key 'F13', did you mean 'F1'?"},
	{"pgdn", 0, "there is no key 'pgdn', did you mean 'PgDn'?"},
	{"Entre", 0, "there is no key 'Entre', did you mean 'Enter'?"},
	{"jj", 0, "there is no key 'jj'"},
	{"^M", 0, "'^M' and Enter are one key to a terminal; write Enter"},
	{"^i", 0, "'^I' and Tab are one key to a terminal; write Tab"},
	{"^1", 0, "there is no key '^1'; Ctrl goes with A to Z"},
	{"^[", 0, "there is no key '^['; Ctrl goes with A to Z"},
	{"\xe2\x80\xae", 0, "there is no key '\xe2\x80\xae'"}, // bidi override
	{"\xcc\x81", 0, "there is no key '\xcc\x81'"},	       // a combining accent
	{"\xff", 0, "there is no key '\xff'"},
};

static void test_names(void)
{
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
		uint32_t key = 0;
		struct err err = {0};
		struct str back = {0};
		bool done = key_read(slice_of(NAMES[i].name), &key, &err);
		test_int(__FILE__, (int)i, NAMES[i].name, done ? key : 0, NAMES[i].key);
		test_text(__FILE__, (int)i, NAMES[i].name, err.text,
			  NAMES[i].error ? NAMES[i].error : "");
		if (done && strcmp(NAMES[i].name, "^f") != 0) {
			key_add_name(&back, key);
			test_text(__FILE__, (int)i, "back", str_text(&back), NAMES[i].name);
		}
		str_fini(&back);
	}
}

// ---- Files ----

static const struct {
	const char *text, *error;
} FILES[] = {
	{"", NULL},
	{"# nothing\n\n   # indented\n", NULL},
	{"x = down", NULL},
	{"  x   =   down  \r\n", NULL},
	{"= = down\n[ = up\n] = later\n# = quit\nHash = quit\n", NULL},
	{"g g = first\n", NULL},
	{"x = :cost by:day period:2026-10\n", NULL},
	{"^X = down\n^Y = :cost by:day\n^T ^T = up\n", NULL},
	{"unbind j\nunbind z\nunbind Z Z\n", NULL},
	{"x = down\n[cost]\nx = up\n[ sources ]\nx = first\n[all]\ny = up\n", NULL},
	{"x down\n", "k:1: a line is KEY = ACTION with blanks around the '=', not 'x'"},
	{"x\n", "k:1: a line is KEY = ACTION with blanks around the '=', not 'x'"},
	{"x=down\n", "k:1: a line is KEY = ACTION with blanks around the '=', not 'x=down'"},
	{"x y z = down\n", "k:1: a line is KEY = ACTION with blanks around the '=', not 'x'"},
	{"\nx = dwon\n", "k:2: there is no action 'dwon', did you mean 'down'?"},
	{"x = paint\n", "k:1: there is no action 'paint'"},
	{"x =\n", "k:1: there is no action ''"},
	{"x = :\n", "k:1: there is no command behind ':'"},
	{"Pgup = down\n", "k:1: there is no key 'Pgup', did you mean 'PgUp'?"},
	{"g Pgup = down\n", "k:1: there is no key 'Pgup', did you mean 'PgUp'?"},
	{"[costs]\n", "k:1: there is no view 'costs', did you mean 'cost'?"},
	{"[al]\n", "k:1: there is no view 'al', did you mean 'all'?"},
	{"[]\n", "k:1: there is no view ''"},
	{"[cost\n", "k:1: there is no ']' at the end of '[cost'"},
	{"x = down\n# between\nx = up\n", "k:3: 'x' has a meaning in [all] already, from k:1"},
	{"[cost]\nx = down\n[all]\nx = up\n[cost]\nunbind x\n",
	 "k:6: 'x' has a meaning in [cost] already, from k:2"},
	{"x y = down\nx = up\n", "k:2: 'x' and the 'x y' of k:1 begin alike"},
	{"x = up\nx y = down\n", "k:2: 'x y' and the 'x' of k:1 begin alike"},
	{"^C = quit\n", "k:1: '^C' means 'interrupt' always; it cannot be taken away"},
	{"[cost]\nunbind ^Z\n", "k:2: '^Z' means 'stop' always; it cannot be taken away"},
	{"g ^L = up\n", "k:1: '^L' means 'redraw' always; it cannot be taken away"},
	{"g Esc = up\n", "k:1: Esc gives up a sequence, it cannot end one"},
	{"^X = :archive prune\n",
	 "k:1: '^X' cannot be ':archive prune': no Ctrl key changes anything"},
	{"x ^X = :sync\n", "k:1: 'x ^X' cannot be ':sync': no Ctrl key changes anything"},
	{"unbind\n", "k:1: there is no key ''"},
	{"unbind x y z\n", "k:1: two keys are the most, there is also 'z'"},
	{"\nx = \xff\n", "k:2: this is not UTF-8: 'line'"},
};

static void test_files(void)
{
	for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
		struct keymap map;
		struct err err = {0};
		expect_true(keymap_init(&map, "default", &err));
		size_t before = map.bindings.len;
		bool done = keymap_add(&map, slice_of(FILES[i].text), "k", &err);
		test_int(__FILE__, (int)i, FILES[i].text, done, !FILES[i].error);
		test_text(__FILE__, (int)i, FILES[i].text, err.text,
			  FILES[i].error ? FILES[i].error : "");
		expect_true(done || map.bindings.len == before);
		keymap_fini(&map);
	}
}

// ---- What queues of keys mean ----

static const char OWN[] = "x = down\n"
			  "g g = last\n" // takes the place of g
			  "unbind b\n"
			  "t = :cost by:day\n"
			  "[cost]\n"
			  "x = up\n"
			  "unbind m\n"
			  "t t = first\n" // before the t of all
			  "[sources]\n"
			  "g = reload\n"; // no sequence there

static const struct {
	const char *section;
	uint32_t keys[4];
	const char *meaning; // an action, ":", "waits", "dropped" or ""
	size_t used;
} QUEUES[] = {
	{"cost", {0}, "", 0},
	{"cost", {'j'}, "down", 1},
	{"cost", {'x', 'x'}, "up", 1},
	{"bills", {'x'}, "down", 1},
	{"cost", {'g'}, "waits", 0},
	{"cost", {'g', 'g', 'g'}, "last", 2},
	{"cost", {'g', KEY_ESCAPE}, "dropped", 2},
	{"cost", {'g', 'z'}, "", 2},
	{"cost", {'b'}, "", 1},
	{"cost", {'m'}, "", 1},
	{"bills", {'m'}, "measure", 1},
	{"bills", {'t', 't'}, ":", 1},
	{"cost", {'t'}, "waits", 0},
	{"cost", {'t', 't'}, "first", 2},
	{"cost", {'t', 'z'}, ":", 1},
	{"sources", {'g', 'g'}, "reload", 1},
	{"sources", {KEY_ESCAPE}, "back", 1},
	{"sources", {KEY_UNKNOWN}, "", 1},
};

static void test_queues(void)
{
	struct keymap map;
	struct err err = {0};
	expect_true(keymap_init(&map, "default", &err));
	expect_true(keymap_add(&map, slice_of(OWN), "k", &err));
	for (size_t i = 0; i < sizeof QUEUES / sizeof *QUEUES; i++) {
		size_t count = 0;
		while (QUEUES[i].keys[count])
			count++;
		struct keymap_hit hit =
			keymap_match(&map, QUEUES[i].section, QUEUES[i].keys, count);
		const char *meaning =
			hit.waits     ? "waits"
			: hit.dropped ? "dropped"
			: !hit.binding
				? ""
				: (hit.binding->command ? ":"
							: action_row(hit.binding->action)->name);
		test_text(__FILE__, (int)i, "meaning", meaning, QUEUES[i].meaning);
		test_int(__FILE__, (int)i, "used", (int64_t)hit.used, (int64_t)QUEUES[i].used);
	}
	keymap_fini(&map);
}

static void test_shown(void)
{
	struct keymap map;
	struct arena arena = {0};
	struct err err = {0};
	expect_true(keymap_init(&map, "vi", &err));
	expect_text(keymap_keys(&map, "cost", ACTION_FIRST, &arena), "g g, Home");
	expect_text(keymap_key(&map, "cost", ACTION_QUIT, &arena), "Q");
	keymap_fini(&map);
	expect_true(keymap_init(&map, "default", &err));
	expect_true(keymap_add(&map, slice_of(OWN), "k", &err));
	// What a pane has another meaning for is not offered there.
	expect_text(keymap_keys(&map, "cost", ACTION_DOWN, &arena), "j, Down");
	expect_text(keymap_keys(&map, "bills", ACTION_DOWN, &arena), "x, j, Down");
	expect_text(keymap_keys(&map, "cost", ACTION_MEASURE, &arena), "");
	expect_text(keymap_keys(&map, "sources", ACTION_LAST, &arena), "G, End");
	keymap_fini(&map);
	arena_fini(&arena);
}

// ---- Loading ----

static void test_load(void)
{
	char folder[] = "/tmp/gavel-keys-XXXXXX";
	struct keymap map;
	struct err err = {0};
	expect_true(mkdtemp(folder));
	char *path = file_join(folder, "keys");
	struct keymap_source source = {"default", path, false};
	expect_true(keymap_load(&source, &map, &err)); // none is fine
	keymap_fini(&map);
	source.needed = true;
	expect_true(!keymap_load(&source, &map, &err));
	expect_int(err.code, ERR_NOT_FOUND);
	expect_true(file_write(path, SLICE("x = down\n"), 0600, &err));
	expect_true(keymap_load(&source, &map, &err));
	keymap_fini(&map);
	chmod(path, 0622);
	expect_true(!keymap_load(&source, &map, &err));
	expect_int(err.code, ERR_DENIED);
	source.map = "emacs";
	expect_true(!keymap_load(&source, &map, &err));
	expect_text(err.text,
		    "keys 'emacs': there is no map of that name; there are default and vi");
	expect_true(file_remove_tree(folder, &err));
	free(path);
}

int main(void)
{
	test_actions();
	test_map("default");
	test_map("vi");
	test_names();
	test_files();
	test_queues();
	test_shown();
	test_load();
	return test_done("ui_keymap");
}
