// A prepared sandbox, and the one step that the child takes into it. Private to this folder.
//
// Everything in enter.c runs between fork and exec: system calls only, no memory, no locks.
#ifndef GAVEL_COLLECT_SANDBOX_ENTER_H
#define GAVEL_COLLECT_SANDBOX_ENTER_H

#include "collect/sandbox/filter.h"
#include "collect/sandbox/landlock.h"
#include "collect/sandbox/profile.h"
#include "collect/sandbox/warden.h"

#include <sys/resource.h>

enum { SANDBOX_LIMITS = 8 }; // room for them

struct sandbox_limit {
	int resource;
	rlim_t most;
};

struct sandbox {
	struct sandbox_request request;
	const struct sandbox_profile *profile;
	struct sandbox_kernel kernel;
	bool on;
	char *folder;
	int folder_lock;
	int ruleset;		   // Landlock's; -1 = none
	struct filter told, quiet; // with a listener, and without
	int channel[2];		   // the listener comes over it: ours, the child's
	struct sandbox_limit limits[SANDBOX_LIMITS];
	int limit_count;
	int64_t memory, temporary, tasks;
	pid_t leader;
	struct warden warden;
	int64_t next_measure_ms;
};

// The listener that the child sent before it ran exec; -1 when it could not.
int enter_receive(int channel);

#endif
