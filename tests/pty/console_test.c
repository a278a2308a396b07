// The console on a real pty: what it shows, what it costs in bytes, how it leaves the terminal.
//
// Usage: console_test GAVEL HOME PARTS    HOME holds gavel.yaml and a cache of the demo estate; the
// parts are `timed` or `untimed`
#include "base/clock.h"
#include "base/file.h"
#include "tests/pty/console.h"
#include "tests/unit/test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW "2026-11-20T06:00:00Z"

static const char *gavel, *home;

const char *const CONSOLE_PLAIN[] = {"TERM=xterm-256color", "LANG=C.UTF-8", "NO_COLOR=", NULL};

static void open_sized(struct pty *pty, const char *const names[2], const int size[2],
		       const char *const settings[])
{
	char config[4096], cache[4096];
	snprintf(config, sizeof config, "--config=%s/%s", home, names[0]);
	snprintf(cache, sizeof cache, "--cache=%s/cache.db", home);
	char *argv[] = {(char *)(uintptr_t)gavel,
			config,
			cache,
			(char *)(uintptr_t) "--now",
			(char *)(uintptr_t)NOW,
			(char *)(uintptr_t)names[1],
			NULL};
	pty_open(pty, argv, settings, size[0], size[1]);
}

void console_start(struct pty *pty, const char *address, int columns, int rows,
		   const char *const settings[])
{
	open_sized(pty, (const char *const[]){"gavel.yaml", address}, (const int[]){columns, rows},
		   settings);
	expect_true(pty_frame(pty));
}

void console_open(struct pty *pty, const char *config, const char *address,
		  const char *const settings[])
{
	open_sized(pty, (const char *const[]){config, address}, (const int[]){80, 24}, settings);
}

char *console_path(const char *name)
{
	return file_join(home, name);
}

char *console_put(const char *name, const char *text)
{
	struct err err = {0};
	char *path = file_join(home, name), *folder = file_folder(path);
	expect_true(file_make_folders(folder, 0700, &err));
	expect_true(file_write(path, slice_of(text), 0600, &err));
	expect_text(err.text, "");
	free(folder);
	return path;
}

static bool import(const char *options, const char *name, const char *text)
{
	char command[8192];
	char *path = console_put(name, text);
	snprintf(command, sizeof command,
		 "'%s' import %s '%s' --config '%s/gavel.yaml' --cache '%s/cache.db' --now " NOW
		 " >/dev/null 2>&1",
		 gavel, options, path, home, home);
	free(path);
	return system(command) == 0;
}

bool console_import(const char *bill)
{
	return import("--as cur", "news.csv", bill);
}

bool console_import_scan(const char *target, const char *report)
{
	char options[128];
	snprintf(options, sizeof options, "--target '%s' --at " NOW, target);
	return import(options, "scan.sarif", report);
}

bool console_sync(const char *config, const char *source)
{
	char command[8192];
	snprintf(command, sizeof command,
		 "'%s' sync %s --config '%s/%s' --cache '%s/cache.db' --now " NOW
		 " >/dev/null 2>&1",
		 gavel, source, home, config, home);
	return system(command) == 0;
}

bool console_shows(struct pty *pty, const char *text)
{
	char *screen = pty_text(pty);
	bool found = strstr(screen, text) != NULL;
	if (!found)
		fprintf(stderr, "no '%s' in\n%s", text, screen);
	free(screen);
	return found;
}

