// The terminal as it was found, whatever ends the program; and the signals a console waits for.
//
// A fatal signal writes one prepared byte string, resets the line discipline and then takes its
// default course: only async-signal-safe calls. SIGWINCH and SIGTSTP become bytes in a pipe that
// the loop polls; so do SIGHUP and SIGTERM, which are fatal when the loop has not ended a second
// later. There is one terminal per process, hence one rescue; signal handlers take no
// argument, so its state is the one mutable global of the console.
#ifndef GAVEL_UI_RESCUE_H
#define GAVEL_UI_RESCUE_H

#include "base/err.h"

#include <stddef.h>

// What the terminal at `fd` gets back: its present modes, after `bytes` (≤ 256).
// From here on a fatal signal restores it.
bool rescue_begin(int fd, const char *bytes, size_t len, struct err *err);
// Restores nothing any more; handlers are the default ones again.
void rescue_end(void);
// Writes the bytes and resets the modes now; idempotent.
void rescue_now(void);

int rescue_pipe(void); // readable when a signal waits
// 'w' resized, 'z' asked to stop, 'q' asked to leave, 0 none; takes it off the pipe.
char rescue_signal(void);
// Behind rescue_end and all that was to be kept: the course of the signal that asked to leave, and
// no return; nothing when none did.
void rescue_leave(void);
// Takes the default course of SIGTSTP, for the whole process group when `group`: returns when
// the shell continues us.
void rescue_stop(bool group);

#endif
