// How a collector is started, what it says on stderr, and what its exit code means.
//
// It gets three pipes, a named few of our environment variables, the C.UTF-8 locale, UTC, a
// session of its own, no descriptor but those handed over, and the sandbox it was given: its
// folder is TMPDIR, HOME and the working folder. Its stderr is cut into lines,
// the level read off the front ("E! disk full"), made safe for any terminal and passed on; the
// last of it is kept for when the run fails. Must not: watch the child (runner.h), or let a
// flood through: after TAIL_PASSED lines the rest is only counted and kept.
#ifndef GAVEL_COLLECT_CHILD_H
#define GAVEL_COLLECT_CHILD_H

#include "base/proc.h"
#include "base/str.h"
#include "collect/sandbox/sandbox.h"

#include <stdint.h>

struct child_options {
	const char *program, *verb; // argv[0] and argv[1]
	const int *keep; // descriptors handed over at the same numbers, -1 ended, or NULL
	struct sandbox_request sandbox; // its program is filled in
	bool with_credentials;		// for our own program that fetches, and for no collector
};

// Starts it with its ends of the pipes non-blocking on our side, in a sandbox that is to be ended
// after it. Errors as proc_start and sandbox_prepare.
bool child_start(const struct child_options *options, struct proc *out, struct sandbox **sandbox,
		 struct err *err);
// "the collector ended with exit code 3: disk full", "… was killed by signal 9 (Killed)".
// reason: what it said last, or NULL. ERR_BUSY when it asks to be run later. Returns false.
bool child_explain(const char *who, int exit_code, const char *reason, struct err *err);

enum {
	TAIL_LINES = 200,      // kept
	TAIL_PASSED = 1000,    // passed on
	TAIL_LINE_BYTES = 2000 // longer lines are cut here
};

// Zero-initialised is empty and valid.
struct tail {
	char *texts[TAIL_LINES]; // a ring; owned
	char levels[TAIL_LINES];
	int64_t seen; // lines in all
	struct str partial;
	// Told each line; may be NULL.
	void (*log)(void *context, char level, const char *text);
	void *context;
};

void tail_add(struct tail *tail, struct slice bytes);
void tail_end(struct tail *tail); // a last line without newline counts too
// Lines kept, oldest first; *level is 'E' 'W' 'I' or 'D'. NULL past the end.
const char *tail_line(const struct tail *tail, size_t index, char *level);
// A line of ours among its own.
void tail_say(struct tail *tail, char level, const char *text);
// The last error line, else the last line, else NULL: why a child failed.
const char *tail_reason(const struct tail *tail);
void tail_fini(struct tail *tail);

#endif
