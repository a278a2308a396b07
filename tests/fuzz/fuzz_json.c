// Any bytes as a JSON line: read exactly when jansson reads them (but for our own limits), and
// texts written again come back the same.
#include "base/json.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Limits that are ours: the peer reads on.
static bool is_limit(const struct err *err)
{
	return strstr(err->text, "more than 64 members") || strstr(err->text, "nested too deep") ||
	       strstr(err->text, "a key stands twice");
}

// What the peer refuses though RFC 8259 has it: numbers beyond a double, NUL in a key.
static bool is_peer_limit(const json_error_t *error)
{
	enum json_error_code code = json_error_code(error);
	return code == json_error_numeric_overflow || code == json_error_null_byte_in_key;
}

static void check_peer(struct slice line, bool good, const struct err *err)
{
	json_error_t error;
	json_t *document = json_loadb(line.at ? line.at : "", line.len,
				      JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &error);
	if (good)
		assert(json_is_object(document) || is_peer_limit(&error));
	else // the peer passes over a NUL byte behind a word, which is not JSON
		assert(!json_is_object(document) || is_limit(err) || memchr(line.at, 0, line.len));
	json_decref(document);
}

// Unescaped, written and read once more, a text is the same.
static void check_text(const struct json_field *field)
{
	struct str text = {0}, line = {0}, again = {0};
	struct json_out out = {.to = &line};
	struct json_record record;
	struct err err;
	json_add_unescaped(&text, field);
	json_open_map(&out, NULL);
	json_slice(&out, "a", str_slice(&text));
	json_close_map(&out);
	bool good = json_read_flat(str_slice(&line), &record, &err);
	assert(good && record.count == 1);
	json_add_unescaped(&again, &record.fields[0]);
	assert(str_equal(&text, &again));
	str_fini(&text);
	str_fini(&line);
	str_fini(&again);
}

static void check_getters(const struct json_record *record, const struct json_field *field)
{
	struct arena arena = {0};
	int64_t list[8];
	char *key = mem_slice(field->key);
	json_int_or(record, key, 0);
	json_bool_or(record, key, false);
	json_text_or(record, key, &arena, NULL);
	int count = json_int_list(field, list, 8);
	assert(count >= -1 && count <= 8);
	free(key);
	arena_fini(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct json_record record;
	struct err err = {0};
	struct slice line = {(const char *)data, size};
	bool good = json_read_flat(line, &record, &err);
	assert(good || err.code == ERR_INVALID);
	check_peer(line, good, &err);
	for (size_t i = 0; good && i < record.count; i++) {
		check_getters(&record, &record.fields[i]);
		if (record.fields[i].kind == JSON_TEXT)
			check_text(&record.fields[i]);
	}
	return 0;
}
