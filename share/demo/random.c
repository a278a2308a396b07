#include "share/demo/random.h"

// SplitMix64 (Steele, Lea, Flood 2014): one 64-bit state, no bad seeds.
uint64_t random_next(struct random *r)
{
	r->state += UINT64_C(0x9e3779b97f4a7c15);
	uint64_t z = r->state;
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

struct random random_from(uint64_t seed, const char *name)
{
	struct random r = {seed};
	for (const char *c = name; *c; c++)
		r.state = r.state * 31 + (unsigned char)*c;
	random_next(&r);
	return r;
}

int64_t random_between(struct random *r, int64_t low, int64_t high)
{
	return low + (int64_t)(random_next(r) % (uint64_t)(high - low + 1));
}
