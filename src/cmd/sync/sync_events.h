// `gavel sync --on FILE`: which sources the events of a file ask for.
//
// Must not: run them.
#ifndef GAVEL_CMD_SYNC_SYNC_EVENTS_H
#define GAVEL_CMD_SYNC_SYNC_EVENTS_H

#include "base/arena.h"
#include "config/config.h"

struct asked {
	const char **names; // of sources, each once, in the order of the configuration
	size_t count;
	int64_t events, twice, malformed, unknown; // unknown: no source wants it
};

// path: "-" is the standard input. say: told each malformed event and each that nobody wants.
// ERR_INVALID when there is no event at all in it; the errors of reading the file.
bool sync_events(const struct config *config, const char *path, struct arena *arena,
		 struct asked *asked, struct err *err);

#endif
