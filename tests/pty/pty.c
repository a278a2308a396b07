#include "tests/pty/pty.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

enum { PATIENCE_MS = 10000 };

// The job-control parent tells through one pipe and is told through another.
static int told = -1, tell = -1;

// ---- The job-control parent ----

static void report(int to, const char *word, int number)
{
	dprintf(to, "%s %d\n", word, number);
}

static void be_shell(char *const argv[], int to, int from)
{
	char go;
	int status;
	signal(SIGTTOU, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	pid_t program = fork();
	if (program == 0) {
		struct rlimit none = {0, 0};
		setpgid(0, 0);
		tcsetpgrp(0, getpid());
		signal(SIGTTOU, SIG_DFL);
		signal(SIGHUP, SIG_DFL);
		setrlimit(RLIMIT_CORE, &none);
		execv(argv[0], argv);
		_exit(127);
	}
	setpgid(program, program);
	tcsetpgrp(0, program);
	report(to, "program", program);
	while (waitpid(program, &status, WUNTRACED) == program && WIFSTOPPED(status)) {
		report(to, "stopped", 0);
		if (read(from, &go, 1) != 1)
			break;
		tcsetpgrp(0, program);
		kill(-program, SIGCONT);
	}
	report(to, WIFSIGNALED(status) ? "killed" : "ended",
	       WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	if (read(from, &go, 1) < 0) // the terminal stays until the test has looked at it
		_exit(1);
	_exit(0);
}

// ---- Opening ----

static int on_property(VTermProp property, VTermValue *value, void *user)
{
	struct pty *pty = user;
	if (property == VTERM_PROP_ALTSCREEN)
		pty->alternate = value->boolean;
	if (property == VTERM_PROP_CURSORVISIBLE)
		pty->cursor_visible = value->boolean;
	return 1;
}

static void open_terminal(struct pty *pty, int columns, int rows)
{
	static const VTermScreenCallbacks CALLBACKS = {.settermprop = on_property};
	pty->terminal = vterm_new(rows, columns);
	vterm_set_utf8(pty->terminal, 1);
	pty->screen = vterm_obtain_screen(pty->terminal);
	vterm_screen_enable_altscreen(pty->screen, 1);
	vterm_screen_set_callbacks(pty->screen, &CALLBACKS, pty);
	vterm_screen_reset(pty->screen, 1);
	pty->cursor_visible = true;
}

void pty_open(struct pty *pty, char *const argv[], const char *const settings[], int columns,
	      int rows)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
	int up[2], down[2], other;
	*pty = (struct pty){0};
	open_terminal(pty, columns, rows);
	if (pipe(up) < 0 || pipe(down) < 0 || openpty(&pty->fd, &other, NULL, NULL, &size) < 0)
		abort();
	tcgetattr(other, &pty->found);
	pty->child = fork();
	if (pty->child == 0) {
		close(pty->fd);
		close(up[0]);
		close(down[1]);
		login_tty(other);
		for (size_t i = 0; settings[i]; i++)
			putenv(strdup(settings[i]));
		setenv("GAVEL_TEST", "1", 1);
		be_shell(argv, up[1], down[0]);
	}
	close(other);
	close(up[1]);
	close(down[0]);
	told = up[0];
	tell = down[1];
}

void pty_hang_up(struct pty *pty)
{
	if (pty->fd >= 0)
		close(pty->fd);
	pty->fd = -1;
}

// Until nobody has the parent's pipe: the program has it from the parent.
static void wait_for_end(void)
{
	char said[64];
	int64_t until = clock_monotonic_ms() + PATIENCE_MS, left = PATIENCE_MS;
	struct pollfd wait = {.fd = told, .events = POLLIN};
	while (left > 0 && poll(&wait, 1, (int)left) > 0 && read(told, said, sizeof said) > 0)
		left = until - clock_monotonic_ms();
}

void pty_close(struct pty *pty)
{
	close(tell);
	pty_hang_up(pty);
	wait_for_end();
	close(told);
	kill(pty->child, SIGKILL);
	waitpid(pty->child, NULL, 0);
	vterm_free(pty->terminal);
	str_fini(&pty->raw);
}

void pty_resize(struct pty *pty, int columns, int rows)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
	vterm_set_size(pty->terminal, rows, columns);
	ioctl(pty->fd, TIOCSWINSZ, &size);
}

