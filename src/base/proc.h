// Child programs: started in a session of their own, watched with poll(2), never orphaned.
//
//	proc_start -> running -> proc_stop (TERM, 2 s, KILL to the group) -> proc_wait -> reaped
//
// A session without a terminal: nothing typed at ours reaches it, and it cannot open /dev/tty.
// The whole group is killed before the leader is reaped (waitid WNOWAIT), so that the
// group's number cannot belong to someone else. When we are killed the kernel ends the leader;
// the rest of a guarded group is ended by a process that waits for nothing else.
// Must not: use a shell.
#ifndef GAVEL_BASE_PROC_H
#define GAVEL_BASE_PROC_H

#include "base/err.h"

#include <stdbool.h>
#include <sys/types.h>

struct proc_options {
	const char *const *argv;	// argv[0] is the path to run; NULL-terminated
	const char *const *environment; // exactly this; NULL-terminated; NULL = inherit
	const char *folder;		// working folder, or NULL
	const int *keep;  // descriptors to hand over at the same numbers, -1 ended, or NULL
	int in, out, err; // -1 = a pipe to us; -2 = /dev/null; else this descriptor
	// Called in the child as the last thing before exec, or NULL: what is safe between fork and
	// exec only. 0, or an errno, which is proc_start's error then.
	int (*enter)(const void *context);
	const void *enter_context;
	bool guarded; // nothing of the group outlives us, even when we are killed
};

struct proc {
	pid_t pid;	  // also the group; 0 when not running
	int pidfd;	  // readable when the leader ended; poll it; -1 where unsupported
	int in, out, err; // our pipe ends, -1 when not a pipe; out and err non-blocking
	pid_t guard;	  // 0 = none
	int guard_life;	  // while it is open the guard waits
};

enum { PROC_PIPE = -1, PROC_NULL = -2 };

// ERR_NOT_FOUND when the program does not exist, ERR_IO otherwise. All other
// descriptors are closed in the child, signals at their defaults.
bool proc_start(const struct proc_options *options, struct proc *out, struct err *err);
// True when the leader has ended (does not reap).
bool proc_ended(const struct proc *proc);
// Asks the group to end: TERM now; the caller calls proc_kill when its patience is over.
void proc_terminate(const struct proc *proc);
void proc_kill(const struct proc *proc); // KILL to the group
// Kills what is left of the group, reaps the leader, closes the pipes. Returns the wait
// status as exit code, or 128 + signal number.
int proc_wait(struct proc *proc);

// The folder of the running program (from /proc/self/exe); the caller frees.
char *proc_self_folder(void);
// "libexec/gavel/NAME" or "share/gavel/NAME" beside the running program, in the build tree
// (DIR/libexec/gavel) or installed (DIR/../libexec/gavel). NULL when in neither; caller frees.
char *proc_find_helper(const char *name);
char *proc_find_share(const char *name);

#endif
