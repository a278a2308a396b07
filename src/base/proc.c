#include "base/proc.h"

#include "base/file.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SELF_PATH = 4096 };

// The child's ends of its three streams and of the pipe that tells why exec failed.
struct ends {
	int in[2], out[2], err[2], fault[2];
};

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_pair(int pair[2])
{
	close_end(&pair[0]);
	close_end(&pair[1]);
}

// A pipe, /dev/null or the caller's own descriptor (copied). child = the end the child uses.
static bool open_stream(int want, int pair[2], int child, struct err *err)
{
	if (want == PROC_PIPE)
		return pipe2(pair, O_CLOEXEC) == 0 || err_errno(err, "pipe");
	pair[child] = want == PROC_NULL ? open("/dev/null", O_RDWR | O_CLOEXEC)
					: fcntl(want, F_DUPFD_CLOEXEC, 10);
	return pair[child] >= 0 || err_errno(err, "descriptor %d", want);
}

// Everything that is neither a stream, kept, nor the fault pipe is closed by exec.
static void close_others(const struct proc_options *options)
{
	long most = sysconf(_SC_OPEN_MAX);
	if (syscall(SYS_close_range, 3U, ~0U, 1U << 2) < 0) // CLOSE_RANGE_CLOEXEC
		for (int fd = 3; fd < (most > 4096 ? 4096 : most); fd++)
			fcntl(fd, F_SETFD, FD_CLOEXEC);
	for (const int *keep = options->keep; keep && *keep >= 0; keep++)
		fcntl(*keep, F_SETFD, 0);
}

static void reset_signals(void)
{
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int s = 1; s < NSIG; s++)
		if (s != SIGKILL && s != SIGSTOP)
			signal(s, SIG_DFL);
}

// A descriptor the caller keeps at 0 to 2 makes no sense; the streams own those numbers.
static void run_child(const struct proc_options *options, struct ends *ends, pid_t parent)
{
	setsid();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	reset_signals();
	bool ready = dup2(ends->in[0], 0) == 0 && dup2(ends->out[1], 1) == 1 &&
		     dup2(ends->err[1], 2) == 2 &&
		     (!options->folder || chdir(options->folder) == 0);
	if (ready) {
		close_others(options);
		char *const *argv = (char *const *)(uintptr_t)options->argv;
		char *const *environment = options->environment
						   ? (char *const *)(uintptr_t)options->environment
						   : environ;
		errno = options->enter ? options->enter(options->enter_context) : 0;
		if (!errno)
			execve(argv[0], argv, environment);
	}
	int number = errno;
	ssize_t ignored = write(ends->fault[1], &number, sizeof number);
	(void)ignored;
	_exit(127);
}

static int parent_end(int want, int pair[2], int mine)
{
	if (want != PROC_PIPE)
		return -1;
	int fd = pair[mine];
	pair[mine] = -1;
	return fd;
}

// Waits until exec has happened (end of file) or failed (its errno).
static int read_fault(int fd)
{
	int number = 0;
	ssize_t got;
	while ((got = read(fd, &number, sizeof number)) < 0 && errno == EINTR)
		;
	return got == (ssize_t)sizeof number ? number : 0;
}

static bool start_child(const struct proc_options *options, struct ends *ends, struct proc *out,
			struct err *err)
{
	pid_t parent = getpid();
	out->pid = fork();
	if (out->pid < 0) {
		out->pid = 0;
		return err_errno(err, "fork");
	}
	if (out->pid == 0)
		run_child(options, ends, parent);
	close(ends->fault[1]);
	ends->fault[1] = -1;
	int number = read_fault(ends->fault[0]);
	if (!number)
		return true;
	proc_wait(out);
	errno = number;
	return err_errno(err, "%s", options->argv[0]);
}

// ---- The guard ----

// The other end of `life` is open in us alone: its end is ours.
static void be_guard(pid_t group, int life)
{
	char byte;
	setsid();
	reset_signals();
	dup2(life, 0);
	if (syscall(SYS_close_range, 1U, ~0U, 0U) < 0)
		for (int fd = 1, most = (int)sysconf(_SC_OPEN_MAX); fd < most && fd < 4096; fd++)
			close(fd);
	while (read(0, &byte, 1) < 0 && errno == EINTR)
		;
	kill(-group, SIGKILL);
	_exit(0);
}

