// The progress line of a long command: on stderr when it is a terminal, else nothing.
//
//	aws-prod  12.3 of 27.1 MB  45%  4.1 MB/s  4s left
//
// Redrawn at most every 200 ms over itself and cleared before anything else is said.
#ifndef GAVEL_CMD_TERMINAL_PROGRESS_H
#define GAVEL_CMD_TERMINAL_PROGRESS_H

#include "base/str.h"

#include <stdint.h>

struct progress {
	bool on;	    // stderr is a terminal
	bool drawn;	    // something stands on the line
	int64_t started_ms; // of the work that is going on
	int64_t drawn_ms;
	char work[80]; // whose progress it is
};

void progress_start(struct progress *progress);
// total 0 = unknown; unit "bytes" is shown as MB, any other as it is.
void progress_show(struct progress *progress, const char *work, int64_t done, int64_t total,
		   const char *unit);
void progress_clear(struct progress *progress);
// The line's text at an age of the work; a pure function, for the test.
void progress_text(struct str *out, const char *work, const int64_t done_total_ms[3],
		   const char *unit);

#endif
