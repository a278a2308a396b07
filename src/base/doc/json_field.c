#include "base/json.h"

#include "base/doc/json_private.h"
#include "base/utf8.h"

#include <string.h>

const struct json_field *json_find(const struct json_record *record, const char *key)
{
	size_t len = strlen(key);
	for (size_t i = 0; i < record->count; i++) {
		struct slice other = record->fields[i].key;
		// The first byte tells most of them apart without a call.
		if (other.len == len && (!len || *other.at == *key) &&
		    memcmp(other.at, key, len) == 0)
			return &record->fields[i];
	}
	return NULL;
}

static const struct json_field *find_kind(const struct json_record *record, const char *key,
					  enum json_kind kind, struct err *err)
{
	static const char *const NAMES[] = {"null",   "true or false", "a number",
					    "a text", "a list",	       "a map"};
	const struct json_field *field = json_find(record, key);
	if (!field)
		err_set(err, ERR_INVALID, "'%s' is missing", key);
	else if (field->kind != kind)
		err_set(err, ERR_INVALID, "'%s' is not %s", key, NAMES[kind]);
	else
		return field;
	return NULL;
}

static bool field_int(const struct json_field *field, int64_t *out)
{
	bool negative = field->raw.len && field->raw.at[0] == '-';
	int64_t value = 0;
	for (size_t i = negative; i < field->raw.len; i++) {
		int digit = field->raw.at[i] - '0';
		if (digit < 0 || digit > 9 || __builtin_mul_overflow(value, 10, &value) ||
		    __builtin_sub_overflow(value, digit, &value))
			return false;
	}
	if (!negative && value == INT64_MIN)
		return false;
	*out = negative ? value : -value;
	return field->kind == JSON_NUMBER;
}

static const char *field_text(const struct json_field *field, struct arena *arena)
{
	if (!field->escaped)
		return arena_slice(arena, field->raw);
	struct str text = {0};
	json_add_unescaped(&text, field);
	const char *copy = arena_slice(arena, str_slice(&text));
	str_fini(&text);
	return copy;
}

bool json_get_text(const struct json_record *record, const char *key, struct arena *arena,
		   const char **out, struct err *err)
{
	const struct json_field *field = find_kind(record, key, JSON_TEXT, err);
	if (field)
		*out = field_text(field, arena);
	return field;
}

bool json_get_int(const struct json_record *record, const char *key, int64_t *out, struct err *err)
{
	const struct json_field *field = find_kind(record, key, JSON_NUMBER, err);
	if (!field)
		return false;
	return field_int(field, out) ||
	       err_set(err, ERR_INVALID, "'%s' is not a whole number", key);
}

bool json_get_bool(const struct json_record *record, const char *key, bool *out, struct err *err)
{
	const struct json_field *field = find_kind(record, key, JSON_BOOL, err);
	if (field)
		*out = field->raw.at[0] == 't';
	return field;
}

const char *json_text_or(const struct json_record *record, const char *key, struct arena *arena,
			 const char *otherwise)
{
	const struct json_field *field = json_find(record, key);
	return field && field->kind == JSON_TEXT ? field_text(field, arena) : otherwise;
}

int64_t json_int_or(const struct json_record *record, const char *key, int64_t otherwise)
{
	const struct json_field *field = json_find(record, key);
	int64_t value;
	return field && field_int(field, &value) ? value : otherwise;
}

bool json_bool_or(const struct json_record *record, const char *key, bool otherwise)
{
	const struct json_field *field = json_find(record, key);
	return field && field->kind == JSON_BOOL ? field->raw.at[0] == 't' : otherwise;
}

int json_int_list(const struct json_field *field, int64_t *out, int room)
{
	if (field->kind != JSON_LIST)
		return -1;
	struct slice rest = {field->raw.at + 1, field->raw.len - 2};
	int count = 0;
	if (!slice_trim(rest).len)
		return 0;
	while (rest.at) {
		struct json_field item = {.kind = JSON_NUMBER,
					  .raw = slice_trim(slice_cut(&rest, ','))};
		if (count == room || !item.raw.len || !field_int(&item, &out[count]))
			return -1;
		count++;
	}
	return count;
}

static char simple_escape(char c)
{
	static const char FROM[] = "bfnrt", TO[] = "\b\f\n\r\t";
	const char *found = strchr(FROM, c);
	return found && c ? TO[found - FROM] : c;
}

void json_add_unescaped(struct str *out, const struct json_field *field)
{
	const char *at = field->raw.at, *end = at + field->raw.len;
	while (at < end) {
		const char *slash = memchr(at, '\\', (size_t)(end - at));
		str_add(out, at, (size_t)((slash ? slash : end) - at));
		if (!slash)
			return;
		at = slash + 2;
		if (slash[1] != 'u') {
			str_add_char(out, simple_escape(slash[1]));
			continue;
		}
		uint32_t rune = (uint32_t)json_hex_unit(at, end);
		at += 4;
		if (rune >= 0xd800 && rune <= 0xdbff) {
			rune = 0x10000 + ((rune - 0xd800) << 10) +
			       ((uint32_t)json_hex_unit(at + 2, end) - 0xdc00);
			at += 6;
		}
		char bytes[4];
		str_add(out, bytes, utf8_encode(rune, bytes));
	}
}