static bool start_guard(struct proc *proc, struct err *err)
{
	int life[2];
	if (pipe2(life, O_CLOEXEC) < 0)
		return err_errno(err, "pipe");
	proc->guard = fork();
	if (proc->guard == 0) {
		close(life[1]);
		be_guard(proc->pid, life[0]);
	}
	close(life[0]);
	proc->guard_life = life[1];
	if (proc->guard > 0)
		return true;
	proc->guard = 0;
	err_errno(err, "fork");
	proc_kill(proc);
	proc_wait(proc);
	return false;
}

// Before the group's number can belong to someone else.
static void end_guard(struct proc *proc)
{
	if (proc->guard) {
		kill(proc->guard, SIGKILL);
		while (waitpid(proc->guard, NULL, 0) < 0 && errno == EINTR)
			;
	}
	proc->guard = 0;
	close_end(&proc->guard_life);
}

bool proc_start(const struct proc_options *options, struct proc *out, struct err *err)
{
	struct ends ends = {{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}};
	*out = (struct proc){.pidfd = -1, .in = -1, .out = -1, .err = -1, .guard_life = -1};
	bool done = open_stream(options->in, ends.in, 0, err) &&
		    open_stream(options->out, ends.out, 1, err) &&
		    open_stream(options->err, ends.err, 1, err) &&
		    (pipe2(ends.fault, O_CLOEXEC) == 0 || err_errno(err, "pipe")) &&
		    start_child(options, &ends, out, err) &&
		    (!options->guarded || start_guard(out, err));
	if (done) {
		out->in = parent_end(options->in, ends.in, 1);
		out->out = parent_end(options->out, ends.out, 0);
		out->err = parent_end(options->err, ends.err, 0);
		out->pidfd = (int)syscall(SYS_pidfd_open, out->pid, 0);
		for (int i = 0; i < 2; i++) {
			int fd = i ? out->err : out->out;
			if (fd >= 0)
				fcntl(fd, F_SETFL, O_NONBLOCK);
		}
	}
	close_pair(ends.in);
	close_pair(ends.out);
	close_pair(ends.err);
	close_pair(ends.fault);
	return done;
}

bool proc_ended(const struct proc *proc)
{
	siginfo_t info = {0};
	return !proc->pid ||
	       (waitid(P_PID, (id_t)proc->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
		info.si_pid == proc->pid);
}

// In a sandbox a child gets no group of its own: it is signalled alone then.
static void signal_group(const struct proc *proc, int number)
{
	if (proc->pid && kill(-proc->pid, number) < 0)
		kill(proc->pid, number);
}

void proc_terminate(const struct proc *proc)
{
	signal_group(proc, SIGTERM);
}

void proc_kill(const struct proc *proc)
{
	signal_group(proc, SIGKILL);
}

int proc_wait(struct proc *proc)
{
	siginfo_t info = {0};
	if (!proc->pid)
		return -1;
	while (waitid(P_PID, (id_t)proc->pid, &info, WEXITED | WNOWAIT) < 0 && errno == EINTR)
		;
	kill(-proc->pid, SIGKILL); // what is left of the group, while its number is still ours
	end_guard(proc);
	int status = 0;
	while (waitpid(proc->pid, &status, 0) < 0 && errno == EINTR)
		;
	close_end(&proc->pidfd);
	close_end(&proc->in);
	close_end(&proc->out);
	close_end(&proc->err);
	proc->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// ---- Where our own files are ----

char *proc_self_folder(void)
{
	char path[SELF_PATH];
	ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
	path[len < 0 ? 0 : len] = 0;
	return file_folder(path);
}

// VARIABLE wins when it is an absolute path; else beside the program or one folder up.
static char *find(const char *variable, const char *kind, const char *name)
{
	const char *given = secure_getenv(variable);
	char *self = proc_self_folder(), *found = NULL;
	struct str path = {0};
	for (int i = 0; i < 2 && !found; i++) {
		str_clear(&path);
		if (given && given[0] == '/')
			str_addf(&path, "%s/%s", given, name);
		else
			str_addf(&path, "%s%s/%s/gavel/%s", self, i ? "/.." : "", kind, name);
		if (file_exists(str_text(&path)))
			found = mem_text(str_text(&path));
	}
	str_fini(&path);
	free(self);
	return found;
}

char *proc_find_helper(const char *name)
{
	return find("GAVEL_LIBEXEC", "libexec", name);
}

char *proc_find_share(const char *name)
{
	return find("GAVEL_SHARE", "share", name);
}
