// What a record of a scan says, whatever the place in its file it stands at: two records of one
// content are the same word for word. A scan's content is the sum over its records, so that neither
// their order nor the blanks of the file matter.
#ifndef GAVEL_FINDINGS_CONTENT_H
#define GAVEL_FINDINGS_CONTENT_H

#include "base/json.h"
#include "findings/hash.h"

// The texts that a run sent once, by their ids: key64_of each.
struct content_words {
	uint64_t (*hash)(const void *context, int64_t id);
	const void *context;
};

// Of a `scan`, `rule` or `finding` line; whether a word came as text or as an id is the same.
// `scratch` is used and left as it is.
struct key128 content_of(const struct json_record *record, const struct content_words *words,
			 struct str *scratch);
// What is kept of a scan that failed: its `scan` line's content, 0 without one, and why it failed.
// Of several of one time the least is kept.
struct key128 content_of_failed(struct key128 record, const char *why);
// 32 lower-case hex digits and a NUL.
void content_hex(struct key128 content, char out[33]);

#endif
