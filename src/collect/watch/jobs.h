// The jobs of a watch: one per source with a schedule, and one that prunes once a day.
//
//	waiting --due, a place is free--> running (a child) --ended--> waiting
//
// Each run is a child process that inherits the configuration, so that nothing of it stays here;
// what it leaves is the state of its source. When we die it gets TERM and ends in order.
// Must not: sleep (wake.h).
#ifndef GAVEL_COLLECT_WATCH_JOBS_H
#define GAVEL_COLLECT_WATCH_JOBS_H

#include "base/vec.h"
#include "collect/collect.h"
#include "collect/watch/wake.h"

#include <sys/types.h>

struct job {
	char *name;	    // the source's; owned
	pid_t pid;	    // of its run, 0 when it waits
	int64_t started;    // when that began
	int64_t next;	    // when it is due, 0 = not by itself
	int64_t not_before; // somebody else ran it, it could not be started, or not note how it
			    // went
	bool wanted;	    // the configuration in force has it
};

enum { JOB_PAUSE_SECONDS = 60 }; // of not_before

// The exit code of a run's process.
enum run_outcome { RUN_WELL, RUN_FAILED, RUN_BUSY, RUN_STOPPED };

struct jobs {
	const struct config *config; // in force; replaced by a reload
	const struct collect_options *options;
	struct wake *wake;
	int lock; // of the watch: not a run's
	vec(struct job) list;
	int64_t running;
};

// Takes over the sources of a configuration; those that run go on.
void jobs_load(struct jobs *jobs, const struct config *config);
// Works out anew when each is due. Returns the next time to wake up: 0 = when something happens.
int64_t jobs_plan(struct jobs *jobs, int64_t now);
// When one of them is due, by the state of its source.
int64_t jobs_next(const struct jobs *jobs, const struct job *job, int64_t now);
// Forgets those that no configuration has any more, unless they run.
void jobs_drop_unwanted(struct jobs *jobs);
// Starts what is due, as many as `parallel` allows, the one that waited longest first.
// One that cannot be started is told and tried again a minute later.
void jobs_start(struct jobs *jobs, int64_t now);
// Somebody else's run may have ended: who waits for that waits no longer.
void jobs_forget_busy(struct jobs *jobs);
// Takes note of children that ended and says how it went.
void jobs_reap(struct jobs *jobs);
// TERM to all; then waits, KILL after a while. Nobody is left: those that runs left behind too.
void jobs_stop(struct jobs *jobs);
void jobs_fini(struct jobs *jobs);

#endif
