// The kinds of records, as tables: what a collector may say of a thing it saw.
//
// Must not: know the envelope (rules.c), or how a field is checked (fields.h).
#ifndef GAVEL_COLLECT_STREAM_RECORDS_H
#define GAVEL_COLLECT_STREAM_RECORDS_H

#include "collect/stream/rules.h"

// The texts that tell one group of line items from another.
#define GROUP_TEXTS                                                                                \
	{"account", RULE_STRING, OPTIONAL}, {"service", RULE_STRING, OPTIONAL},                    \
		{"region", RULE_STRING, OPTIONAL}, {"line_type", RULE_STRING, OPTIONAL},           \
		{"usage_type", RULE_STRING, OPTIONAL}, {"operation", RULE_STRING, OPTIONAL},       \
		{"resource", RULE_STRING, OPTIONAL}, {"tags", RULE_TAGS, OPTIONAL},                \
		{"currency", RULE_STRING, OPTIONAL}, {"unit", RULE_STRING, OPTIONAL},              \
		{"product", RULE_STRING, OPTIONAL},                                                \
	{                                                                                          \
		"entity", RULE_STRING, OPTIONAL                                                    \
	}

extern const struct record_kind RECORDS[];
extern const size_t RECORD_COUNT;

#endif
