// What happened last with a source: one small JSON file per source in ARCHIVE.sources/,
// written atomically; and the lock that keeps two runs of one source apart.
//
//	ARCHIVE.sources/NAME.json    the state
//	ARCHIVE.sources/NAME.lock    flock, held for the whole run
//
// It may be lost without harm: what was collected is in the archive, not here.
// Must not: hold anything that a view is folded from.
#ifndef GAVEL_COLLECT_STATE_H
#define GAVEL_COLLECT_STATE_H

#include "base/arena.h"
#include "base/err.h"
#include "collect/child.h"

#include <stdint.h>

enum {
	STATE_BACKOFF_FIRST = 30, // seconds after the first failure, then doubled
	STATE_BACKOFF_MOST = 15 * 60,
};

struct source_state {
	int64_t last_run;      // unix seconds of its start, 0 = never
	int64_t last_success;  // likewise; a run that changed nothing is one too
	int64_t failures;      // in a row
	int64_t next_try;      // not before this time when run by schedule; 0 = at once
	int64_t listed;	       // objects that the last run found on its server
	int64_t fetched;       // of them it fetched so many
	int64_t fetched_bytes; // that came over the network
	const char *error;     // of the last run, NULL when it went well
	const char *error_code;
	struct {
		const char *level, *text;
	} log[TAIL_LINES]; // the last run's last lines
	size_t log_count;
};

// Seconds to wait after so many failures in a row.
int64_t state_backoff(int64_t failures);
// A missing file is a source that never ran. ERR_CORRUPT when it is not ours.
bool state_load(const char *archive, const char *source, struct arena *arena,
		struct source_state *out, struct err *err);
bool state_save(const char *archive, const char *source, const struct source_state *state,
		struct err *err);
// ERR_BUSY when another run of this source goes on and `wait` is false. Close *fd to let go.
bool state_lock(const char *archive, const char *source, bool wait, int *fd, struct err *err);

#endif
