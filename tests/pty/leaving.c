#include "tests/pty/console.h"
#include "tests/unit/test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static void expect_restored(struct pty *pty)
{
	struct termios now;
	pty_quiet(pty, 100);
	tcgetattr(pty->fd, &now);
	expect_int(now.c_lflag, pty->found.c_lflag);
	expect_int(now.c_iflag, pty->found.c_iflag);
	expect_int(now.c_oflag, pty->found.c_oflag);
	expect_true(!pty->alternate);
	expect_true(pty->cursor_visible);
}

static void test_signals(void)
{
	static const int SIGNALS[] = {SIGTERM, SIGHUP,	SIGINT, SIGQUIT,
				      SIGSEGV, SIGABRT, SIGBUS, SIGFPE};
	for (size_t i = 0; i < sizeof SIGNALS / sizeof *SIGNALS; i++) {
		struct pty pty;
		char told[32];
		console_start(&pty, "cost", 80, 24, CONSOLE_PLAIN);
		if (i % 2) // in the list too
			pty_key(&pty, "?");
		expect_true(pty.alternate);
		kill(pty_program(&pty), SIGNALS[i]);
		snprintf(told, sizeof told, "killed %d", SIGNALS[i]);
		expect_true(pty_told(&pty, told));
		expect_restored(&pty);
		pty_close(&pty);
	}
}

static void test_stop(bool by_key)
{
	struct pty pty;
	console_start(&pty, "cost", 80, 24, CONSOLE_PLAIN);
	char *before = pty_text(&pty);
	pid_t program = pty_program(&pty);
	if (by_key)
		pty_send(&pty, "\032");
	else
		kill(program, SIGTSTP);
	expect_true(pty_told(&pty, "stopped 0"));
	expect_restored(&pty);
	pty_forget(&pty);
	pty_continue(&pty);
	expect_true(pty_frame(&pty));
	expect_true(pty.alternate);
	char *after = pty_text(&pty);
	expect_text(after, before);
	pty_key(&pty, "j");
	pty_send(&pty, "Q");
	expect_true(pty_told(&pty, "ended 0"));
	expect_restored(&pty);
	free(before);
	free(after);
	pty_close(&pty);
}

void test_leaving(void)
{
	test_signals();
	test_stop(true);
	test_stop(false);
}
