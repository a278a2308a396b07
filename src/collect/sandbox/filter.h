// The table of rules as a BPF program for seccomp(2).
//
// A call by another architecture's numbers (32 bits, x32) kills the process at once: no rule would
// mean it. With a listener, RULE_TELL and RULE_ESCAPE are asked of us; without, they are EPERM and
// the end by SIGSYS. A call that is asked of us can be interrupted by a signal, so that none is
// that has to succeed. The one home of linux/seccomp.h and linux/filter.h, with warden.
#ifndef GAVEL_COLLECT_SANDBOX_FILTER_H
#define GAVEL_COLLECT_SANDBOX_FILTER_H

#include "collect/sandbox/sandbox.h"

#include <linux/filter.h>

struct filter {
	struct sock_filter *at; // owned
	size_t len, room;
};

bool filter_is_known(void); // whether we know this machine's numbers
void filter_build(enum sandbox_profile_id profile, bool listener, struct filter *out);
// Safe between fork and exec. *listener is -1 without one. False with errno.
bool filter_enter(const struct filter *filter, bool listener, int *out);
void filter_fini(struct filter *filter);

#endif
