#include "collect/stream/rules.h"

#include "base/clock.h"
#include "base/decimal.h"
#include "base/digest.h"

#include <string.h>

// The lines of the envelope; every other kind is a record or unknown.
static const struct line_rule LINES[] = {
	{"str", LINE_STRING, {{"id", RULE_ID, REQUIRED}, {"v", RULE_TEXT, REQUIRED}}},
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
	{"state", LINE_STATE, {{"cursor", RULE_TEXT, REQUIRED}}},
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
		 {"account", RULE_STRING, OPTIONAL},
		 {"account_name", RULE_STRING, OPTIONAL},
		 {"service", RULE_STRING, OPTIONAL},
		 {"region", RULE_STRING, OPTIONAL},
		 {"line_type", RULE_STRING, OPTIONAL},
		 {"usage_type", RULE_STRING, OPTIONAL},
		 {"operation", RULE_STRING, OPTIONAL},
		 {"resource", RULE_STRING, OPTIONAL},
		 {"tags", RULE_TAGS, OPTIONAL},
		 {"currency", RULE_STRING, OPTIONAL},
		 {"unit", RULE_STRING, OPTIONAL},
		 {"product", RULE_STRING, OPTIONAL},
		 {"entity", RULE_STRING, OPTIONAL},
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

static bool is_text_list(struct slice list_text)
{
	json_t *list = json_loadb(list_text.at, list_text.len, 0, NULL);
	bool fits = json_array_size(list) > 0;
	for (size_t i = 0; i < json_array_size(list); i++)
		fits = fits && json_is_string(json_array_get(list, i));
	json_decref(list);
	return fits;
}

static bool is_month(struct slice text)
{
	struct err ignored = {0};
	return text.len == 7 && clock_parse_month(text, &(int64_t){0}, &ignored);
}

static bool is_decimal(struct slice text)
{
	return decimal_read(text.at, text.len, &(struct decimal){0});
}

static bool is_triples(const struct json_field *field)
{
	int64_t rows[RULE_ROWS_MAX];
	int count = json_int_list(field, rows, RULE_ROWS_MAX);
	bool fits = count >= 0 && count % 3 == 0;
	for (int i = 0; fits && i < count; i += 3)
		fits = rows[i] > 0 && rows[i + 1] >= 0 && rows[i + 2] >= rows[i + 1];
	return fits;
}

// What a field must be: its JSON kind, for text what it says, for numbers their range.
static const struct {
	const char *wants;
	enum json_kind kind;
	bool (*text)(struct slice text);
	int64_t least, most; // most 0: 10^15
} TYPES[] = {
	[RULE_TEXT] = {.wants = "text", .kind = JSON_TEXT},
	[RULE_TEXTS] = {.wants = "a list of text", .kind = JSON_LIST, .text = is_text_list},
	[RULE_MONTH] = {.wants = "a month like 2018-12", .kind = JSON_TEXT, .text = is_month},
	[RULE_DIGEST] = {.wants = "64 lower-case hexadecimal digits",
			 .kind = JSON_TEXT,
			 .text = digest_is_hex},
	[RULE_DECIMAL] = {.wants = "a decimal as text", .kind = JSON_TEXT, .text = is_decimal},
	[RULE_TIME] = {.wants = "a time in seconds",
		       .kind = JSON_NUMBER,
		       .least = -62135596800,
		       .most = 253402300799},
	[RULE_COUNT] = {.wants = "a whole number, 0 or more", .kind = JSON_NUMBER},
	[RULE_ID] = {.wants = "a whole number, 1 or more", .kind = JSON_NUMBER, .least = 1},
	[RULE_STRING] = {.wants = "the id of a string that was sent", .kind = JSON_NUMBER},
	[RULE_TAGS] = {.wants = "the id of a string that is a JSON object", .kind = JSON_NUMBER},
	[RULE_ROWS] = {.wants = "a list of input, first row, last row", .kind = JSON_LIST},
	[RULE_BOOL] = {.wants = "true or false", .kind = JSON_BOOL},
};

// Digits without fraction or exponent, at most 18 of them.
static bool read_number(struct slice text, int64_t *out)
{
	bool negative = text.len && *text.at == '-';
	*out = 0;
	if (text.len > 18 + (size_t)negative)
		return false;
	for (size_t i = negative; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
		*out = *out * 10 + (text.at[i] - '0');
	}
	*out = negative ? -*out : *out;
	return true;
}

static bool number_fits(struct slice text, enum rule_type type, const struct rule_strings *strings)
{
	int64_t value, most = TYPES[type].most ? TYPES[type].most : 1000000000000000;
	if (!read_number(text, &value) || value < TYPES[type].least || value > most)
		return false;
	if (type == RULE_TAGS)
		return !value || (value <= strings->count && strings->is_object[value - 1]);
	return type != RULE_STRING || value <= strings->count;
}

static bool field_fits(const struct json_field *field, enum rule_type type,
		       const struct rule_strings *strings)
{
	if (field->kind != TYPES[type].kind)
		return false;
	if (field->kind == JSON_NUMBER)
		return number_fits(field->raw, type, strings);
	return type == RULE_ROWS ? is_triples(field)
				 : !TYPES[type].text || TYPES[type].text(field->raw);
}

// The rule of a field, looked for from where the last one was: fields mostly come in order.
static size_t find_rule(const struct field_rule *rules, size_t count, size_t from,
			struct slice name)
{
	for (size_t i = 0; i < count; i++) {
		size_t at = (from + i) % count;
		if (slice_is(name, rules[at].name))
			return at;
	}
	return count;
}

bool rules_check(const struct field_rule *rules, const struct json_record *record,
		 const struct rule_strings *strings, struct err *err)
{
	size_t count = 0, next = 0;
	uint64_t seen = 0;
	while (rules[count].name)
		count++;
	for (size_t i = 0; i < record->count && count; i++) {
		const struct json_field *field = &record->fields[i];
		size_t at = find_rule(rules, count, next, field->key);
		if (at == count)
			continue;
		if (!field_fits(field, rules[at].type, strings))
			return err_set(err, ERR_INVALID, "'%s' must be %s", rules[at].name,
				       TYPES[rules[at].type].wants);
		seen |= (uint64_t)1 << at;
		next = at + 1;
	}
	for (size_t at = 0; at < count; at++)
		if (!rules[at].optional && !(seen >> at & 1))
			return err_set(err, ERR_INVALID, "'%s' is missing", rules[at].name);
	return true;
}

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
