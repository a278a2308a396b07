// 64 and 128 bits that stand for bytes: the same on every machine and in every version.
//
// SipHash-2-4 with a key that never changes (Aumasson and Bernstein, "SipHash: a fast short-input
// PRF"; the 128-bit variant of the reference implementation). Must not: be taken for a proof; a
// digest that is (base/digest.h) says who wrote something, these only whether it is the same.
#ifndef GAVEL_FINDINGS_HASH_H
#define GAVEL_FINDINGS_HASH_H

#include "base/str.h"

struct key128 {
	uint64_t high, low;
};

struct key128 key128_of(struct slice bytes);
uint64_t key64_of(struct slice bytes); // never 0
int key128_compare(struct key128 a, struct key128 b);
bool key128_is_zero(struct key128 key);
// A sum that does not depend on the order of its parts.
void key128_add(struct key128 *sum, struct key128 part);

#endif
