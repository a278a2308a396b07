#include "collect/rules.h"

#include "base/digest.h"

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
	  {"mtime", RULE_INT, OPTIONAL}}},
	{"scope",
	 LINE_SCOPE,
	 {{"id", RULE_ID, REQUIRED},
	  {"kind", RULE_TEXT, REQUIRED},
	  {"key", RULE_TEXTS, REQUIRED},
	  {"mode", RULE_TEXT, REQUIRED},
	  {"at", RULE_INT, REQUIRED},
	  {"delivery", RULE_TEXT, OPTIONAL}}},
	{"reject",
	 LINE_REJECT,
	 {{"scope", RULE_ID, REQUIRED},
	  {"in", RULE_ID, REQUIRED},
	  {"row", RULE_COUNT, REQUIRED},
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

static const char *const WANTS[] = {
	[RULE_TEXT] = "text",
	[RULE_TEXTS] = "a list of text",
	[RULE_DIGEST] = "64 lower-case hexadecimal digits",
	[RULE_INT] = "a whole number",
	[RULE_COUNT] = "a whole number, 0 or more",
	[RULE_ID] = "a whole number, 1 or more",
	[RULE_BOOL] = "true or false",
};

static bool is_text_list(const struct json_field *field)
{
	if (field->kind != JSON_LIST)
		return false;
	json_t *list = json_loadb(field->raw.at, field->raw.len, 0, NULL);
	bool fits = json_array_size(list) > 0;
	for (size_t i = 0; i < json_array_size(list); i++)
		fits = fits && json_is_string(json_array_get(list, i));
	json_decref(list);
	return fits;
}

static bool int_fits(const struct json_record *record, const struct field_rule *rule)
{
	struct err ignored = {0};
	int64_t value;
	if (!json_get_int(record, rule->name, &value, &ignored))
		return false;
	return rule->type == RULE_INT || value >= (rule->type == RULE_ID ? 1 : 0);
}

static bool field_fits(const struct json_record *record, const struct json_field *field,
		       const struct field_rule *rule)
{
	switch (rule->type) {
	case RULE_TEXT: return field->kind == JSON_TEXT;
	case RULE_TEXTS: return is_text_list(field);
	case RULE_DIGEST: return field->kind == JSON_TEXT && digest_is_hex(field->raw);
	case RULE_BOOL: return field->kind == JSON_BOOL;
	default: return int_fits(record, rule);
	}
}

bool rules_check(const struct field_rule *rules, const struct json_record *record, struct err *err)
{
	for (const struct field_rule *rule = rules; rule->name; rule++) {
		const struct json_field *field = json_find(record, rule->name);
		if (!field && !rule->optional)
			return err_set(err, ERR_INVALID, "'%s' is missing", rule->name);
		if (field && !field_fits(record, field, rule))
			return err_set(err, ERR_INVALID, "'%s' must be %s", rule->name,
				       WANTS[rule->type]);
	}
	return true;
}

const struct line_rule *rules_line(struct slice type)
{
	for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++)
		if (slice_is(type, LINES[i].type))
			return &LINES[i];
	return NULL;
}
