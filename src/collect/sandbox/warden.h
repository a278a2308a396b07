// Answers the calls that the filter asks about: EPERM, told once per call; or the end of the run.
//
// What decides are numbers in registers that nobody can change meanwhile.
// Must not: ever let a call go on (SECCOMP_USER_NOTIF_FLAG_CONTINUE).
#ifndef GAVEL_COLLECT_SANDBOX_WARDEN_H
#define GAVEL_COLLECT_SANDBOX_WARDEN_H

#include "collect/sandbox/sandbox.h"

enum { WARDEN_ROWS = 256 };

struct warden {
	int listener; // -1: none, or nobody is left to ask
	enum sandbox_profile_id profile;
	bool told[WARDEN_ROWS]; // by place in the table of rules
};

// False: an escape was tried, ERR_INVALID names the call.
bool warden_answer(struct warden *warden, void (*tell)(void *context, const char *text),
		   void *context, struct err *err);

#endif
