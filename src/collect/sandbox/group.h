// What the processes of one collector use, all together, from /proc.
//
// Must not: trust what a process says of itself; all numbers are the kernel's.
#ifndef GAVEL_COLLECT_SANDBOX_GROUP_H
#define GAVEL_COLLECT_SANDBOX_GROUP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// Processes and threads of a session.
int group_tasks(pid_t session);

struct group_use {
	int64_t memory_bytes; // anonymous, shared and swapped, what several share counted once
	int64_t hidden_bytes; // in open files that have no name any more
};

// alone: the leader is known to have started no other process, so that /proc is not searched.
// limit: memory below it may be counted more than once, which is faster to find out.
void group_measure(pid_t session, bool alone, int64_t limit, struct group_use *out);

#endif
