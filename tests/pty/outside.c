// What comes from outside while nobody types: sizes that change and change back, and writing that
// changes no row.
#include "tests/pty/console.h"
#include "tests/unit/test.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { LOADED_MS = 300, SETTLE_MS = 700 };

// The terminal lost what was outside of the smaller size; the program, which was not running then,
// finds the size that it knows.
void test_resized_back(void)
{
	struct pty pty;
	console_start(&pty, "cost", 132, 43, CONSOLE_PLAIN);
	char *before = pty_text(&pty);
	pid_t program = pty_program(&pty);
	kill(program, SIGSTOP);
	pty_forget(&pty);
	pty_resize(&pty, 80, 24);
	pty_resize(&pty, 132, 43);
	kill(program, SIGCONT);
	expect_true(pty_frame(&pty));
	char *after = pty_text(&pty);
	expect_text(after, before);
	free(before);
	free(after);
	pty_close(&pty);
}

// As the text index does behind an import. The view is one that takes long enough to be
// interruptible.
void test_no_news(void)
{
	struct pty pty;
	console_start(&pty, "findings", 80, 24, CONSOLE_PLAIN);
	expect_true(pty_key(&pty, "r") >= 0);
	pty_quiet(&pty, LOADED_MS);
	expect_int(console_shell("python3 -c 'import sqlite3, sys\n"
				 "cache = sqlite3.connect(sys.argv[1])\n"
				 "for step in 1, -1:\n"
				 "  cache.execute(\"UPDATE finder_state SET indexed = indexed + "
				 "?\", [step])\n"
				 "  cache.commit()' '%s/cache.db'"),
		   0);
	pty_quiet(&pty, SETTLE_MS);
	char *screen = pty_text(&pty);
	expect_true(!strstr(screen, "shows them"));
	free(screen);
	pty_close(&pty);
}
