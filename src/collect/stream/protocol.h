// The checker of one collector's stream: collector protocol 1, man 7 gavel-plugin.
//
//	start --hello--> open --(input scope str records … end)--> open --done--> closed
//
// Every line is checked for form (UTF-8, one flat JSON object, the fields its kind must have)
// and for order (scopes declared before use, strings counted from 1, every scope ended before
// done). Lines of an unknown kind are ignored unless the kind begins with '!'. The first fault
// ends the run; errors begin with "line N: ".
// Must not: read a descriptor, write anywhere, or know what the fields of a record mean.
#ifndef GAVEL_COLLECT_STREAM_PROTOCOL_H
#define GAVEL_COLLECT_STREAM_PROTOCOL_H

#include "base/json.h"
#include "base/map.h"
#include "base/vec.h"
#include "collect/stream/rules.h"

enum {
	PROTOCOL_VERSION = 1,
	PROTOCOL_LINE_BYTES = 65536, // the longest line, without its newline
	PROTOCOL_SCOPES = 65535,     // the highest scope id
	PROTOCOL_INPUTS = 1000000,   // the highest input id
};

struct protocol_input {
	const char *uri, *sha256; // NULL until its line came
	int64_t bytes;
	int64_t asked_by; // the last scope that waits for this input's line, 0 = none
};

struct protocol_scope {
	const char *kind;  // NULL: no scope has this id
	const char *key;   // a JSON list of text, as sent
	const char *label; // the key for people
	const char *delivery;
	int64_t at;
	bool append, foreign; // foreign: of a kind this gavel does not know; ignored whole
	bool endless;	      // what it was read from does not say where it ends
	bool ended, complete; // complete: ended so, and no error was sent for it
	const char *why;      // of an incomplete one
	int64_t records, rows, rejected;
	int64_t input; // all of it is of this one; 0: not told
	uint32_t seen; // kinds of records, a bit each by rules_index
};

// A scope that was not read again: what was taken in under its key still stands.
struct protocol_unchanged {
	const char *kind, *label;
	int64_t rows;
};

// An input that a scope used before its line came.
struct protocol_wait {
	int64_t scope, input;
};

// Zero-initialised is a stream before its first line.
struct protocol {
	int64_t lines;	     // seen so far
	int64_t strings;     // the last string's id
	int64_t groups;	     // the last group's
	bool greeted, done;  // hello and done came
	bool wants_acks;     // hello asked to stay alive for acknowledgements
	const char *plugin;  // from hello
	const char *version; // from hello
	const char *cursor;  // the last state line's, or NULL
	int64_t open_scopes, rejects, warnings;
	vec(struct protocol_scope) scopes; // by id; slots without a kind are free
	vec(struct protocol_input) inputs; // by id
	vec(struct protocol_wait) waits;
	vec(bool) objects; // of each string: it is a JSON object
	vec(struct protocol_unchanged) unchanged;
	struct map keys; // "kind key" of every scope and of what is unchanged
	struct arena arena;
};

// What a line was. The record borrows from the line.
struct protocol_line {
	enum line_kind kind;
	struct json_record record;
	int64_t scope; // 0 when the line has none
};

// Checks the next line (without its newline). ERR_INVALID: the stream is broken.
bool protocol_line(struct protocol *protocol, struct slice line, struct protocol_line *out,
		   struct err *err);
// Checks that the stream may end here: ERR_INVALID without hello or done.
bool protocol_finish(const struct protocol *protocol, struct err *err);
// The scope with this id, or NULL.
struct protocol_scope *protocol_scope(const struct protocol *protocol, int64_t id);
// The input with this id if its line came, or NULL.
const struct protocol_input *protocol_input(const struct protocol *protocol, int64_t id);
void protocol_fini(struct protocol *protocol);

#endif
