#include "base/clock.h"
#include "base/file.h"
#include "tests/pty/console.h"
#include "tests/unit/test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OCTOBER "cost by:service period:2026-10 currency:USD"

// The settings of a person with a state folder of their own, empty at first.
static const char *const *begin(void)
{
	static char state[4096];
	static const char *settings[] = {"TERM=xterm-256color", "LANG=C.UTF-8", state, NULL};
	struct err err = {0};
	char *path = console_put("state/gavel/console.json", "{}"), *of = file_folder(path);
	char *base = file_folder(of);
	expect_true(file_remove_tree(of, &err));
	snprintf(state, sizeof state, "XDG_STATE_HOME=%s", base);
	free(path);
	free(of);
	free(base);
	return settings;
}

static void start(struct pty *pty, const char *address, const char *const settings[])
{
	console_open(pty, "gavel.yaml", address, settings);
	expect_true(pty_frame(pty));
}

static void lose(struct pty *pty, int number)
{
	char words[32];
	snprintf(words, sizeof words, "killed %d", number);
	kill(pty_program(pty), number);
	expect_true(pty_told(pty, words));
	pty_close(pty);
}

static void leave(struct pty *pty)
{
	pty_send(pty, "Q");
	pty_program(pty);
	expect_true(pty_told(pty, "ended 0"));
	pty_close(pty);
}

// Whatever ends the session, the next one shows the same screen, on the same row.
static void test_place(int number)
{
	struct pty pty;
	int row, column, row_after;
	const char *const *settings = begin();
	start(&pty, OCTOBER, settings);
	pty_key(&pty, "j");
	pty_key(&pty, "j");
	pty_cursor(&pty, &row, &column);
	char *before = pty_text(&pty);
	if (number)
		lose(&pty, number);
	else
		leave(&pty);
	start(&pty, NULL, settings);
	char *after = pty_text(&pty);
	expect_text(after, before);
	pty_cursor(&pty, &row_after, &column);
	expect_int(row_after, row);
	leave(&pty);
	// Another address, or a fresh start, is not where one was.
	start(&pty, "--fresh", settings);
	expect_true(console_shows(&pty, "period:2026-11"));
	leave(&pty);
	free(before);
	free(after);
}

static void test_draft(void)
{
	struct pty pty;
	const char *const *settings = begin();
	start(&pty, "sources", settings);
	pty_key(&pty, ":");
	pty_send(&pty, "source log ");
	expect_true(pty_until(&pty, ":source log"));
	lose(&pty, SIGHUP);
	start(&pty, NULL, settings);
	expect_true(console_shows(&pty, ":source log"));
	pty_key(&pty, "\033");
	leave(&pty);
	start(&pty, NULL, settings);
	expect_true(!strstr(pty.raw.at, ":source log"));
	leave(&pty);
}

// Waits until the memo holds a text: the console shows nothing when it writes.
static bool kept(struct pty *pty, const char *text)
{
	struct str memo = {0};
	struct err ignored;
	char *path = console_path("state/gavel/console.json");
	int64_t until = clock_monotonic_ms() + 10000;
	bool found = false;
	while (!found && clock_monotonic_ms() < until) {
		pty_quiet(pty, 50);
		str_clear(&memo);
		found = file_read(path, 1 << 20, &memo, &ignored) &&
			memmem(memo.at, memo.len, text, strlen(text));
	}
	str_fini(&memo);
	free(path);
	return found;
}

// What is typed is kept on a pause, so that not even a kill loses it.
static void test_pause(void)
{
	struct pty pty;
	const char *const *settings = begin();
	start(&pty, "sources", settings);
	pty_key(&pty, ":");
	pty_send(&pty, "source log ");
	expect_true(pty_until(&pty, ":source log"));
	expect_true(kept(&pty, "source log"));
	lose(&pty, SIGKILL);
	start(&pty, "sources", settings);
	leave(&pty);
	start(&pty, NULL, settings);
	expect_true(console_shows(&pty, ":source log"));
	pty_key(&pty, "\033");
	leave(&pty);
}

