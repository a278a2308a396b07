#include "findings/content.h"

#include <stdio.h>

// A number that is no id of a text. What a text is called is not looked at.
static bool is_count(struct slice name)
{
	static const char *const COUNTS[] = {"line",	 "n",		"end",
					     "seen",	 "claim_until", "rules",
					     "findings", "passed",	"untested"};
	for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++)
		if (*COUNTS[i] == *name.at && slice_is(name, COUNTS[i]))
			return true;
	return false;
}

// Where it stood, and which scope of its run it belongs to.
static bool is_place(const struct json_field *field)
{
	return (field->kind == JSON_LIST && slice_is(field->key, "rows")) ||
	       (field->kind == JSON_NUMBER && slice_is(field->key, "scope"));
}

static uint64_t hash_text(const struct json_field *field)
{
	if (!field->escaped)
		return key64_of(field->raw);
	struct str text = {0};
	json_add_unescaped(&text, field);
	uint64_t hash = key64_of(str_slice(&text));
	str_fini(&text);
	return hash;
}

static int64_t read_id(struct slice digits)
{
	int64_t id = 0;
	for (size_t i = 0; i < digits.len && i < 18; i++)
		id = id * 10 + digits.at[i] - '0';
	return id;
}

static void add_value(struct str *out, const struct json_field *field,
		      const struct content_words *words)
{
	uint64_t hash;
	if (field->kind == JSON_TEXT)
		hash = hash_text(field);
	else if (field->kind == JSON_NUMBER && !is_count(field->key))
		hash = words->hash(words->context, read_id(field->raw));
	else {
		str_add_slice(out, field->raw);
		return;
	}
	str_add(out, (const char *)&hash, sizeof hash);
}

struct key128 content_of(const struct json_record *record, const struct content_words *words,
			 struct str *scratch)
{
	str_clear(scratch);
	for (size_t i = 0; i < record->count; i++) {
		const struct json_field *field = &record->fields[i];
		if (is_place(field))
			continue;
		str_add_slice(scratch, field->key);
		str_add_char(scratch, 0);
		add_value(scratch, field, words);
		str_add_char(scratch, 0);
	}
	return key128_of(str_slice(scratch));
}

struct key128 content_of_failed(struct key128 record, const char *why)
{
	key128_add(&record, key128_of(slice_of(why)));
	return record;
}

void content_hex(struct key128 content, char out[33])
{
	snprintf(out, 33, "%016llx%016llx", (unsigned long long)content.high,
		 (unsigned long long)content.low);
}
