// System calls: the network, other processes, the kernel, the terminal.
#include "tests/hostile/hostile.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static int outcome(long result)
{
	return result < 0 ? errno : 0;
}

// "FAMILY TYPE PROTOCOL" by number.
static int try_socket(const char *numbers)
{
	int family = 0, type = 0, protocol = 0;
	sscanf(numbers, "%d %d %d", &family, &type, &protocol);
	return outcome(socket(family, type, protocol));
}

static int try_pair(const char *type)
{
	int pair[2];
	return outcome(socketpair(AF_UNIX, atoi(type), 0, pair));
}

static int try_ptrace(const char *unused)
{
	(void)unused;
	return outcome(ptrace(PTRACE_SEIZE, getppid(), NULL, NULL));
}

static int try_peek(const char *unused)
{
	(void)unused;
	char byte;
	struct iovec own = {&byte, 1}, other = {(void *)(uintptr_t)(const void *)environ, 1};
	ssize_t got = process_vm_readv(getppid(), &own, 1, &other, 1, 0);
	return got < 0 && errno != EFAULT ? errno : 0; // EFAULT: it was let in, the place is empty
}

static int try_signal(const char *number)
{
	return outcome(kill(getppid(), atoi(number)));
}

static int try_group(const char *unused)
{
	(void)unused;
	return outcome(kill(-getpgid(getppid()), 0));
}

static int try_limit(const char *unused)
{
	(void)unused;
	struct rlimit old;
	return outcome(prlimit(getppid(), RLIMIT_CORE, NULL, &old));
}

static int try_nice(const char *unused)
{
	(void)unused;
	return outcome(setpriority(PRIO_PROCESS, (id_t)getppid(), 1));
}

static int try_grab(const char *unused)
{
	(void)unused;
	int pidfd = (int)syscall(SYS_pidfd_open, getppid(), 0);
	return pidfd < 0 ? errno : outcome(syscall(SYS_pidfd_getfd, pidfd, 1, 0));
}

// In a child, so that what is made goes with it.
static int in_child(long (*act)(void))
{
	int status = 0;
	pid_t child = fork();
	if (child == 0)
		_exit(act() < 0 ? errno : 0);
	return child < 0 || waitpid(child, &status, 0) < 0 ? errno : WEXITSTATUS(status);
}

static long act_unshare(void)
{
	return unshare(CLONE_NEWUSER);
}

static long act_clone(void)
{
	long pid = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL);
	if (pid == 0)
		_exit(0);
	return pid;
}

static long act_clone3(void)
{
	struct {
		uint64_t words[11];
	} arguments = {{0}};
	arguments.words[4] = SIGCHLD;
	long pid = syscall(SYS_clone3, &arguments, sizeof arguments);
	if (pid == 0)
		_exit(0);
	return pid;
}

static long act_mount(void)
{
	return unshare(CLONE_NEWNS) < 0 ? -1 : mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

static long act_setns(void)
{
	int fd = open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -1 : setns(fd, 0);
}

static long act_personality(void)
{
	return personality(ADDR_NO_RANDOMIZE);
}

static int try_unshare(const char *unused)
{
	(void)unused;
	return in_child(act_unshare);
}

static int try_clone(const char *unused)
{
	(void)unused;
	return in_child(act_clone);
}

static int try_clone3(const char *unused)
{
	(void)unused;
	return in_child(act_clone3);
}

static int try_mount(const char *unused)
{
	(void)unused;
	return in_child(act_mount);
}

static int try_setns(const char *unused)
{
	(void)unused;
	return in_child(act_setns);
}

static int try_personality(const char *unused)
{
	(void)unused;
	return in_child(act_personality);
}

// By number, all arguments 0: what matters is who refuses it.
static int try_number(const char *number)
{
	return outcome(syscall(atol(number), 0, 0, 0, 0, 0, 0));
}

static int try_uring(const char *unused)
{
	(void)unused;
	uint64_t parameters[15] = {0};
	return outcome(syscall(SYS_io_uring_setup, 1, parameters));
}

// What a 32-bit program would call: getpid there is 20.
static int try_other_machine(const char *unused)
{
	(void)unused;
#ifdef __x86_64__
	long pid;
	__asm__ volatile("int $0x80" : "=a"(pid) : "a"(20) : "memory");
	return pid == getpid() ? 0 : ENOSYS;
#else
	return kill(getpid(), SIGSYS);
#endif
}

static int try_type(const char *unused)
{
	(void)unused;
	return outcome(ioctl(0, TIOCSTI, "x"));
}

static int try_terminal(const char *path)
{
	int fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	return fd < 0 ? errno : outcome(write(fd, "hello\r\n", 7));
}

static int try_privileges(const char *unused)
{
	(void)unused;
	struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct data[2] = {{0}, {0}};
	syscall(SYS_capget, &header, data);
	uint32_t more = (data[0].permitted & ~(1U << CAP_DAC_READ_SEARCH)) | data[1].permitted;
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 && !more ? EPERM : 0;
}

// A daemon's way: fork, a session of its own, fork again. It lives on, if it can.
static int try_daemon(const char *unused)
{
	(void)unused;
	int said[2], fault = 0;
	if (pipe(said) < 0)
		return errno;
	if (fork() == 0) {
		fault = setsid() < 0 ? errno : 0;
		if (fork() == 0) {
			ssize_t ignored = write(said[1], &fault, sizeof fault);
			(void)ignored;
			for (int fd = 0; fd < 64; fd++)
				close(fd);
			for (;;)
				pause();
		}
		_exit(0);
	}
	return read(said[0], &fault, sizeof fault) == sizeof fault ? fault : EIO;
}

const struct attempt *attempts_by_calls(size_t *count)
{
	static const struct attempt TABLE[] = {
		{"socket", try_socket},
		{"pair", try_pair},
		{"ptrace", try_ptrace},
		{"peek", try_peek},
		{"signal", try_signal},
		{"signal group", try_group},
		{"limit", try_limit},
		{"nice", try_nice},
		{"grab", try_grab},
		{"unshare", try_unshare},
		{"clone", try_clone},
		{"clone3", try_clone3},
		{"mount", try_mount},
		{"setns", try_setns},
		{"personality", try_personality},
		{"number", try_number},
		{"uring", try_uring},
		{"other machine", try_other_machine},
		{"type", try_type},
		{"terminal", try_terminal},
		{"privileges", try_privileges},
		{"daemon", try_daemon},
	};
	*count = sizeof TABLE / sizeof *TABLE;
	return TABLE;
}
