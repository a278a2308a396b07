// A source read ahead: a thread of its own decompresses into a ring of chunks while the caller
// works on the one before.
//
//	source --thread--> [ chunk | chunk | chunk | chunk ] --ahead_next--> caller
//
// Must not: look into the bytes.
#ifndef GAVEL_PLUGINS_SDK_AHEAD_H
#define GAVEL_PLUGINS_SDK_AHEAD_H

#include "plugins/sdk/source.h"

enum { AHEAD_SLACK = 64 }; // bytes behind a chunk that may be read, of no meaning

struct ahead;

// The bytes at hand: what was kept of the chunk before, then the next chunk. May be written to.
struct ahead_bytes {
	char *at;
	size_t len;
	int64_t stored; // stored bytes that were read for all so far
	bool ended;	// the source has no more
};

// The source belongs to the thread until ahead_stop. ERR_IO when no thread can be started.
bool ahead_start(struct source *source, struct ahead **out, struct err *err);
// Gives the next bytes; `keep`, the end of the bytes given last, is put in front of them. What
// was given last is gone then. Errors as source_read.
bool ahead_next(struct ahead *ahead, struct slice keep, struct ahead_bytes *out, struct err *err);
void ahead_stop(struct ahead *ahead); // NULL is fine

#endif