// ---- Reading ----

void pty_forget(struct pty *pty)
{
	str_clear(&pty->raw);
	pty->frames = 0;
}

// Takes whole marks out of what was read, counting them.
static void take_marks(struct pty *pty)
{
	static const char MARK[] = "\033]7777;frame;";
	char *at;
	while (pty->raw.len && (at = memmem(pty->raw.at, pty->raw.len, MARK, sizeof MARK - 1))) {
		size_t left = pty->raw.len - (size_t)(at - pty->raw.at);
		char *end = memchr(at, '\a', left);
		if (!end)
			return;
		memmove(at, end + 1, left - (size_t)(end + 1 - at));
		pty->raw.len -= (size_t)(end + 1 - at);
		pty->frames++;
	}
}

static bool read_some(struct pty *pty, int wait_ms)
{
	char bytes[65536];
	struct pollfd wait = {.fd = pty->fd, .events = POLLIN};
	if (poll(&wait, 1, wait_ms) <= 0)
		return false;
	ssize_t got = read(pty->fd, bytes, sizeof bytes);
	if (got <= 0) {
		pty->gone = true;
		return false;
	}
	vterm_input_write(pty->terminal, bytes, (size_t)got);
	str_add(&pty->raw, bytes, (size_t)got);
	take_marks(pty);
	return true;
}

bool pty_frame(struct pty *pty)
{
	int64_t until = clock_monotonic_ms() + PATIENCE_MS;
	long before = pty->frames;
	while (pty->frames == before && !pty->gone && clock_monotonic_ms() < until)
		read_some(pty, (int)(until - clock_monotonic_ms()));
	return pty->frames > before;
}

bool pty_plain(struct pty *pty)
{
	int64_t until = clock_monotonic_ms() + PATIENCE_MS, left = PATIENCE_MS;
	while ((pty->alternate || !pty->cursor_visible) && !pty->gone && left > 0) {
		read_some(pty, (int)left);
		left = until - clock_monotonic_ms();
	}
	return !pty->alternate && pty->cursor_visible;
}

void pty_send(struct pty *pty, const char *keys)
{
	if (write(pty->fd, keys, strlen(keys)) < 0)
		pty->gone = true;
}

long pty_key(struct pty *pty, const char *keys)
{
	pty_forget(pty);
	pty_send(pty, keys);
	return pty_frame(pty) ? (long)pty->raw.len : -1;
}

long pty_quiet(struct pty *pty, int for_ms)
{
	pty_forget(pty);
	while (read_some(pty, for_ms))
		;
	return (long)pty->raw.len;
}

// ---- The parent's words ----

static bool read_line(char *line, size_t size)
{
	size_t len = 0;
	struct pollfd wait = {.fd = told, .events = POLLIN};
	while (len + 1 < size && poll(&wait, 1, PATIENCE_MS) > 0 &&
	       read(told, line + len, 1) == 1 && line[len] != '\n')
		len++;
	line[len] = 0;
	return len > 0;
}

pid_t pty_program(struct pty *pty)
{
	char line[64];
	int number = 0;
	(void)pty;
	return read_line(line, sizeof line) && sscanf(line, "program %d", &number) == 1 ? number
											: 0;
}

bool pty_told(struct pty *pty, const char *words)
{
	char line[64];
	(void)pty;
	bool same = read_line(line, sizeof line) && strcmp(line, words) == 0;
	if (!same)
		fprintf(stderr, "told '%s' where '%s' was due\n", line, words);
	return same;
}

void pty_continue(struct pty *pty)
{
	(void)pty;
	if (write(tell, "g", 1) != 1)
		abort();
}
