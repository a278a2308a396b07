// What happened last with a source: one small JSON file per source in ARCHIVE.sources/,
// written atomically; the lock that keeps two runs of one source apart; and when it is due.
//
//	ARCHIVE.sources/NAME.json    the state
//	ARCHIVE.sources/NAME.lock    flock, held for the whole run
//
// It may be lost without harm: what was collected is in the archive, not here.
// Must not: hold anything that a view is folded from.
#ifndef GAVEL_STORE_SOURCE_STATE_H
#define GAVEL_STORE_SOURCE_STATE_H

#include "base/arena.h"
#include "config/config.h"

#include <stdint.h>

enum {
	STATE_BACKOFF_FIRST = 30,  // seconds after the first failure, then doubled
	STATE_BACKOFF_PASSING = 5, // the first of what came incomplete or changed while it was read
	STATE_BACKOFF_MOST = 15 * 60,
	STATE_LOG_LINES = 200, // kept of a run's log
	STATE_GRACE = 60, // seconds: a planned time that passed longer ago without a run is missed
};

struct source_state {
	int64_t last_run;	// unix seconds of its start, 0 = never
	int64_t last_success;	// likewise; a run that changed nothing is one too
	int64_t failures;	// in a row
	int64_t next_try;	// not before this time when run by schedule; 0 = at once
	int64_t started;	// a run that goes on, or was cut short when not `running`; else 0
	int64_t last_seconds;	// how long the last run took
	int64_t rows, rejected; // of the last run
	// Of a source on a server, by the last run: objects there; how many of them were fetched;
	// bytes that came over the network.
	int64_t listed, fetched, fetched_bytes;
	// The last time that planned runs were missed: how many, the first, and when a run made
	// up for them. 0 = never.
	int64_t missed, missed_since, missed_until;
	const char *error; // of the last run, NULL when it went well
	const char *error_code;
	struct {
		const char *level, *text;
	} log[STATE_LOG_LINES]; // the last run's last lines
	size_t log_count;
	bool running; // somebody holds its lock now; found by state_load, not kept
};

// Seconds to wait after so many failures in a row, `first` after the first of them.
int64_t state_backoff(int64_t failures, int64_t first);
// A missing file is a source that never ran. ERR_CORRUPT when it is not ours.
bool state_load(const char *archive, const char *source, struct arena *arena,
		struct source_state *out, struct err *err);
bool state_save(const char *archive, const char *source, const struct source_state *state,
		struct err *err);
// How a run that began at `now` ended: why->code ERR_NONE is well. The state borrows from why.
void state_note_end(struct source_state *state, int64_t now, int64_t seconds,
		    const struct err *why);
// ERR_BUSY when another run of this source goes on and `wait` is false. Close *fd to let go.
bool state_lock(const char *archive, const char *source, bool wait, int *fd, struct err *err);
// Whether somebody holds that lock; looks without taking it, so that no run meets a reader.
bool state_locked(const char *archive, const char *source);

// When a source is to run, by its schedule and what happened last.
struct source_due {
	int64_t next;	      // due when not after now; 0 = by hand only
	int64_t missed;	      // planned times that passed without a run
	int64_t missed_since; // the first of them, 0 = none
};
// A pure function. A source that never ran, or whose run was cut short, is due at once; one that
// failed at next_try; any other at the first planned time after its last run ended. One whose
// last run lies in the future (the clock was set back) is due at once.
struct source_due source_due(const struct source_config *source, const struct source_state *state,
			     int64_t now);

#endif
