// A child that is gavel itself, on the same data: what takes long or parses foreign bytes.
//
// The console waits for it, and a key that waits ends it. Must not: use a shell.
#ifndef GAVEL_UI_CHILD_H
#define GAVEL_UI_CHILD_H

#include "base/err.h"
#include "base/str.h"
#include "view/session.h"

struct child_output {
	struct str out, talk; // what it printed, and what it said beside
	int status;	      // as a shell sees it
};

// Runs `gavel WORDS… --cache=…` (words NULL-ended) to its end. ERR_INTERRUPTED when a key waits;
// ERR_INVALID when it prints more than a screen can be for. When it fails there is no output.
bool child_run(struct session *session, const char *const *words, struct child_output *output,
	       struct err *err);
void child_fini(struct child_output *output);
// The last thing it said, without "gavel: ".
struct slice child_words(const struct child_output *output);

#endif
