// Amounts: too many processes, too much memory, time and disk. Each stops where a machine without
// limits still stands.
#include "tests/hostile/hostile.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

enum { MIB = 1024 * 1024, FILES = 40 };

// "AMOUNT SECONDS": how long it waits for what must come to it.
static void linger(const char *argument)
{
	const char *seconds = strchr(argument, ' ');
	for (unsigned left = seconds ? (unsigned)atoi(seconds) : 0; left;)
		left = sleep(left);
}

static void wait_forever(void)
{
	for (;;)
		pause();
}

// As many processes that live at a time as the argument says; a bomb that counts.
static int try_forks(const char *wanted)
{
	for (int left = atoi(wanted); left > 0; left--) {
		pid_t child = fork();
		if (child < 0)
			return errno;
		if (child == 0)
			wait_forever();
	}
	linger(wanted);
	return 0;
}

// Each makes two more, as the shell's `:(){ :|:& };:` does.
static int try_bomb(const char *depth)
{
	for (int left = atoi(depth); left > 0 && fork() >= 0; left--)
		;
	wait_forever();
	return 0;
}

static void *sleep_on(void *unused)
{
	wait_forever();
	return unused;
}

static int try_threads(const char *wanted)
{
	pthread_attr_t small;
	pthread_t thread;
	int fault = 0;
	pthread_attr_init(&small);
	pthread_attr_setstacksize(&small, 64 * 1024);
	for (int left = atoi(wanted); left > 0 && !fault; left--)
		fault = pthread_create(&thread, &small, sleep_on, NULL);
	linger(wanted);
	return fault;
}

static int take(size_t mib, int sharing)
{
	char *at = mmap(NULL, mib * MIB, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | sharing, -1, 0);
	if (at == MAP_FAILED)
		return errno;
	memset(at, 1, mib * MIB);
	return 0;
}

static int try_memory(const char *mib)
{
	return take(strtoul(mib, NULL, 10), MAP_PRIVATE);
}

// Shared memory is nobody's data segment.
static int try_shared(const char *mib)
{
	int fault = take(strtoul(mib, NULL, 10), MAP_SHARED);
	linger(mib);
	return fault;
}

// Eight that share the amount, each of them small enough.
static int try_many(const char *mib)
{
	for (int i = 0; i < 8; i++)
		if (fork() == 0) {
			take(strtoul(mib, NULL, 10) / 8, MAP_PRIVATE);
			wait_forever();
		}
	linger(mib);
	return 0;
}

static int try_spin(const char *unused)
{
	(void)unused;
	for (volatile int i = 0;; i++)
		;
	return 0;
}

// One byte far out: no disk is used, the file is large.
static int try_large(const char *gib)
{
	int fd = open("large", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	return fd < 0 || pwrite(fd, "x", 1, (off_t)atoi(gib) << 30) < 0 ? errno : 0;
}

// Room is taken without writing it, which is faster.
static int fill(const char *mib, bool hide)
{
	char name[32];
	off_t each = (off_t)(atoi(mib) / FILES) * MIB;
	for (int i = 0; i < FILES; i++) {
		snprintf(name, sizeof name, "file%d", i);
		int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		if (fd < 0 || (hide && unlink(name) < 0))
			return errno;
		int fault = posix_fallocate(fd, 0, each);
		if (fault)
			return fault;
		if (!hide)
			close(fd);
	}
	linger(mib);
	return 0;
}

static int try_fill(const char *mib)
{
	return fill(mib, false);
}

static int try_hidden(const char *mib)
{
	return fill(mib, true);
}

static int try_entries(const char *wanted)
{
	char name[32];
	for (int i = atoi(wanted); i > 0; i--) {
		snprintf(name, sizeof name, "empty%d", i);
		int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		if (fd < 0)
			return errno;
		close(fd);
	}
	linger(wanted);
	return 0;
}

// The limits that hold, as numbers.
static int try_limits(const char *unused)
{
	(void)unused;
	static const struct {
		const char *name;
		int resource;
	} LIMITS[] = {{"core", RLIMIT_CORE},
		      {"cpu", RLIMIT_CPU},
		      {"data", RLIMIT_DATA},
		      {"file", RLIMIT_FSIZE},
		      {"files", RLIMIT_NOFILE}};
	for (size_t i = 0; i < sizeof LIMITS / sizeof *LIMITS; i++) {
		struct rlimit limit;
		if (getrlimit((__rlimit_resource_t)LIMITS[i].resource, &limit) < 0)
			return errno;
		say("limit %s %lld", LIMITS[i].name, (long long)limit.rlim_max);
	}
	return 0;
}

const struct attempt *attempts_by_amount(size_t *count)
{
	static const struct attempt TABLE[] = {
		{"forks", try_forks},	{"bomb", try_bomb},	  {"threads", try_threads},
		{"memory", try_memory}, {"shared", try_shared},	  {"many", try_many},
		{"spin", try_spin},	{"large", try_large},	  {"fill", try_fill},
		{"hidden", try_hidden}, {"entries", try_entries}, {"limits", try_limits},
	};
	*count = sizeof TABLE / sizeof *TABLE;
	return TABLE;
}
