// Child programs: streams, exit codes, exactly the environment and descriptors asked for, and
// a group of which nothing is left.
#include "base/proc.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"

#include "tests/unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

// Runs a shell script to its end; its output and, on stderr, its errors into `out`.
static int run_script(const char *script, struct proc_options options, struct str *out)
{
	const char *argv[] = {"/bin/sh", "-c", script, NULL};
	struct proc proc;
	struct err err = {0};
	options.argv = argv;
	options.in = PROC_NULL;
	options.out = options.err = PROC_PIPE;
	if (!proc_start(&options, &proc, &err)) {
		str_add_text(out, err.text);
		return -1;
	}
	int streams[] = {proc.out, proc.err};
	for (size_t i = 0; i < 2; i++) {
		char bytes[512];
		ssize_t got = 1;
		fcntl(streams[i], F_SETFL, 0);
		while (got > 0 && (got = read(streams[i], bytes, sizeof bytes)) > 0)
			str_add(out, bytes, (size_t)got);
	}
	return proc_wait(&proc);
}

static const struct {
	const char *script, *output;
	int code;
} SCRIPTS[] = {
	{"echo out; echo err >&2", "out\nerr\n", 0},
	{"exit 7", "", 7},
	{"kill -TERM $$", "", 128 + 15},
	{"kill -KILL $$", "", 128 + 9},
	{"read -r line || echo empty", "empty\n", 0},
};

static void test_scripts(void)
{
	for (size_t i = 0; i < sizeof SCRIPTS / sizeof *SCRIPTS; i++) {
		struct str out = {0};
		int code = run_script(SCRIPTS[i].script, (struct proc_options){0}, &out);
		expect_int(code, SCRIPTS[i].code);
		expect_text(str_text(&out), SCRIPTS[i].output);
		str_fini(&out);
	}
}

// Only what was named goes to the child; what it ignored or blocked before is at its default.
static void test_surroundings(void)
{
	static const char *const NAMED[] = {"A=1", "PATH=/usr/bin:/bin", NULL};
	int open = memfd_create("open", 0), kept = memfd_create("kept", MFD_CLOEXEC);
	const int keep[] = {kept, -1};
	struct str out = {0}, script = {0};
	sigset_t term;
	expect_true(write(kept, "bytes", 5) == 5 && lseek(kept, 0, SEEK_SET) == 0);
	expect_int(run_script("env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= | sort; pwd",
			      (struct proc_options){.environment = NAMED, .folder = "/usr"}, &out),
		   0);
	expect_text(str_text(&out), "A=1\nPATH=/usr/bin:/bin\n/usr\n");
	str_clear(&out);
	str_addf(&script, "[ -e /proc/self/fd/%d ] && echo leaked; cat <&%d", open, kept);
	expect_int(run_script(str_text(&script), (struct proc_options){.keep = keep}, &out), 0);
	expect_text(str_text(&out), "bytes");
	str_clear(&out);
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, NULL);
	signal(SIGHUP, SIG_IGN);
	expect_int(run_script("kill -TERM $$; echo blocked", (struct proc_options){0}, &out), 143);
	expect_int(run_script("kill -HUP $$; echo ignored", (struct proc_options){0}, &out), 129);
	expect_text(str_text(&out), "");
	sigprocmask(SIG_UNBLOCK, &term, NULL);
	signal(SIGHUP, SIG_DFL);
	str_fini(&out);
	str_fini(&script);
	close(open);
	close(kept);
}

static void test_absent(void)
{
	const char *argv[] = {"/nowhere/program", NULL};
	const char *folder[] = {"/bin/sh", NULL};
	struct proc proc;
	struct err err = {0};
	struct proc_options options = {
		.argv = argv, .in = PROC_NULL, .out = PROC_NULL, .err = PROC_NULL};
	expect_true(!proc_start(&options, &proc, &err));
	expect_int(err.code, ERR_NOT_FOUND);
	expect_text(err.text, "/nowhere/program: No such file or directory");
	options.argv = folder;
	options.folder = "/nowhere";
	expect_true(!proc_start(&options, &proc, &err));
	expect_int(proc.pid, 0);
	expect_int(proc_wait(&proc), -1);
}

// True when the process is gone or only waits to be reaped by its new parent.
static bool is_gone(pid_t pid)
{
	char path[64], text[256] = "";
	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	FILE *file = fopen(path, "r");
	if (!file)
		return true;
	bool read = fgets(text, sizeof text, file);
	fclose(file);
	const char *behind = strrchr(text, ')');
	return !read || (behind && behind[2] == 'Z');
}

