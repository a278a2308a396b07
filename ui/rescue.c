#include "ui/rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { BYTES_MAX = 256, PATIENCE_SECONDS = 1, STACK_BYTES = 64 * 1024 };

static struct {
	volatile sig_atomic_t active;
	int fd;
	char bytes[BYTES_MAX];
	size_t len;
	struct termios modes;
	int pipe[2];
	volatile sig_atomic_t leaving; // the signal that asked to leave; 0 = none
	char stack[STACK_BYTES];       // a handler must run even when the stack overflowed
} rescue = {.pipe = {-1, -1}};

static const int FATAL[] = {SIGINT, SIGQUIT, SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};
static const int LEAVING[] = {SIGHUP, SIGTERM};
static const int WAITED[] = {SIGWINCH, SIGTSTP};

void rescue_now(void)
{
	if (!rescue.active)
		return;
	ssize_t written = write(rescue.fd, rescue.bytes, rescue.len);
	(void)written; // nothing can be done about it here
	tcsetattr(rescue.fd, TCSANOW, &rescue.modes);
}

static void on_fatal(int number)
{
	rescue_now();
	rescue.active = 0;
	// SA_RESETHAND put the default back: what the signal means happens now.
	raise(number);
}

// The loop may take a second to keep what the person typed.
static void on_leaving(int number)
{
	int saved = errno;
	ssize_t written = write(rescue.pipe[1], "q", 1);
	(void)written; // as below
	rescue.leaving = number;
	alarm(PATIENCE_SECONDS);
	errno = saved;
}

static void on_late(int number)
{
	struct sigaction action = {.sa_handler = SIG_DFL};
	(void)number;
	rescue_now();
	rescue.active = 0;
	sigaction(rescue.leaving, &action, NULL);
	raise(rescue.leaving);
}

static void on_waited(int number)
{
	int saved = errno;
	char byte = number == SIGWINCH ? 'w' : 'z';
	ssize_t written = write(rescue.pipe[1], &byte, 1);
	(void)written; // a full pipe has one waiting already
	errno = saved;
}

static void handle(int number, void (*handler)(int), int flags)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
}

static void handle_all(bool ours)
{
	for (size_t i = 0; i < sizeof FATAL / sizeof *FATAL; i++)
		handle(FATAL[i], ours ? on_fatal : SIG_DFL,
		       ours ? SA_RESETHAND | SA_NODEFER | SA_ONSTACK : 0);
	for (size_t i = 0; i < sizeof WAITED / sizeof *WAITED; i++)
		handle(WAITED[i], ours ? on_waited : SIG_DFL, 0);
	if (rescue.leaving) // a dropped connection hangs up twice: shell and kernel
		return;
	for (size_t i = 0; i < sizeof LEAVING / sizeof *LEAVING; i++)
		handle(LEAVING[i], ours ? on_leaving : SIG_DFL, 0);
	handle(SIGALRM, ours ? on_late : SIG_DFL, ours ? SA_ONSTACK : 0);
}

bool rescue_begin(int fd, const char *bytes, size_t len, struct err *err)
{
	stack_t stack = {.ss_sp = rescue.stack, .ss_size = sizeof rescue.stack};
	if (tcgetattr(fd, &rescue.modes) < 0)
		return err_errno(err, "terminal");
	if (pipe2(rescue.pipe, O_CLOEXEC | O_NONBLOCK) < 0)
		return err_errno(err, "pipe");
	rescue.fd = fd;
	rescue.len = len < BYTES_MAX ? len : BYTES_MAX;
	memcpy(rescue.bytes, bytes, rescue.len);
	sigaltstack(&stack, NULL);
	rescue.active = 1;
	handle_all(true);
	return true;
}

void rescue_end(void)
{
	if (!rescue.active)
		return;
	rescue.active = 0;
	handle_all(false);
	close(rescue.pipe[0]);
	close(rescue.pipe[1]);
	rescue.pipe[0] = rescue.pipe[1] = -1;
}

void rescue_leave(void)
{
	if (!rescue.leaving)
		return;
	handle(rescue.leaving, SIG_DFL, 0);
	raise(rescue.leaving);
}

int rescue_pipe(void)
{
	return rescue.pipe[0];
}

char rescue_signal(void)
{
	char byte = 0;
	return read(rescue.pipe[0], &byte, 1) == 1 ? byte : 0;
}

void rescue_stop(bool group)
{
	handle(SIGTSTP, SIG_DFL, 0);
	kill(group ? 0 : getpid(), SIGTSTP);
	handle(SIGTSTP, on_waited, 0);
}
