// The table of system calls and what becomes of each. What no row names does not exist (ENOSYS).
//
// First the plain list of calls that anyone may make; then the rows, of which the first that fits
// decides. The same rows become the filter that the kernel runs (filter.h) and the answers that we
// give (warden.h). Arguments are compared by their low 32 bits, which is all that the kernel looks
// at in those that are compared here.
#ifndef GAVEL_COLLECT_SANDBOX_RULES_H
#define GAVEL_COLLECT_SANDBOX_RULES_H

#include "collect/sandbox/sandbox.h"

#include <stdint.h>

enum rule_answer {
	RULE_ALLOW,
	RULE_ABSENT, // ENOSYS
	RULE_REFUSE, // EPERM, and nobody hears of it
	RULE_TELL,   // EPERM, told in the run's log
	RULE_ESCAPE, // no program does that by accident: the end of the run
};

enum rule_test { TEST_NONE, TEST_EQUAL, TEST_ANY }; // (argument & mask) == value, != 0

struct rule {
	int number; // of the system call
	const char *name;
	unsigned profiles; // bits 1 << sandbox_profile_id
	enum rule_answer answer;
	enum rule_test test;
	int argument; // from 0
	uint32_t mask, value;
};

const int *rules_allowed(size_t *count); // numbers
const struct rule *rules(size_t *count);
// The row that decides; NULL when the call is allowed plainly or does not exist.
const struct rule *rule_find(enum sandbox_profile_id profile, int number,
			     const uint64_t arguments[6]);

#endif
