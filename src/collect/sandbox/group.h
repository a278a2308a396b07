// What the processes of one collector use, all together, from /proc.
//
// They are found as a tree: the leader adopts what its children leave behind (it is the subreaper
// of its descendants), so that nobody gets out of it while the leader lives. Must not: trust what a
// process says of itself; all numbers are the kernel's.
#ifndef GAVEL_COLLECT_SANDBOX_GROUP_H
#define GAVEL_COLLECT_SANDBOX_GROUP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct group_use {
	int64_t tasks;	      // processes and threads
	int64_t memory_bytes; // anonymous, shared and swapped, what several share counted once
	int64_t hidden_bytes; // in open files that have no name any more
};

struct group_limits {
	int64_t tasks;	// beyond it nobody is counted any more
	int64_t memory; // below it what is shared may be counted more than once, which is faster
};

void group_measure(pid_t leader, const struct group_limits *limits, struct group_use *out);

#endif
