// What scans say, summed while their lines go by: whether one was taken in before is known before
// it is kept (findings/content.h).
//
// Must not: know what was taken in.
#ifndef GAVEL_COLLECT_STREAM_CONTENTS_H
#define GAVEL_COLLECT_STREAM_CONTENTS_H

#include "collect/stream/protocol.h"
#include "findings/content.h"

// What a scope's records say.
struct content_sum {
	struct key128 all;
	struct key128 scan; // its `scan` line
};

// Zero-initialised is before the first line.
struct contents {
	bool has_scans;		    // a scope of scans was announced
	bool late;		    // texts came before it: they are not known here
	vec(uint64_t) words;	    // of each text of the run
	vec(struct content_sum) of; // of each scope, by its id
	struct key128 last;	    // of the last record
	struct str scratch;
};

// What a record says, or NULL: it is none of a scan, or cannot be told. Good until the next line.
const struct key128 *contents_add(struct contents *contents, const struct protocol_line *line);
// Of a scope of scans; false when it cannot be told.
bool contents_of(const struct contents *contents, size_t scope, struct key128 *out);
// Of its `scan` line alone, 0 when it has none.
bool contents_of_scan(const struct contents *contents, size_t scope, struct key128 *out);
void contents_fini(struct contents *contents);

#endif
