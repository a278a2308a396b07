#include "base/file.h"
#include "tests/pty/console.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OCTOBER "cost by:service period:2026-10 currency:USD"

// The settings of a person whose keys file has this text.
static const char *const *own_keys(const char *text)
{
	static char folder[4096];
	static const char *settings[] = {"TERM=xterm-256color", "LANG=C.UTF-8", folder, NULL};
	char *path = console_put("own/gavel/keys", text), *of = file_folder(path);
	char *base = file_folder(of);
	snprintf(folder, sizeof folder, "XDG_CONFIG_HOME=%s", base);
	free(path);
	free(of);
	free(base);
	return settings;
}

static int row_of(struct pty *pty)
{
	int row, column;
	pty_cursor(pty, &row, &column);
	return row;
}

static void end(struct pty *pty, const char *keys, const char *words)
{
	pty_send(pty, keys);
	pty_program(pty);
	expect_true(pty_told(pty, words));
	pty_close(pty);
}

static void test_own(void)
{
	struct pty pty;
	console_open(&pty, "gavel.yaml", OCTOBER,
		     own_keys("J = down\n"
			      "x x = last\n"
			      "unbind j\n"
			      "F5 = quit\n"
			      "t = :cost by:account period:2026-10\n"
			      "[cost]\n"
			      "S-Tab = measure\n"));
	expect_true(pty_frame(&pty));
	int first = row_of(&pty);
	pty_key(&pty, "j");
	expect_true(console_shows(&pty, "that key does nothing here; ? lists those that do"));
	expect_int(row_of(&pty), first);
	pty_key(&pty, "J");
	expect_int(row_of(&pty), first + 1);
	// Half a sequence waits, as long as it takes; Esc drops it and does nothing else.
	pty_key(&pty, "x");
	expect_true(console_shows(&pty, "x and another key; Esc drops it"));
	expect_int(pty_quiet(&pty, 300), 0);
	pty_key(&pty, "\033");
	expect_true(console_shows(&pty, "Enter"));
	expect_int(row_of(&pty), first + 1);
	pty_key(&pty, "x");
	pty_key(&pty, "x");
	expect_true(row_of(&pty) > first + 1);
	pty_key(&pty, "\033[Z");
	expect_true(console_shows(&pty, "2026-10 unblended"));
	pty_key(&pty, "?");
	expect_true(console_shows(&pty, "J, Down"));
	pty_key(&pty, "q");
	pty_key(&pty, "t");
	expect_true(console_shows(&pty, "cost by:account"));
	end(&pty, "\033[15~", "ended 0");
}

static void test_vi(void)
{
	struct pty pty;
	char *base = console_put("base.yaml", "keys: vi\n");
	console_open(&pty, "base.yaml", OCTOBER, CONSOLE_PLAIN);
	expect_true(pty_frame(&pty));
	int first = row_of(&pty);
	pty_key(&pty, "G");
	expect_true(row_of(&pty) > first);
	pty_key(&pty, "g");
	pty_key(&pty, "g");
	expect_int(row_of(&pty), first);
	pty_key(&pty, "l");
	expect_true(console_shows(&pty, "cost by:usage_type"));
	pty_key(&pty, "h");
	expect_true(console_shows(&pty, "cost by:service"));
	pty_key(&pty, "Z");
	end(&pty, "Z", "ended 0");
	free(base);
}

// Told with both places before the terminal is touched.
static void test_refused(void)
{
	struct pty pty;
	console_open(&pty, "gavel.yaml", OCTOBER, own_keys("z = down\n\nz = up\n"));
	pty_program(&pty);
	expect_true(pty_told(&pty, "ended 2"));
	pty_quiet(&pty, 100);
	expect_true(memmem(pty.raw.at, pty.raw.len, "keys:3: 'z' has a meaning", 25) != NULL);
	expect_true(memmem(pty.raw.at, pty.raw.len, "/own/gavel/keys:1", 17) != NULL);
	expect_int(pty.raw.at[0], 'g'); // no escape sequence before it
	pty_close(&pty);
}

// Where nobody takes it, or it is not allowed, that is said.
static void test_clipboard(void)
{
	static const char *const LINUX[] = {"TERM=linux", "LANG=C.UTF-8", NULL};
	struct pty pty;
	char *off = console_put("off.yaml", "clipboard: off\n");
	console_open(&pty, "off.yaml", OCTOBER, CONSOLE_PLAIN);
	expect_true(pty_frame(&pty));
	pty_key(&pty, "y");
	expect_true(console_shows(&pty, "copying is off (clipboard: off in gavel.yaml)"));
	expect_true(!memmem(pty.raw.at, pty.raw.len, "\033]52", 4));
	end(&pty, "Q", "ended 0");
	console_open(&pty, "gavel.yaml", OCTOBER, LINUX);
	expect_true(pty_frame(&pty));
	pty_key(&pty, "y");
	expect_true(console_shows(&pty, "address written to "));
	expect_true(!memmem(pty.raw.at, pty.raw.len, "\033]52", 4));
	end(&pty, "Q", "ended 0");
	free(off);
}

// What comes behind a broken character is a key of its own, and is done at once.
static void test_broken(void)
{
	static const char *const BROKEN[] = {"\342\200", "\377", "\302", "\360\237\230", "\200"};
	for (size_t i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++) {
		struct pty pty;
		char keys[64];
		console_start(&pty, OCTOBER, 80, 24, CONSOLE_PLAIN);
		int first = row_of(&pty);
		snprintf(keys, sizeof keys, "%s\033OB", BROKEN[i]);
		pty_key(&pty, keys);
		expect_int(row_of(&pty), first + 1);
		snprintf(keys, sizeof keys, "/%samazon", BROKEN[i]);
		pty_key(&pty, keys);
		expect_true(console_shows(&pty, "amazon"));
		pty_key(&pty, "\003");
		snprintf(keys, sizeof keys, "%sQ", BROKEN[i]);
		end(&pty, keys, "ended 0");
	}
}

void test_maps(void)
{
	test_broken();
	test_clipboard();
	test_own();
	test_vi();
	test_refused();
}