static void expect_looked(const char *address, const char *const settings[], const char *changed)
{
	struct pty pty;
	console_open(&pty, "looked.yaml", address, settings);
	expect_true(pty_frame(&pty));
	char *screen = pty_text(&pty);
	if (changed)
		expect_true(console_shows(&pty, changed));
	else
		expect_true(!strstr(screen, "since you last looked"));
	free(screen);
	leave(&pty);
}

// What happened between two sessions is counted in the second one, and not in the third; a source
// that never brought anything and failed is news as well.
static void test_looked(void)
{
	static const struct {
		const char *view, *changed;
	} VIEWS[] = {{"docket", " changed since you last looked, 1h ago"},
		     {"sources", ", 15 changed since you last looked, 1h ago"},
		     {"log", " changed since you last looked, 1h ago"}};
	enum { COUNT = sizeof VIEWS / sizeof *VIEWS };
	const char *const *settings = begin();
	expect_int(console_shell("{ cat '%s/gavel.yaml'; printf '  gone:\\n    plugin: focus\\n"
				 "    path: /nowhere/at/all\\n'; } >'%s/looked.yaml'"),
		   0);
	expect_true(!console_sync("looked.yaml", "gone"));
	for (int i = 0; i < 2 * COUNT; i++) // never looked at, then nothing since
		expect_looked(VIEWS[i % COUNT].view, settings, NULL);
	expect_int(console_shell("sed -i 's/2026-11-20T06:00:00Z/2026-11-20T05:00:00Z/g' "
				 "'%s/state/gavel/console.json'"),
		   0);
	for (int i = 0; i < COUNT; i++)
		expect_looked(VIEWS[i].view, settings, VIEWS[i].changed);
	for (int i = 0; i < COUNT; i++)
		expect_looked(VIEWS[i].view, settings, NULL);
}

// Another console holds the memo and does not go on: ours works, and leaves, without it.
static void test_held(void)
{
	struct pty pty;
	const char *const *settings = begin();
	struct err err = {0};
	int lock;
	char *path = console_put("state/gavel/console.lock", "");
	expect_true(file_lock(path, false, &lock, &err));
	start(&pty, "sources", settings);
	pty_key(&pty, ":");
	pty_send(&pty, "source log ");
	pty_quiet(&pty, 2500); // what is typed is to be kept
	expect_true(pty_key(&pty, "\033") > 0);
	pty_send(&pty, "Q");
	pty_program(&pty);
	expect_true(pty_told(&pty, "ended 0"));
	expect_true(pty_until(&pty, "another gavel is writing"));
	pty_close(&pty);
	close(lock);
	free(path);
}

static void test_history(void)
{
	struct pty pty;
	const char *const *settings = begin();
	start(&pty, "sources", settings);
	pty_key(&pty, ":");
	pty_send(&pty, "runs\r");
	expect_true(pty_until(&pty, "runs"));
	leave(&pty);
	start(&pty, "sources", settings);
	pty_key(&pty, ":");
	pty_key(&pty, "\033OA");
	expect_true(console_shows(&pty, ":runs"));
	pty_key(&pty, "\033");
	leave(&pty);
}

// Told, and no reason not to begin.
static void test_damaged(void)
{
	struct pty pty;
	const char *const *settings = begin();
	free(console_put("state/gavel/console.json", "{\"version\":1,"));
	start(&pty, NULL, settings);
	expect_true(console_shows(&pty, "console.json: damaged; the console begins"));
	expect_true(console_shows(&pty, "period:2026-11"));
	leave(&pty);
	free(console_put("state/gavel/console.json",
			 "{\"version\":1,\"place\":{\"\":\"nowhere at:all\",\"cache\":\"/x\"}}"));
	start(&pty, NULL, settings); // of another cache
	expect_true(console_shows(&pty, "period:2026-11"));
	leave(&pty);
}

void test_resume(void)
{
	test_place(0);
	test_place(SIGHUP);
	test_place(SIGTERM);
	test_draft();
	test_pause();
	test_held();
	test_looked();
	test_history();
	test_damaged();
}
