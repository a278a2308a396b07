// Which collector and format fit an input: every collector is asked, and nobody guesses.
#ifndef GAVEL_COLLECT_DETECT_H
#define GAVEL_COLLECT_DETECT_H

#include "collect/collect.h"
#include "collect/files.h"
#include "collect/plugins.h"

enum {
	DETECT_LEAST = 50, // a lower score is no answer
	DETECT_APART = 10, // two formats this close together are a question to the person
};

// One answer of a collector.
struct detection {
	struct plugin_file plugin;
	const char *format; // NULL: the collector finds out itself
	const char *why;
	int64_t score; // 0 to 100
};

struct detect_call {
	const struct config *config;
	const struct collect_options *options;
};

// The answer for the files. With options->format ("cur-csv" or a collector's name)
// nobody is asked. ERR_INVALID: nothing fits, two fit, or the named format does not exist.
bool detect(const struct file_list *files, const struct detect_call *call, struct arena *arena,
	    struct detection *out, struct err *err);
// Picks from answers; a pure function, for the test.
bool detect_pick(const char *path, struct detection *answers, size_t count, struct detection *out,
		 struct err *err);

#endif
