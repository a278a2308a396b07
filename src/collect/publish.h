// Where a run goes: checked by the protocol, written to the archive, folded into the cache.
//
//	publish_begin -> lines into `protocol` and publish_line -> publish_run -> publish_end
//
// The lines of a large run are folded while they come, in a transaction that is committed behind
// the archive's, or dropped (publish_live.c).
//
// publish_run first judges each scope against the cache. A run that brings nothing new (every
// scope known or incomplete, the same cursor) is dropped: importing twice leaves no trace.
// Must not: know children or files.
#ifndef GAVEL_COLLECT_PUBLISH_H
#define GAVEL_COLLECT_PUBLISH_H

#include "collect/collect.h"
#include "collect/stream/contents.h"
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
	struct contents contents; // of scans
	struct archive *archive;  // NULL in a dry run without one
	struct archive_run *sink; // NULL in a dry run
	struct cache *cache;	  // from publish_run on; NULL in a dry run without one
	const char *last_cursor;  // what this source's last run left, or NULL; the archive's
	int64_t run;		  // the number it was accepted under, 0 before
	int64_t started;
	enum standing *standings; // by scope id, from publish_run on
	bool shrunk;		  // some list may be cut: nothing of the run is taken in
	bool repeats;		  // a delivery that is known comes again
	bool renamed; // the report of a scan that is known is told by another name from now on
	int lock;     // of those who write the cache, or -1
	struct cache_live *live;       // or NULL
	bool live_over;		       // takes no more lines, or is not to be begun
	struct str head;	       // lines before it, or the preview, began
	struct cache_preview *preview; // of a dry run, or NULL
	bool preview_over;	       // takes no lines: of a bill, or it cannot be made
	struct err unseen;	       // why it cannot
	struct cache *would;	       // the cache as it would be, of the preview, or NULL
	int64_t would_run;
	int64_t begun_ms, fed_ms; // when it began, and when it was last seen that lines came
	bool fed;		  // some came since
};

bool publish_begin(struct publish *publish, const struct publish_options *with, struct err *err);
// A folder on the archive's file system, or /tmp while there is none.
const char *publish_spool_folder(const struct publish *publish);
// Takes a line that was checked, to be kept.
bool publish_line(struct publish *publish, const struct protocol_line *line, struct slice text,
		  struct err *err);
// To be called now and then while the collector says nothing: lets others have the cache.
void publish_idle(struct publish *publish);
// To be called after done (and exit 0): commits and folds, or drops; tells the outcome of every
// scope. ERR_INCOMPLETE when some scope was incomplete; the others are shown.
bool publish_run(struct publish *publish, struct err *err);
void publish_end(struct publish *publish); // drops what was not committed

// Between publish.c and publish_live.c. Commits what was folded while the lines came; `live` is
// NULL afterwards when nothing was. The cache is opened anew.
bool publish_live_commit(struct publish *publish, struct err *err);
void publish_live_end(struct publish *publish); // drops it, and lets the lock go

#endif
