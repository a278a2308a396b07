// What ends the sleep of a watch: a signal, a time, a child, a file. No polling: without any of
// them there is no wakeup at all.
//
// Must not: act on what it tells.
#ifndef GAVEL_COLLECT_WATCH_WAKE_H
#define GAVEL_COLLECT_WATCH_WAKE_H

#include "base/err.h"
#include "config/config.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

// Why it woke up; any number at once.
struct woken {
	bool stop;    // INT or TERM
	bool reload;  // HUP, or a file of the configuration was written
	bool child;   // one ended
	bool sources; // the state of some source was written
	bool due;     // the time has come, or the clock was set
};

struct wake {
	int signals, timer, beat, config_files, source_files;
	sigset_t old_mask;
	bool held; // signals are blocked
};

// Blocks INT, TERM, HUP and CHLD until wake_close. beat_seconds: also wake up this often, 0 = not.
bool wake_open(struct wake *wake, const char *archive, int64_t beat_seconds, struct err *err);
void wake_close(struct wake *wake);
// The files that a change of reloads; to be called again after each load.
void wake_watch_config(struct wake *wake, const struct config *config, const char *file);
// To be woken at that time, 0 = never; also when the clock is set meanwhile.
void wake_at(struct wake *wake, int64_t time);
// Sleeps. False only when the system fails.
bool wake_wait(struct wake *wake, struct woken *woken, struct err *err);
// Adds the signals that have come to *woken, without sleeping.
void wake_take_signals(struct wake *wake, struct woken *woken);
// For a child that was forked: its own signals, none of our descriptors.
void wake_forget(struct wake *wake);

#endif
