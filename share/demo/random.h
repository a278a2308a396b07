// A small deterministic generator of numbers: same seed, same estate, on every machine.
#ifndef GAVEL_SHARE_DEMO_RANDOM_H
#define GAVEL_SHARE_DEMO_RANDOM_H

#include <stdint.h>

struct random {
	uint64_t state;
};

struct random random_from(uint64_t seed, const char *name); // an own stream per name
uint64_t random_next(struct random *r);
int64_t random_between(struct random *r, int64_t low, int64_t high); // both included

#endif
