// Bytes of a child's stdout into whole lines, with caps on a line and on all of it.
//
// Must not: read, or know what a line means.
#ifndef GAVEL_COLLECT_OUTPUT_H
#define GAVEL_COLLECT_OUTPUT_H

#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

struct output {
	int64_t max_bytes; // of all
	size_t max_line;
	const char *who; // begins the errors about it
	// Given each line without its newline; false: a fault.
	bool (*line)(void *context, struct slice line, struct err *err);
	void *context;
	struct str buffer; // not yet a whole line
	int64_t bytes;	   // so far
};

// Takes what was read behind the buffer's end (str_reserve first). ERR_INVALID past a cap, or the
// line's own error.
bool output_take(struct output *output, size_t bytes, struct err *err);

#endif
