// Answers the calls that the filter asks about: refuses, counts, or ends the run.
//
//	filter -> listener readable -> warden_answer -> EPERM, told once per call
//	                                             -> goes on, while there are not too many tasks
//	                                             -> false: an escape, or too many tasks
//
// A call that has no pointer in what decides is judged by numbers that nobody can change meanwhile.
// Must not: let a call go on for any other reason than RULE_COUNT.
#ifndef GAVEL_COLLECT_SANDBOX_WARDEN_H
#define GAVEL_COLLECT_SANDBOX_WARDEN_H

#include "collect/sandbox/sandbox.h"

enum { WARDEN_ROWS = 256 };

struct warden {
	int listener; // -1: none, or nobody is left to ask
	enum sandbox_profile_id profile;
	pid_t session;
	int most_tasks;
	int free_tasks; // may start before they are counted again
	bool forked;	// some other process was started
	bool told[WARDEN_ROWS];
};

bool warden_answer(struct warden *warden, void (*tell)(void *context, const char *text),
		   void *context, struct err *err);

#endif
