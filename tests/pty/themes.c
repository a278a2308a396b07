#include "tests/pty/console.h"
#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>

// The background of the theme dark, as each kind of terminal is told of it: terminfo's setab.
static const struct {
	const char *terminal, *sequence;
} CASES[] = {
	{"TERM=xterm-direct", "48:2::28:28:28m"},
	{"TERM=xterm-256color", "48;5;234m"},
	{"TERM=tmux-256color", "48;5;234m"},
	{"TERM=xterm-16color", "\033[40m"},
	{"TERM=linux", "\033[40m"}, // eight colours
	{"TERM=vt100", NULL},
	{"TERM=xterm-mono", NULL},
};

static bool holds(struct pty *pty, const char *bytes)
{
	return memmem(pty->raw.at, pty->raw.len, bytes, strlen(bytes)) != NULL;
}

void test_themes(void)
{
	char *base = console_put("dark.yaml", "theme: dark\n");
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		const char *settings[] = {CASES[i].terminal, "LANG=C.UTF-8", NULL};
		struct pty pty;
		console_open(&pty, "dark.yaml", "cost", settings);
		expect_true(pty_frame(&pty));
		if (CASES[i].sequence)
			test_int(__FILE__, (int)i, CASES[i].terminal,
				 holds(&pty, CASES[i].sequence), 1);
		else
			test_int(__FILE__, (int)i, CASES[i].terminal,
				 holds(&pty, "\033[40m") || holds(&pty, "48;5") ||
					 holds(&pty, "\033[37m"),
				 0);
		expect_true(console_shows(&pty, "AmazonEC2"));
		pty_close(&pty);
	}
	free(base);
}
