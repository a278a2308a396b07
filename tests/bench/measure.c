// Runs a command several times and prints one line of what it took, as the median run:
//
//	measure NAME RUNS BYTES [--before SCRIPT] COMMAND [ARGUMENT...]
//	NAME <tab> wall s <tab> processor s <tab> peak MB <tab> MB/s of BYTES
//
// The script is run by sh before each run, and what it takes does not count.
// Peak is the most that the command and its children had together, of each the peak so far as long
// as it lives: a collector's memory counts as much as gavel's. The runs' output goes to /dev/null;
// a run that fails ends it all.
#include "tests/bench/peak.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS_MAX = 100, SAMPLE_MS = 4 };

struct run {
	double wall, processor, peak_mb;
};

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

// Of the process and the children of its first thread, and theirs, in kB.
static long peak_of_tree(pid_t pid, int depth)
{
	char path[64];
	int child;
	long kb = peak_kb(pid);
	if (depth == 3)
		return kb;
	snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
	FILE *children = fopen(path, "r");
	while (children && fscanf(children, "%d", &child) == 1)
		kb += peak_of_tree(child, depth + 1);
	if (children)
		fclose(children);
	return kb;
}

static pid_t start(char **command)
{
	pid_t pid = fork();
	if (pid)
		return pid;
	int nowhere = open("/dev/null", O_WRONLY);
	dup2(nowhere, 1);
	execvp(command[0], command);
	fprintf(stderr, "measure: %s: %s\n", command[0], strerror(errno));
	_exit(127);
}

static void prepare(const char *script)
{
	int status = script ? system(script) : 0;
	if (status == 0)
		return;
	fprintf(stderr, "measure: %s: ended with status %d\n", script, status);
	exit(1);
}

static struct run measure(char **command)
{
	struct rusage use;
	int status = 0;
	long peak = 0;
	double began = now();
	pid_t pid = start(command);
	struct pollfd ended = {.fd = pidfd_open(pid, 0), .events = POLLIN};
	// The kernel tells a peak only while a process lives: they are read until it ends.
	while (wait4(pid, &status, WNOHANG, &use) == 0) {
		long kb = peak_of_tree(pid, 0);
		peak = kb > peak ? kb : peak;
		poll(&ended, 1, SAMPLE_MS);
	}
	close(ended.fd);
	struct run run = {.wall = now() - began};
	if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		fprintf(stderr, "measure: %s ended with status %d\n", command[0], status);
		exit(1);
	}
	run.processor = (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
			(double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
	run.peak_mb = (double)peak * 1024 / 1e6;
	return run;
}

static int by_wall(const void *a, const void *b)
{
	const struct run *x = a, *y = b;
	return (x->wall > y->wall) - (x->wall < y->wall);
}

int main(int argc, char **argv)
{
	struct run runs[RUNS_MAX];
	bool prepared = argc > 6 && strcmp(argv[4], "--before") == 0;
	char **command = argv + (prepared ? 6 : 4);
	int count = argc > 4 ? atoi(argv[2]) : 0;
	if (count < 1 || count > RUNS_MAX) {
		fputs("usage: measure NAME RUNS BYTES [--before SCRIPT] COMMAND [ARGUMENT...]\n",
		      stderr);
		return 2;
	}
	for (int i = 0; i < count; i++) {
		prepare(prepared ? argv[5] : NULL);
		runs[i] = measure(command);
	}
	qsort(runs, (size_t)count, sizeof *runs, by_wall);
	const struct run *median = &runs[count / 2];
	printf("%s\t%.3f\t%.3f\t%.0f\t%.0f\n", argv[1], median->wall, median->processor,
	       median->peak_mb, atof(argv[3]) / 1e6 / median->wall);
	return 0;
}
