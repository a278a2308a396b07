#include "collect/stream/fields.h"

#include "base/clock.h"
#include "base/decimal.h"
#include "base/digest.h"

#include <string.h>

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
	[RULE_WORD] = {.wants = "text, or the id of a string that was sent", .kind = JSON_NUMBER},
	[RULE_GROUP] = {.wants = "the id of a group that was sent",
			.kind = JSON_NUMBER,
			.least = 1},
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
	return ((type != RULE_STRING && type != RULE_WORD) || value <= strings->count) &&
	       (type != RULE_GROUP || value <= strings->groups);
}

static bool field_fits(const struct json_field *field, enum rule_type type,
		       const struct rule_strings *strings)
{
	if (type == RULE_WORD && field->kind == JSON_TEXT)
		return true;
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
	for (size_t i = 0, at = from; i < count; i++, at++) {
		if (at >= count)
			at = 0;
		if (slice_is(name, rules[at].name))
			return at;
	}
	return count;
}

bool fields_check(const struct field_rule *rules, const struct json_record *record,
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

const char *fields_label(const char *key, struct arena *arena)
{
	struct str text = {0};
	json_t *list = json_loads(key, 0, NULL);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *part = json_string_value(json_array_get(list, i));
		str_addf(&text, "%s%s", i ? " " : "", part && *part ? part : "-");
	}
	json_decref(list);
	const char *label = arena_slice(arena, str_slice(&text));
	str_fini(&text);
	return label;
}

bool fields_hold_nul(struct slice line)
{
	const char *at = line.at, *end = line.at + line.len;
	if (!line.len || !memchr(line.at, '\\', line.len)) // as nearly all are
		return false;
	while ((at = memmem(at, (size_t)(end - at), "\\u0000", 6))) {
		size_t slashes = 1;
		while (at - slashes >= line.at && at[-(ptrdiff_t)slashes] == '\\')
			slashes++;
		if (slashes % 2)
			return true;
		at++;
	}
	return false;
}
