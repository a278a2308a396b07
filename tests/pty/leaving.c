#include "base/clock.h"
#include "tests/pty/console.h"
#include "tests/unit/test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static void expect_restored(struct pty *pty)
{
	struct termios now;
	expect_true(pty_plain(pty));
	pty_quiet(pty, 10); // and stays so
	tcgetattr(pty->fd, &now);
	expect_int(now.c_lflag, pty->found.c_lflag);
	expect_int(now.c_iflag, pty->found.c_iflag);
	expect_int(now.c_oflag, pty->found.c_oflag);
	expect_true(!pty->alternate);
	expect_true(pty->cursor_visible);
}

// What is on the screen when the end comes: keys, and what they bring up.
#define FOREVER                                                                                    \
	":sql 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "                   \
	"SELECT count(*) FROM n'"
static const struct {
	const char *name, *keys, *shows, *then; // `then` waits for no frame: it takes for ever
} STATES[] = {
	{"the table", NULL, "AmazonEC2", NULL},
	{"help", "?", "What can be done here", NULL},
	{"a list to choose from", "b", "Enter choose", NULL},
	{"below a row", "\r", "q back", NULL},
	{"a filter half typed", "/service:Ama", "service:Ama", NULL},
	{"the palette with its list", ":sourc", "source list", NULL},
	{"where a number comes from", "p", "where it comes from", NULL},
	{"a command in a child", FOREVER, "count(*) FROM n'", "\r"},
};
enum { STATE_COUNT = sizeof STATES / sizeof *STATES, GONE_WITHIN_MS = 1000 };

static void start_in(struct pty *pty, size_t state, pid_t *program)
{
	console_start(pty, "cost", 80, 24, CONSOLE_PLAIN);
	*program = pty_program(pty);
	if (STATES[state].keys)
		expect_true(pty_key(pty, STATES[state].keys) > 0);
	expect_true(console_shows(pty, STATES[state].shows));
	if (STATES[state].then) {
		pty_send(pty, STATES[state].then);
		expect_true(pty_until(pty, "stops it"));
	}
	expect_true(pty->alternate);
}

// The child finds its pipe or its parent gone; nothing waits for it, so the test does.
static void expect_no_child(const char *words)
{
	char command[512];
	snprintf(command, sizeof command,
		 "for i in 1 2 3 4 5 6 7 8 9 10; do pgrep -f '%s.*%%s|%%s.*%s' >/dev/null || "
		 "exit 0; timeout 0.1 tail -f /dev/null; done; exit 1",
		 words, words);
	expect_int(console_shell(command), 0);
}

// Gone in time, with every child of its own, and nothing of the cache held.
static void expect_gone(struct pty *pty, const char *told, pid_t program)
{
	int64_t before = clock_monotonic_ms();
	expect_true(pty_told(pty, told));
	expect_true(clock_monotonic_ms() - before <= GONE_WITHIN_MS);
	while (kill(-program, 0) == 0 && clock_monotonic_ms() - before <= GONE_WITHIN_MS)
		pty_quiet(pty, 10);
	expect_true(kill(-program, 0) < 0);
	expect_int(console_shell("sqlite3 '%s/cache.db' 'BEGIN IMMEDIATE; ROLLBACK'"), 0);
}

static void test_signals(void)
{
	static const int SIGNALS[] = {SIGTERM, SIGHUP,	SIGINT, SIGQUIT,
				      SIGSEGV, SIGABRT, SIGBUS, SIGFPE};
	for (size_t i = 0; i < STATE_COUNT * sizeof SIGNALS / sizeof *SIGNALS; i++) {
		struct pty pty;
		char told[32];
		pid_t program;
		int number = SIGNALS[i / STATE_COUNT];
		start_in(&pty, i % STATE_COUNT, &program);
		kill(program, number);
		snprintf(told, sizeof told, "killed %d", number);
		expect_gone(&pty, told, program);
		expect_restored(&pty);
		pty_close(&pty);
	}
	expect_no_child("[s]ql WITH");
}

// The connection drops: no terminal is left to restore.
static void test_dropped(void)
{
	for (size_t i = 0; i < STATE_COUNT; i++) {
		struct pty pty;
		pid_t program;
		start_in(&pty, i, &program);
		pty_hang_up(&pty);
		expect_gone(&pty, "ended 0", program);
		pty_close(&pty);
	}
	expect_no_child("[s]ql WITH");
}

// While a child reads the bill's own lines, it goes with the console.
static void test_child(void)
{
	static const int SIGNALS[] = {SIGTERM, SIGHUP, SIGSEGV, SIGKILL};
	for (size_t i = 0; i < sizeof SIGNALS / sizeof *SIGNALS; i++) {
		struct pty pty;
		char told[32];
		console_start(&pty, "cost by:service period:2026-10 currency:USD", 80, 24,
			      CONSOLE_PLAIN);
		pid_t program = pty_program(&pty);
		for (int k = 0; k < 4; k++)
			expect_true(pty_key(&pty, "\r") > 0);
		pty_send(&pty, "\r");
		expect_true(pty_until(&pty, "reading the bill's own lines"));
		kill(program, SIGNALS[i]);
		snprintf(told, sizeof told, "killed %d", SIGNALS[i]);
		expect_gone(&pty, told, program);
		expect_no_child("[c]ost lines");
		pty_close(&pty);
	}
}

// What is remembered is written while others wait for it; a stopped console lets them write.
static void expect_memo_free(void)
{
	expect_int(console_shell("mkdir -p '%s/state/gavel' && "
				 "flock --nonblock '%s/state/gavel/console.lock' true"),
		   0);
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
	expect_memo_free();
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
	test_dropped();
	test_child();
	test_stop(true);
	test_stop(false);
}
