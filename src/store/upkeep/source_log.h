// What was said during the runs of a source, attended or not: an append-only text file per source
// in ARCHIVE.sources/, begun anew when it is full.
//
//	NAME.log    2026-11-25T16:30:00Z W disk nearly full     time, level (E W I D), text
//	NAME.log.1 … NAME.log.N    older ones, the highest number the oldest
//
// Written by whoever holds the source's lock. It may be lost without harm. Must not: fail a run.
#ifndef GAVEL_STORE_UPKEEP_SOURCE_LOG_H
#define GAVEL_STORE_UPKEEP_SOURCE_LOG_H

#include "config/config.h"

// A log being written; zero-initialised takes lines and keeps none.
struct source_log {
	char *path; // owned; NULL: none is kept
	int fd;
	int64_t bytes, keep, size;
};

// log_keep and log_size are the configuration's. What cannot be written is left out silently.
void source_log_open(struct source_log *log, const struct config *config, const char *source);
// One line; what no terminal should get is written as in <U+001B>.
void source_log_add(struct source_log *log, int64_t time, char level, const char *text);
void source_log_close(struct source_log *log);

// Who is given the lines of a log.
struct source_log_reader {
	void (*line)(void *context, struct slice line);
	void *context;
};
// Gives the last `lines` lines, oldest first, over as many files as it takes. None is no error.
bool source_log_read(const char *archive, const char *source, size_t lines,
		     const struct source_log_reader *reader, struct err *err);

#endif
