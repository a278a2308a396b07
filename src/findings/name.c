#include "findings/name.h"

#include <ctype.h>
#include <string.h>

// RFC 4648 §6.
static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
enum { DIGITS = FINDING_NAME - 3, BITS = 5 };

const char *finding_name(int64_t number, char out[FINDING_NAME])
{
	uint64_t rest = (uint64_t)number & INT64_MAX;
	out[0] = 'F';
	out[1] = '-';
	for (int i = DIGITS - 1; i >= 0; i--, rest >>= BITS)
		out[2 + i] = LETTERS[rest & 31];
	out[2 + DIGITS] = 0;
	return out;
}

bool finding_name_read(struct slice name, int64_t *number)
{
	uint64_t value = 0;
	if (name.len != FINDING_NAME - 1 || toupper((unsigned char)name.at[0]) != 'F' ||
	    name.at[1] != '-')
		return false;
	for (size_t i = 2; i < name.len; i++) {
		const char *digit = strchr(LETTERS, toupper((unsigned char)name.at[i]));
		if (!digit || !*digit || value >> (63 - BITS))
			return false;
		value = value << BITS | (uint64_t)(digit - LETTERS);
	}
	*number = (int64_t)value;
	return true;
}
