// What a watch says: one line per thing that happened on stderr, and its state to systemd.
//
//	2026-11-25T16:30:00Z run source=bill result=ok rows=120 rejected=0 seconds=4 next=2026-…
//
// A line is a time, a word, and key=value pairs; values with blanks are quoted as in JSON.
// Source of the datagrams: sd_notify(3). Must not: decide anything.
#ifndef GAVEL_COLLECT_WATCH_SAY_H
#define GAVEL_COLLECT_WATCH_SAY_H

#include "base/str.h"

#include <stdint.h>

// Begins a line; pairs follow; say_line writes it at once and frees it.
void say_begin(struct str *line, const char *word);
void say_text(struct str *line, const char *key, const char *value); // NULL: left out
void say_int(struct str *line, const char *key, int64_t value);
void say_time(struct str *line, const char *key, int64_t time); // 0: left out
void say_line(struct str *line);

// Sends "READY=1\nSTATUS=…" to $NOTIFY_SOCKET; without one, or when nobody listens, nothing.
void say_notify(const char *state);
// How often systemd wants to hear WATCHDOG=1, in seconds, half of its patience; 0 = never.
// By $WATCHDOG_USEC and $WATCHDOG_PID.
int64_t say_watchdog_seconds(void);

#endif
