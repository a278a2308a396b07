// What the lines of protocol 1 must hold, as tables.
//
// Must not: know the order of lines (protocol.h), or how a field is checked (fields.h).
#ifndef GAVEL_COLLECT_STREAM_RULES_H
#define GAVEL_COLLECT_STREAM_RULES_H

#include "base/json.h"

enum line_kind {
	LINE_IGNORED, // of a kind this gavel does not know; not to be archived
	LINE_HELLO,
	LINE_INPUT,
	LINE_SCOPE,
	LINE_STRING,
	LINE_GROUP,
	LINE_RECORD,
	LINE_REJECT,
	LINE_WARN,
	LINE_ERROR,
	LINE_BLOB,
	LINE_PROGRESS,
	LINE_UNCHANGED,
	LINE_STATE,
	LINE_WANT,
	LINE_END,
	LINE_DONE,
};

enum rule_type {
	RULE_TEXT,
	RULE_TEXTS,  // a list of text, not empty
	RULE_MONTH,  // text like 2018-12
	RULE_DIGEST, // 64 lower-case hexadecimal digits
	RULE_DECIMAL,
	RULE_TIME,   // unix seconds of the years 1 to 9999
	RULE_COUNT,  // 0 to 10^15
	RULE_ID,     // 1 to 10^15
	RULE_STRING, // the id of a string that was sent, or 0
	RULE_WORD,   // text, or the id of a string that was sent
	RULE_GROUP,  // the id of a group that was sent
	RULE_TAGS,   // likewise, and the string is a JSON object
	RULE_ROWS,   // a list of input, first row, last row; at most RULE_ROWS_MAX numbers
	RULE_BOOL,
};

enum { RULE_ROWS_MAX = 3 * 64 };

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
	struct field_rule fields[14];
};

// A kind of record. What the store's fold relies on is checked here, before a run is kept:
// a run that was archived must fold.
struct record_kind {
	const char *type;  // its "t"
	const char *scope; // the kind of scope it belongs to
	bool once;	   // exactly one in each complete scope
	struct field_rule fields[44];
};

const struct line_rule *rules_line(struct slice type);	   // NULL when it is not of the envelope
const struct record_kind *rules_record(struct slice type); // NULL when unknown
bool rules_scope_known(const char *kind);
// The place of a kind in the table, for a set of bits; and the first kind that a complete scope
// needs once but has not seen, or NULL.
size_t rules_index(const struct record_kind *kind);
const struct record_kind *rules_missing(const char *scope, uint32_t seen);

#endif
