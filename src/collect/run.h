// One run of one collector, from its start to what is shown: the part that import and sync share.
//
//	request -> stream of lines -> archive run -> exit 0 -> commit -> fold -> acks -> reap
//
// Nothing is committed when every scope of the run is known already, or when none is complete.
// Must not: choose the collector, or remember failures (collect.c does).
#ifndef GAVEL_COLLECT_RUN_H
#define GAVEL_COLLECT_RUN_H

#include "collect/child.h"
#include "collect/collect.h"
#include "collect/files.h"

struct run_job {
	const char *label;	       // begins every error: "source 'aws'" or the path imported
	bool label_names_file;	       // not repeated before "bill.csv:12: …"
	const char *source;	       // the archive's name for where the data is from
	bool once;		       // an import: nothing is remembered for a next run
	const char *program;	       // the collector
	const char *format;	       // or NULL: the collector finds out
	const char *settings;	       // the source's own keys, a JSON object text; NULL = none
	const struct file_list *files; // NULL: a source without files
	int64_t deadline_seconds;
	struct sandbox_request sandbox;
	// Told each line of stderr besides options->message; may be NULL.
	void (*log)(void *context, char level, const char *text);
	void *log_context;
};

// Adds to *report. ERR_INCOMPLETE when a scope was incomplete (others may be shown);
// ERR_INTERRUPTED; ERR_INVALID, ERR_BUSY, ERR_IO… when the run failed and changed nothing.
bool run_job(const struct config *config, const struct run_job *job,
	     const struct collect_options *options, struct collect_report *report, struct err *err);

#endif
