// Which records share a group: found by the bytes of their subject, before texts are made of them.
//
// A subject is a fixed number of spans, stretches of a record's bytes that are equal only when the
// record's cells in them are. Private to plugins/bill.
// Must not: know what the bytes mean.
#ifndef GAVEL_PLUGINS_BILL_SUBJECTS_H
#define GAVEL_PLUGINS_BILL_SUBJECTS_H

#include "base/arena.h"
#include "base/vec.h"

#include <stdint.h>

struct subject {
	uint64_t hash;
	const char *bytes; // of each span its length and its bytes
	uint32_t group;	   // index + 1, 0 = not known yet
};

// Zero-initialised is empty and valid.
struct subjects {
	vec(struct subject) all;
	uint32_t *slots; // index + 1 into all, 0 = free
	size_t slot_count;
	struct arena bytes;
};

void subjects_fini(struct subjects *subjects); // empty again
// The place of the subject's group, 0 when it is new. Valid until the next call.
uint32_t *subjects_put(struct subjects *subjects, const struct slice *spans, size_t count);

#endif
