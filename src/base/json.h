// JSON lines: a flat reader without allocation for records, and a writer.
// Documents (nested, foreign) are read with jansson through json_load.
//
// Source: RFC 8259. Must not: accept what the RFC does not (NaN, comments,
// trailing commas, lone surrogates, duplicate keys in one record).
#ifndef GAVEL_BASE_JSON_H
#define GAVEL_BASE_JSON_H

#include "base/arena.h"
#include "base/err.h"

#include <jansson.h>
#include <stdint.h>

enum json_kind { JSON_NOTHING, JSON_BOOL, JSON_NUMBER, JSON_TEXT, JSON_LIST, JSON_MAP };

// One member of a flat record. `raw` is the value's bytes in the line, of a JSON_TEXT
// without its quotes and still escaped; JSON_LIST and JSON_MAP are kept raw with their
// brackets, checked for form.
struct json_field {
	struct slice key; // still escaped; our keys never are
	enum json_kind kind;
	bool escaped; // raw holds a backslash
	struct slice raw;
};

enum { JSON_FIELDS_MAX = 64 };

struct json_record {
	struct json_field fields[JSON_FIELDS_MAX];
	size_t count;
};

// Reads one line: a JSON object with at most JSON_FIELDS_MAX members. Slices borrow
// from `line`. Lists and maps may nest to depth 16. ERR_INVALID names the column.
bool json_read_flat(struct slice line, struct json_record *out, struct err *err);
const struct json_field *json_find(const struct json_record *record,
				   const char *key); // NULL when absent

// Typed getters: false with ERR_INVALID naming the key when absent (unless _or) or of another type.
bool json_get_text(const struct json_record *record, const char *key, struct arena *arena,
		   const char **out, struct err *err);
bool json_get_int(const struct json_record *record, const char *key, int64_t *out, struct err *err);
bool json_get_bool(const struct json_record *record, const char *key, bool *out, struct err *err);
const char *json_text_or(const struct json_record *record, const char *key, struct arena *arena,
			 const char *otherwise);
int64_t json_int_or(const struct json_record *record, const char *key, int64_t otherwise);
bool json_bool_or(const struct json_record *record, const char *key, bool otherwise);
// Reads a JSON_LIST field of integers, at most `room`; returns how many, or -1 when it is not one.
int json_int_list(const struct json_field *field, int64_t *out, int room);
// The unescaped text of a JSON_TEXT field.
void json_add_unescaped(struct str *out, const struct json_field *field);

// The writer: appends to a str, puts commas itself. Depth <= 30.
struct json_out {
	struct str *to;
	uint32_t has_member; // bit per depth
	int depth;
};

void json_open_map(struct json_out *out, const char *key); // key NULL inside a list or at the top
void json_open_list(struct json_out *out, const char *key);
void json_close_map(struct json_out *out);
void json_close_list(struct json_out *out);
void json_text(struct json_out *out, const char *key, const char *value); // NULL writes null
void json_slice(struct json_out *out, const char *key, struct slice value);
void json_int(struct json_out *out, const char *key, int64_t value);
void json_bool(struct json_out *out, const char *key, bool value);
void json_nothing(struct json_out *out, const char *key);
void json_raw(struct json_out *out, const char *key, struct slice value); // already JSON
// Appends the escaped text without quotes: controls, quote, backslash, U+2028/9, DEL and C1.
// Ill-formed UTF-8 becomes U+FFFD.
void json_add_escaped(struct str *out, struct slice text);

// UTF-16 with a byte order mark becomes UTF-8; other bytes stay as they are.
void json_to_utf8(struct str *text);
// A whole document by jansson, duplicate keys refused, at most `max_bytes`. A UTF-8 BOM is
// skipped, UTF-16 with BOM converted. ERR_INVALID: "path:line:column: what". Caller json_decref's.
json_t *json_load_document(const char *path, size_t max_bytes, struct err *err);

#endif