int console_shell(const char *command)
{
	struct str text = {0};
	const char *rest = command, *at;
	for (; (at = strstr(rest, "%s")); rest = at + 2) {
		str_add(&text, rest, (size_t)(at - rest));
		str_add_text(&text, home);
	}
	str_add_text(&text, rest);
	int status = system(str_text(&text));
	str_fini(&text);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// ---- The same screen through the other door ----

static char *printed(const char *address, const char *size, const char *language)
{
	char command[8192];
	struct str out = {0};
	snprintf(command, sizeof command,
		 "LANG=%s '%s' show %s --screen=%s --config '%s/gavel.yaml' --cache "
		 "'%s/cache.db' --now " NOW,
		 language, gavel, address, size, home, home);
	FILE *from = popen(command, "r");
	char bytes[4096];
	size_t got;
	while (from && (got = fread(bytes, 1, sizeof bytes, from)) > 0)
		str_add(&out, bytes, got);
	if (from)
		pclose(from);
	return str_take(&out);
}

static void test_same_screen(void)
{
	static const struct {
		const char *address, *size, *language, *terminal;
		int columns, rows;
	} CASES[] = {{"cost", "80x24", "C.UTF-8", "TERM=xterm-256color", 80, 24},
		     {"cost", "200x50", "C.UTF-8", "TERM=xterm-256color", 200, 50},
		     {"cost", "40x10", "C.UTF-8", "TERM=xterm-256color", 40, 10},
		     {"cost", "80x24", "C.UTF-8", "TERM=tmux-256color", 80, 24},
		     {"cost", "80x24", "C.UTF-8", "TERM=screen-256color", 80, 24},
		     {"cost", "80x24", "C", "TERM=vt100", 80, 24},
		     {"cost", "80x24", "C", "TERM=xterm-mono", 80, 24},
		     {"cost", "80x24", "C", "TERM=linux", 80, 24},
		     {"cost", "39x9", "C.UTF-8", "TERM=xterm-256color", 39, 9},
		     {"docket", "80x24", "C.UTF-8", "TERM=xterm-256color", 80, 24},
		     {"sources", "80x24", "C.UTF-8", "TERM=xterm-256color", 80, 24},
		     {"sources", "40x10", "C", "TERM=vt100", 40, 10},
		     {"runs", "200x50", "C.UTF-8", "TERM=xterm-256color", 200, 50},
		     {"inputs", "80x24", "C", "TERM=xterm-mono", 80, 24},
		     {"scopes", "80x24", "C.UTF-8", "TERM=xterm-256color", 80, 24},
		     {"rejects", "80x24", "C.UTF-8", "TERM=xterm-256color", 80, 24},
		     {"log", "80x24", "C.UTF-8", "TERM=xterm-256color", 80, 24},
		     {"bills", "80x24", "C.UTF-8", "TERM=xterm-256color", 80, 24},
		     {"findings state:open", "80x24", "C.UTF-8", "TERM=xterm-256color", 80, 24},
		     {"findings state:open", "80x24", "C", "TERM=vt100", 80, 24},
		     {"findings state:open", "200x50", "C.UTF-8", "TERM=xterm-256color", 200, 50},
		     {"findings state:open", "30x8", "C.UTF-8", "TERM=xterm-256color", 30, 8},
		     {"restatements", "80x24", "C.UTF-8", "TERM=xterm-256color", 80, 24},
		     {"cells", "200x50", "C.UTF-8", "TERM=xterm-256color", 200, 50},
		     {"tags", "39x9", "C.UTF-8", "TERM=xterm-256color", 39, 9}};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		char language[32];
		struct pty pty;
		snprintf(language, sizeof language, "LANG=%s", CASES[i].language);
		const char *settings[] = {CASES[i].terminal, language, NULL};
		console_start(&pty, CASES[i].address, CASES[i].columns, CASES[i].rows, settings);
		char *seen = pty_text(&pty);
		char *expected = printed(CASES[i].address, CASES[i].size, CASES[i].language);
		expect_text(seen, expected);
		free(seen);
		free(expected);
		pty_close(&pty);
	}
}

// ---- Sizes ----

static void test_sizes(void)
{
	static const int SIZES[][2] = {{1, 1},	 {200, 1}, {1, 200},  {2, 10},	  {39, 9}, {40, 10},
				       {80, 23}, {79, 24}, {132, 43}, {500, 200}, {80, 24}};
	struct pty pty;
	console_start(&pty, "cost", 80, 24, CONSOLE_PLAIN);
	char *first = pty_text(&pty);
	for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++) {
		pty_forget(&pty);
		pty_resize(&pty, SIZES[i][0], SIZES[i][1]);
		expect_true(pty_frame(&pty));
		// As soon as anything is shown, rows of the table are.
		if (SIZES[i][0] >= 40 && SIZES[i][1] >= 10)
			expect_true(console_shows(&pty, "AmazonEC2"));
	}
	pty_key(&pty, "\014");
	char *last = pty_text(&pty);
	expect_text(last, first);
	free(first);
	free(last);
	pty_close(&pty);
}

// ---- What must not reach a terminal ----

static bool has_colour(const struct str *raw)
{
	for (size_t i = 0; i + 4 < raw->len; i++)
		if (memcmp(raw->at + i, "\033[3", 3) == 0 && raw->at[i + 3] >= '0' &&
		    raw->at[i + 3] <= '8')
			return true;
	return false;
}

static void test_colour(void)
{
	static const char *const NONE[] = {"TERM=xterm-256color", "LANG=C.UTF-8", "NO_COLOR=1",
					   NULL};
	struct pty pty;
	console_start(&pty, "cost", 80, 24, CONSOLE_PLAIN);
	expect_true(has_colour(&pty.raw));
	pty_close(&pty);
	console_start(&pty, "cost", 80, 24, NONE);
	expect_true(!has_colour(&pty.raw));
	pty_close(&pty);
}

// ---- The parts ----

// `timed`: it holds the console to a time, so nothing else may run beside it.
static const struct {
	void (*test)(void);
	bool timed;
} PARTS[] = {
	{test_same_screen, false}, {test_budgets, false},      {test_idle, false},
	{test_walking, false},	   {test_grammar, true},       {test_maps, false},
	{test_sizes, false},	   {test_leaving, true},       {test_colour, false},
	{test_themes, false},	   {test_resume, false},       {test_hostile, false},
	{test_fuzzing, false},	   {test_resized_back, false}, {test_news, true},
	{test_no_news, false},	   {test_news_in_part, false},
};

int main(int argc, char **argv)
{
	if (argc != 4)
		return 2;
	gavel = argv[1];
	home = argv[2];
	bool timed = strcmp(argv[3], "timed") == 0;
	signal(SIGPIPE, SIG_IGN);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (chdir(home) < 0) // exports go there
		return 2;
	for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++)
		if (PARTS[i].timed == timed)
			PARTS[i].test();
	return test_done(timed ? "console, timed" : "console");
}
