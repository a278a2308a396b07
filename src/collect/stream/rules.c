#include "collect/stream/rules.h"

#include <string.h>

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
	  {"delivery", RULE_TEXT, OPTIONAL}}},
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
	  {"why", RULE_TEXT, OPTIONAL}}},
	{"done", LINE_DONE, {{0}}},
};

// The fields in the order that collectors mostly send them.
static const struct record_kind RECORDS[] = {
	{"cost",
	 "cost",
	 false,
	 {
		 {"t", RULE_TEXT, REQUIRED},
		 {"scope", RULE_ID, REQUIRED},
		 {"from", RULE_TIME, REQUIRED},
		 {"to", RULE_TIME, REQUIRED},
		 {"group", RULE_GROUP, OPTIONAL},
		 GROUP_TEXTS,
		 {"n", RULE_COUNT, REQUIRED},
		 {"rows", RULE_ROWS, OPTIONAL},
		 {"unblended", RULE_DECIMAL, OPTIONAL},
		 {"amortized", RULE_DECIMAL, OPTIONAL},
		 {"net_unblended", RULE_DECIMAL, OPTIONAL},
		 {"net_amortized", RULE_DECIMAL, OPTIONAL},
		 {"usage", RULE_DECIMAL, OPTIONAL},
		 {"on_demand", RULE_DECIMAL, OPTIONAL},
		 {"true_up", RULE_DECIMAL, OPTIONAL},
		 {"upfront", RULE_DECIMAL, OPTIONAL},
		 {"refund", RULE_DECIMAL, OPTIONAL},
		 {"split", RULE_BOOL, OPTIONAL},
		 {"split_cost", RULE_DECIMAL, OPTIONAL},
		 {"unused_cost", RULE_DECIMAL, OPTIONAL},
	 }},
	{"account",
	 "cost",
	 false,
	 {{"t", RULE_TEXT, REQUIRED},
	  {"scope", RULE_ID, REQUIRED},
	  {"id", RULE_TEXT, REQUIRED},
	  {"name", RULE_TEXT, REQUIRED}}},
	{"bill",
	 "cost",
	 true,
	 {{"t", RULE_TEXT, REQUIRED},
	  {"scope", RULE_ID, REQUIRED},
	  {"format", RULE_TEXT, REQUIRED},
	  {"payer", RULE_TEXT, REQUIRED},
	  {"report", RULE_TEXT, REQUIRED},
	  {"period", RULE_MONTH, REQUIRED},
	  {"delivery", RULE_TEXT, OPTIONAL},
	  {"delivered", RULE_TIME, OPTIONAL},
	  {"rows", RULE_COUNT, REQUIRED},
	  {"invoiced", RULE_COUNT, REQUIRED},
	  {"first", RULE_TIME, OPTIONAL},
	  {"last", RULE_TIME, OPTIONAL},
	  {"columns", RULE_COUNT, OPTIONAL},
	  {"has_net", RULE_BOOL, OPTIONAL},
	  {"has_resource", RULE_BOOL, OPTIONAL},
	  {"has_on_demand", RULE_BOOL, OPTIONAL},
	  {"identity", RULE_BOOL, REQUIRED},
	  {"inexact", RULE_BOOL, OPTIONAL}}},
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
	for (size_t i = 0; i < sizeof RECORDS / sizeof *RECORDS; i++)
		if (slice_is(type, RECORDS[i].type))
			return &RECORDS[i];
	return NULL;
}

const struct record_kind *rules_missing(const char *scope, uint32_t seen)
{
	for (size_t i = 0; i < sizeof RECORDS / sizeof *RECORDS; i++)
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
	for (size_t i = 0; i < sizeof RECORDS / sizeof *RECORDS; i++)
		if (!strcmp(RECORDS[i].scope, kind))
			return true;
	return false;
}
