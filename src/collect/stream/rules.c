#include "collect/stream/rules.h"

#include "collect/stream/records.h"

#include <string.h>

// The lines of the envelope; every other kind is a record or unknown.
static const struct line_rule LINES[] = {
	{"str", LINE_STRING, {{"id", RULE_ID, REQUIRED}, {"v", RULE_TEXT, REQUIRED}}},
	{"group", LINE_GROUP, {{"id", RULE_ID, REQUIRED}, GROUP_TEXTS}},
	{"hello",
	 LINE_HELLO,
	 {{"proto", RULE_ID, REQUIRED},
	  {"plugin", RULE_TEXT, REQUIRED},
	  {"version", RULE_TEXT, REQUIRED},
	  {"acks", RULE_BOOL, OPTIONAL}}},
	{"input",
	 LINE_INPUT,
	 {{"id", RULE_ID, REQUIRED},
	  {"uri", RULE_TEXT, REQUIRED},
	  {"sha256", RULE_DIGEST, REQUIRED},
	  {"bytes", RULE_COUNT, REQUIRED},
	  {"mtime", RULE_TIME, OPTIONAL}}},
	{"scope",
	 LINE_SCOPE,
	 {{"id", RULE_ID, REQUIRED},
	  {"kind", RULE_TEXT, REQUIRED},
	  {"key", RULE_TEXTS, REQUIRED},
	  {"mode", RULE_TEXT, REQUIRED},
	  {"at", RULE_TIME, REQUIRED},
	  {"delivery", RULE_TEXT, OPTIONAL},
	  {"revision", RULE_TEXT, OPTIONAL}}},
	{"reject",
	 LINE_REJECT,
	 {{"scope", RULE_ID, REQUIRED},
	  {"in", RULE_ID, OPTIONAL},
	  {"row", RULE_COUNT, OPTIONAL},
	  {"why", RULE_TEXT, REQUIRED},
	  {"text", RULE_TEXT, OPTIONAL}}},
	{"warn",
	 LINE_WARN,
	 {{"text", RULE_TEXT, REQUIRED},
	  {"scope", RULE_ID, OPTIONAL},
	  {"in", RULE_ID, OPTIONAL},
	  {"row", RULE_COUNT, OPTIONAL}}},
	{"error",
	 LINE_ERROR,
	 {{"code", RULE_TEXT, REQUIRED},
	  {"text", RULE_TEXT, REQUIRED},
	  {"scope", RULE_ID, OPTIONAL},
	  {"in", RULE_ID, OPTIONAL},
	  {"row", RULE_COUNT, OPTIONAL}}},
	{"blob",
	 LINE_BLOB,
	 {{"sha256", RULE_DIGEST, REQUIRED},
	  {"bytes", RULE_COUNT, REQUIRED},
	  {"media", RULE_TEXT, OPTIONAL}}},
	{"progress",
	 LINE_PROGRESS,
	 {{"done", RULE_COUNT, REQUIRED},
	  {"total", RULE_COUNT, OPTIONAL},
	  {"unit", RULE_TEXT, OPTIONAL}}},
	{"unchanged",
	 LINE_UNCHANGED,
	 {{"kind", RULE_TEXT, REQUIRED},
	  {"key", RULE_TEXTS, REQUIRED},
	  {"rows", RULE_COUNT, OPTIONAL}}},
	{"state", LINE_STATE, {{"cursor", RULE_TEXT, REQUIRED}}},
	{"want", LINE_WANT, {{"names", RULE_TEXTS, REQUIRED}}},
	{"end",
	 LINE_END,
	 {{"scope", RULE_ID, REQUIRED},
	  {"complete", RULE_BOOL, REQUIRED},
	  {"rows", RULE_COUNT, REQUIRED},
	  {"rejected", RULE_COUNT, OPTIONAL},
	  {"why", RULE_TEXT, OPTIONAL},
	  {"in", RULE_ID, OPTIONAL},
	  {"endless", RULE_BOOL, OPTIONAL}}},
	{"done", LINE_DONE, {{0}}},
};

const struct line_rule *rules_line(struct slice type)
{
	for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++)
		if (slice_is(type, LINES[i].type))
			return &LINES[i];
	return NULL;
}

const struct record_kind *rules_record(struct slice type)
{
	for (size_t i = 0; i < RECORD_COUNT; i++)
		if (slice_is(type, RECORDS[i].type))
			return &RECORDS[i];
	return NULL;
}

const struct record_kind *rules_missing(const char *scope, uint32_t seen)
{
	for (size_t i = 0; i < RECORD_COUNT; i++)
		if (RECORDS[i].once && !strcmp(RECORDS[i].scope, scope) && !(seen >> i & 1))
			return &RECORDS[i];
	return NULL;
}

size_t rules_index(const struct record_kind *kind)
{
	return (size_t)(kind - RECORDS);
}

bool rules_scope_known(const char *kind)
{
	for (size_t i = 0; i < RECORD_COUNT; i++)
		if (!strcmp(RECORDS[i].scope, kind))
			return true;
	return false;
}
