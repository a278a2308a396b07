// An idle console sleeps: its system calls are watched from outside, as strace does.
#include "base/clock.h"
#include "tests/pty/console.h"
#include "tests/unit/test.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

enum { IDLE_MS = 10000, PATIENCE_MS = 10000, SETTLE_MS = 500 };

// Lets the program go on to its next system call or return of one; false when none came in time.
static bool next_call(pid_t program, int most_ms)
{
	sigset_t child;
	int status;
	int64_t until = clock_monotonic_ms() + most_ms, left = most_ms;
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	if (ptrace(PTRACE_SYSCALL, program, NULL, NULL) < 0)
		return false;
	for (; left > 0; left = until - clock_monotonic_ms()) {
		struct timespec wait = {left / 1000, left % 1000 * 1000000};
		if (waitpid(program, &status, WNOHANG | __WALL) == program)
			return true;
		sigtimedwait(&child, NULL, &wait);
	}
	return waitpid(program, &status, WNOHANG | __WALL) == program;
}

// One that another console's end woke goes on; what wakes it again and again never gets there.
static bool sleeps(pid_t program)
{
	int64_t until = clock_monotonic_ms() + 2 * IDLE_MS;
	while (clock_monotonic_ms() < until)
		if (!next_call(program, IDLE_MS))
			return true;
	return false;
}

// The console is within a call that waits; stopping it makes it begin that call anew.
static void expect_asleep(struct pty *pty, pid_t program)
{
	int status;
	expect_true(ptrace(PTRACE_INTERRUPT, program, NULL, NULL) == 0);
	expect_true(waitpid(program, &status, __WALL) == program);
	expect_true(next_call(program, PATIENCE_MS));
	bool asleep = sleeps(program);
	expect_true(asleep);
	if (!asleep) {
		ptrace(PTRACE_DETACH, program, NULL, NULL);
		return;
	}
	// A key wakes it: the watching would have told.
	pty_send(pty, "j");
	expect_true(waitpid(program, &status, __WALL) == program);
	expect_true(ptrace(PTRACE_DETACH, program, NULL, NULL) == 0);
	expect_true(pty_frame(pty));
}

void test_idle(void)
{
	struct pty pty;
	sigset_t child, before;
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	console_start(&pty, "cost", 80, 24, CONSOLE_PLAIN);
	expect_int(pty_quiet(&pty, SETTLE_MS), 0);
	pid_t program = pty_program(&pty);
	if (ptrace(PTRACE_SEIZE, program, NULL, NULL) == 0)
		expect_asleep(&pty, program);
	else
		fprintf(stderr,
			"SKIPPED: ptrace is refused here (%s); that an idle console makes no "
			"system "
			"call in %d ms was NOT tested\n",
			strerror(errno), IDLE_MS);
	pty_close(&pty);
	sigprocmask(SIG_SETMASK, &before, NULL);
}
