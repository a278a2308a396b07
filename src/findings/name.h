// A finding's public id: "F-" and 13 letters and digits (RFC 4648 base32) for its 63 bits.
#ifndef GAVEL_FINDINGS_NAME_H
#define GAVEL_FINDINGS_NAME_H

#include "base/str.h"

enum { FINDING_NAME = 16 }; // bytes with the NUL

const char *finding_name(int64_t number, char out[FINDING_NAME]); // returns out
// In any case; false when it is no such id.
bool finding_name_read(struct slice name, int64_t *number);

// What a name that holds a text looks like, at each place that the text can have in it.
struct finding_name_part {
	uint64_t bits[FINDING_NAME], value[FINDING_NAME];
	size_t count;
};
// False when no name holds it, in any case.
bool finding_name_part(struct slice text, struct finding_name_part *out);
bool finding_name_has(const struct finding_name_part *part, int64_t number);

#endif
