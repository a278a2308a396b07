// Running collectors: import, sync, detect. The protocol's other side.
//
//	detect -> start child -> hello -> lines (checked, written to the archive) -> done + exit 0
//	       -> archive commit -> fold into the cache -> acks -> reap
//	any fault: archive abort, the last good data stays, the run is recorded as failed
//
// One run per source at a time (a lock per source). Failed runs are remembered in a small
// state file in ARCHIVE.sources/ (last error, next try), not among the archive's runs.
// Must not: parse anything foreign itself.
#ifndef GAVEL_COLLECT_COLLECT_H
#define GAVEL_COLLECT_COLLECT_H

#include "config/config.h"
#include "store/cache.h"

// What a dry run would change: a finding by its scan, and what is known of findings and
// inventories. Texts; "" where there is none.
struct collect_change {
	// "finding"; "claim" and "exploited", of a finding; "hit", of a stored inventory; "score",
	// of a CVE; "inventory", "package"; "count", how many of `id` are so
	const char *what;
	const char *change; // "new", "gone", "back", "changed", "same"; "not_affected", "comes", …
	const char *id, *severity, *rule, *title, *place;
	const char *reason; // why it is the same one, or what is changed
	int64_t count;	    // of a count
};

struct collect_options {
	const char *format;   // --as, or NULL
	const char *settings; // import: keys for the collector, a JSON object text; or NULL
	bool dry_run;	      // nothing is written; outcomes are told
	bool wait;	      // wait for another sync of the same source
	int64_t now;
	int64_t deadline_seconds; // 0 = the source's own
	int64_t max_output;	  // bytes of lines per run, 0 = 8 GiB
	// Told as it goes; any may be NULL.
	void (*progress)(void *context, const char *source, int64_t done, int64_t total,
			 const char *unit);
	void (*message)(void *context, char level, const char *text); // 'E' 'W' 'I' 'D'
	// total: what the scope's cost sums to, "70.93 USD", or NULL.
	void (*outcome)(void *context, const struct scope_outcome *outcome, const char *total);
	// Of a dry run.
	void (*change)(void *context, const struct collect_change *change);
	bool (*keep_going)(void *context); // false = interrupted: TERM, then KILL
	void *context;
};

struct collect_report {
	int64_t runs, shown, unchanged, older, incomplete, failed;
	int64_t rows, rejected, warnings;
};

// Imports a file or folder: detects which collector and format fits (never guesses when two
// fit: ERR_INVALID lists them and asks for --as), runs it, folds. Source name "import".
// ERR_INCOMPLETE when some scope was refused as incomplete while others were shown.
bool collect_import(const struct config *config, const char *path,
		    const struct collect_options *options, struct collect_report *report,
		    struct err *err);
// Runs one configured source.
bool collect_sync(const struct config *config, const struct source_config *source,
		  const struct collect_options *options, struct collect_report *report,
		  struct err *err);

// The collectors found, for `source list`, doctor and detection.
struct plugin_info {
	const char *name, *path, *version, *title;
	struct {
		const char *name, *title;
	} formats[128];
	size_t format_count;
	const char *keys[32]; // of its configuration
	size_t key_count;
	bool blinds;	   // it is given the key that blinds secrets
	bool wants;	   // it asks for files that are not here
	const char *fault; // why `describe` failed, else NULL; then the texts above are ""
};
bool collect_plugins(const struct config *config, struct arena *arena, struct plugin_info **out,
		     size_t *count, struct err *err);

#endif
