// Where a run goes: checked by the protocol, written to the archive, folded into the cache.
//
//	publish_begin -> lines into `protocol` and `sink` -> publish_run -> publish_end
//
// publish_run first judges each scope against the cache. A run that brings nothing new (every
// scope known or incomplete, the same cursor) is dropped: importing twice leaves no trace.
// Must not: know children or files.
#ifndef GAVEL_COLLECT_PUBLISH_H
#define GAVEL_COLLECT_PUBLISH_H

#include "collect/collect.h"
#include "collect/stream/protocol.h"

struct publish_options {
	const struct config *config;
	const char *source;
	bool once; // an import: it has no cursor, neither before nor after
	const struct collect_options *options;
	struct collect_report *report;
};

// What becomes of a scope, judged against what is known before anything is committed.
enum standing { NEW, KNOWN, OLDER, KNOWN_OLDER, INCOMPLETE };

struct publish {
	struct publish_options with;
	struct protocol protocol;
	struct archive *archive;  // NULL in a dry run without one
	struct archive_run *sink; // NULL in a dry run
	struct cache *cache;	  // from publish_run on; NULL in a dry run without one
	const char *last_cursor;  // what this source's last run left, or NULL; the archive's
	int64_t run;		  // the number it was accepted under, 0 before
	int64_t started;
	enum standing *standings; // by scope id, from publish_run on
};

bool publish_begin(struct publish *publish, const struct publish_options *with, struct err *err);
// A folder on the archive's file system, or /tmp while there is none.
const char *publish_spool_folder(const struct publish *publish);
// To be called after done (and exit 0): commits and folds, or drops; tells the outcome of every
// scope. ERR_INCOMPLETE when some scope was incomplete; the others are shown.
bool publish_run(struct publish *publish, struct err *err);
void publish_end(struct publish *publish); // drops what was not committed

#endif