static bool goes_away(pid_t pid)
{
	int64_t until = clock_monotonic_ms() + 5000;
	while (!is_gone(pid) && clock_monotonic_ms() < until)
		sched_yield();
	return is_gone(pid);
}

// Starts a leader with a child that is deaf to TERM; returns the child's number.
static pid_t start_deaf(const char *script, struct proc *proc)
{
	const char *argv[] = {"/bin/sh", "-c", script, NULL};
	struct proc_options options = {
		.argv = argv, .in = PROC_NULL, .out = PROC_PIPE, .err = PROC_NULL};
	struct err err = {0};
	char text[32] = "";
	if (!proc_start(&options, proc, &err))
		return 0;
	struct pollfd ready = {.fd = proc->out, .events = POLLIN};
	bool told = poll(&ready, 1, 5000) == 1 && read(proc->out, text, sizeof text - 1) > 0;
	return told ? (pid_t)strtol(text, NULL, 10) : 0;
}

static void test_group(void)
{
	// The leader ends by itself and leaves a child behind: waiting for it ends the child too.
	struct proc proc;
	pid_t child =
		start_deaf("(trap '' TERM; exec tail -f /dev/null >/dev/null) & echo $!", &proc);
	expect_true(child > 0);
	struct pollfd ended = {.fd = proc.pidfd, .events = POLLIN};
	expect_true(proc.pidfd < 0 || poll(&ended, 1, 5000) == 1);
	expect_int(proc_wait(&proc), 0);
	expect_true(goes_away(child));
	// A leader and a child that do not listen: TERM changes nothing, KILL ends both.
	child = start_deaf("trap '' TERM; tail -f /dev/null >/dev/null & echo $!; wait", &proc);
	expect_true(child > 0 && !proc_ended(&proc));
	proc_terminate(&proc);
	expect_true(!proc_ended(&proc));
	proc_kill(&proc);
	expect_int(proc_wait(&proc), 128 + SIGKILL);
	expect_true(goes_away(child));
	expect_true(proc_ended(&proc));
}

// Whoever started a group is killed: with a guard nothing of the group is left. What the group
// still holds tells it: the other end of a pipe.
static void test_guard(void)
{
	static const char SCRIPT[] = "tail -f /dev/null & echo up; wait";
	const char *argv[] = {"/bin/sh", "-c", SCRIPT, NULL};
	int held[2], up[2];
	char text[8];
	expect_true(pipe(held) == 0 && pipe(up) == 0);
	pid_t starter = fork();
	if (!starter) {
		const int keep[] = {held[1], -1};
		struct proc_options options = {.argv = argv,
					       .keep = keep,
					       .in = PROC_NULL,
					       .out = up[1],
					       .err = PROC_NULL,
					       .guarded = true};
		struct proc proc;
		struct err err;
		expect_true(proc_start(&options, &proc, &err));
		expect_true(write(up[1], "guarded\n", 8) == 8);
		pause();
	}
	close(held[1]);
	// Both have begun: "up" and "guarded", in whatever order.
	struct pollfd ready = {.fd = up[0], .events = POLLIN};
	for (ssize_t got, all = 0; all < 11; all += got) {
		got = poll(&ready, 1, 5000) == 1 ? read(up[0], text, sizeof text) : 0;
		if (got <= 0) {
			expect_true(!"begun");
			break;
		}
	}
	expect_true(kill(starter, SIGKILL) == 0 && waitpid(starter, NULL, 0) == starter);
	struct pollfd gone = {.fd = held[0], .events = POLLIN};
	expect_true(poll(&gone, 1, 5000) == 1 && read(held[0], text, sizeof text) == 0);
	close(held[0]);
	close(up[0]);
	close(up[1]);
}

// Beside the program, or where the environment says.
static void test_find(void)
{
	char folder[] = "/tmp/gavel-proc-XXXXXX";
	expect_true(mkdtemp(folder));
	char *file = file_join(folder, "thing"), *self = proc_self_folder();
	struct err err = {0};
	expect_true(file_write(file, SLICE("x"), 0700, &err));
	setenv("GAVEL_SHARE", folder, 1);
	char *found = proc_find_share("thing"), *absent = proc_find_share("nothing");
	expect_text(found, file);
	expect_text(absent, NULL);
	setenv("GAVEL_SHARE", "relative", 1);
	char *relative = proc_find_share("thing");
	expect_text(relative, NULL);
	expect_true(file_is_folder(self));
	expect_true(file_remove_tree(folder, &err));
	free(found);
	free(relative);
	free(file);
	free(self);
}

int main(void)
{
	test_scripts();
	test_surroundings();
	test_absent();
	test_group();
	test_guard();
	test_find();
	return test_done("base_proc");
}
