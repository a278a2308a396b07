// Starts a terminal program on a pty several times, presses a key, and prints the median run:
//
//	frame NAME RUNS COLUMNSxROWS KEY COMMAND [ARGUMENT...]
//	NAME <tab> first frame ms <tab> its bytes <tab> key ms <tab> its bytes <tab> peak MB
//
// A frame's time ends with its last byte before the terminal is quiet for QUIET_MS; that is the
// same yardstick for every program, whatever it calls a frame.
#include "tests/bench/peak.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS_MAX = 100, QUIET_MS = 300, LONGEST_MS = 5000 };

struct burst {
	double ms; // to the last byte
	long bytes;
};

struct run {
	struct burst first, key;
	double peak_mb;
};

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct burst read_burst(int fd, double started)
{
	static char bytes[65536];
	struct burst burst = {0, 0};
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	while (now_ms() - started < LONGEST_MS &&
	       poll(&wait, 1, burst.bytes ? QUIET_MS : LONGEST_MS) > 0) {
		ssize_t got = read(fd, bytes, sizeof bytes);
		if (got <= 0)
			break;
		burst.bytes += got;
		burst.ms = now_ms() - started;
	}
	return burst;
}

static struct run measure(char **argv, const struct winsize *size, const char *key)
{
	struct run run;
	int fd;
	double started = now_ms();
	pid_t child = forkpty(&fd, NULL, NULL, size);
	if (child == 0) {
		setenv("TERM", "xterm-256color", 1);
		execvp(argv[0], argv);
		_exit(127);
	}
	run.first = read_burst(fd, started);
	run.peak_mb = (double)peak_kb(child) / 1024;
	started = now_ms();
	if (write(fd, key, strlen(key)) < 0)
		exit(1);
	run.key = read_burst(fd, started);
	kill(child, SIGKILL);
	close(fd);
	waitpid(child, NULL, 0);
	return run;
}

static int by_first(const void *a, const void *b)
{
	const struct run *x = a, *y = b;
	return (x->first.ms > y->first.ms) - (x->first.ms < y->first.ms);
}

int main(int argc, char **argv)
{
	struct run runs[RUNS_MAX];
	struct winsize size = {0};
	int count = argc > 5 ? atoi(argv[2]) : 0;
	if (count < 1 || count > RUNS_MAX ||
	    sscanf(argv[3], "%hux%hu", &size.ws_col, &size.ws_row) != 2)
		return 2;
	measure(argv + 5, &size, argv[4]); // warms the caches
	for (int i = 0; i < count; i++)
		runs[i] = measure(argv + 5, &size, argv[4]);
	qsort(runs, (size_t)count, sizeof *runs, by_first);
	const struct run *median = &runs[count / 2];
	printf("%s\t%.1f\t%ld\t%.1f\t%ld\t%.1f\n", argv[1], median->first.ms, median->first.bytes,
	       median->key.ms, median->key.bytes, median->peak_mb);
	return 0;
}
