// The most memory a living process has had so far.
#ifndef GAVEL_TESTS_BENCH_PEAK_H
#define GAVEL_TESTS_BENCH_PEAK_H

#include <stdio.h>
#include <sys/types.h>

// In kB; 0 when the process is gone.
static inline long peak_kb(pid_t pid)
{
	char path[64], line[256];
	long kb = 0;
	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	FILE *status = fopen(path, "r");
	while (status && fgets(line, sizeof line, status))
		if (sscanf(line, "VmHWM: %ld", &kb) == 1)
			break;
	if (status)
		fclose(status);
	return kb;
}

#endif
