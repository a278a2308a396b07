// Whether the fields of a line are what the tables say (rules.h).
//
// Must not: know the order of lines.
#ifndef GAVEL_COLLECT_STREAM_FIELDS_H
#define GAVEL_COLLECT_STREAM_FIELDS_H

#include "collect/stream/rules.h"

// The strings and groups that a stream sent, for the fields that refer to them.
struct rule_strings {
	int64_t count, groups;
	const bool *is_object; // by id - 1
};

// ERR_INVALID: "'at' is missing", "'at' must be a time in seconds". Fields not in the table pass.
// strings: NULL when no field refers to one.
bool fields_check(const struct field_rule *rules, const struct json_record *record,
		  const struct rule_strings *strings, struct err *err);
// Does a line hold a NUL? It would cut the text short wherever it is used, and two texts would
// become one.
bool fields_hold_nul(struct slice line);
// A scope's key for people: ["a","","c"] as "a - c". Memory is the arena's.
const char *fields_label(const char *key, struct arena *arena);

#endif
