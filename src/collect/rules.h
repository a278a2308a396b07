// What the lines of protocol 1 must hold, as tables, and the check against them.
//
// Must not: know the order of lines (protocol.h).
#ifndef GAVEL_COLLECT_RULES_H
#define GAVEL_COLLECT_RULES_H

#include "base/json.h"

enum line_kind {
	LINE_IGNORED, // of a kind this gavel does not know; not to be archived
	LINE_HELLO,
	LINE_INPUT,
	LINE_SCOPE,
	LINE_STRING,
	LINE_RECORD,
	LINE_REJECT,
	LINE_WARN,
	LINE_ERROR,
	LINE_BLOB,
	LINE_PROGRESS,
	LINE_STATE,
	LINE_END,
	LINE_DONE,
};

enum rule_type {
	RULE_TEXT,
	RULE_TEXTS,  // a list of text, not empty
	RULE_DIGEST, // 64 lower-case hexadecimal digits
	RULE_INT,
	RULE_COUNT, // 0 or more
	RULE_ID,    // 1 or more
	RULE_BOOL,
};

enum { REQUIRED = false, OPTIONAL = true };

struct field_rule {
	const char *name; // NULL ends a table
	enum rule_type type;
	bool optional;
};

// A kind of line of the envelope; every other is a record or unknown.
struct line_rule {
	const char *type; // its "t"
	enum line_kind kind;
	struct field_rule fields[7];
};

const struct line_rule *rules_line(struct slice type); // NULL when it is not of the envelope
// ERR_INVALID: "'at' is missing", "'at' must be a whole number". Fields not in the table pass.
bool rules_check(const struct field_rule *rules, const struct json_record *record, struct err *err);

#endif
