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

// The text at one place of a name.
static bool part_at(struct slice text, size_t place, uint64_t *bits, uint64_t *value)
{
	*bits = *value = 0;
	for (size_t i = 0; i < text.len; i++) {
		size_t at = place + i;
		int letter = toupper((unsigned char)text.at[i]);
		const char *digit = letter ? strchr(LETTERS, letter) : NULL;
		if (at < 2 ? letter != "F-"[at] : !digit)
			return false;
		if (at < 2)
			continue;
		unsigned shift = (unsigned)(BITS * (DIGITS - 1 - (at - 2)));
		uint64_t number = (uint64_t)(digit - LETTERS);
		if (number > (uint64_t)INT64_MAX >> shift)
			return false; // the first digit has 3 bits
		*bits |= UINT64_C(31) << shift;
		*value |= number << shift;
	}
	*bits &= INT64_MAX;
	return true;
}

bool finding_name_part(struct slice text, struct finding_name_part *out)
{
	out->count = 0;
	for (size_t place = 0; place + text.len < FINDING_NAME; place++)
		if (part_at(text, place, &out->bits[out->count], &out->value[out->count]))
			out->count++;
	return out->count > 0;
}

bool finding_name_has(const struct finding_name_part *part, int64_t number)
{
	uint64_t of = (uint64_t)number & INT64_MAX;
	bool has = false;
	for (size_t i = 0; !has && i < part->count; i++)
		has = (of & part->bits[i]) == part->value[i];
	return has;
}
