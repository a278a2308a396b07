// A run on its way from the archive into the cache: what the handlers of record kinds share.
// Private to the store.
//
//	fold_begin_run -> fold_record per archived line: hello input scope str <records> end …
//	               -> fold_end_run; one transaction a run
//
// The lines keep the rules of the protocol (gavel-plugin(7)), which the runner checked before
// they were archived. One that breaks them is ERR_CORRUPT, and the whole run is a fault.
#ifndef GAVEL_STORE_FOLD_FOLD_H
#define GAVEL_STORE_FOLD_FOLD_H

#include "base/json.h"
#include "base/map.h"
#include "base/vec.h"
#include "findings/hash.h"
#include "store/cache_private.h"
#include "store/fold/fold_rollup.h"

enum { FOLD_DIMENSIONS = 12 };

struct queue;
struct scan_fold;

// The texts that a run's cost lines share: their ids in the cache, as cost_cell's columns.
struct fold_group {
	struct sql_value dimensions[FOLD_DIMENSIONS];
};

struct fold_total {
	struct decimal unblended, amortized;
	int64_t lines;
};

struct fold_scope {
	int64_t number;	   // in the run
	int64_t id;	   // in the cache; 0 = this number was not declared
	int64_t replaces;  // the shown scope of the same key, or 0
	bool alone;	   // its key has one version that is shown
	const char *rival; // the content of `replaces`, which is of the same time and revision
	bool older;	   // than what is shown: cells are not stored
	bool failed;	   // an error line named it
	bool ended;
	const char *kind, *label, *why;
	const char *key; // a JSON list
	int64_t at;
	int64_t input;		// of the run: all of it is of this one; 0: not told
	struct scan_fold *scan; // of a scope of scans (store/scans), or NULL
	struct map totals;	// two text ids, service and currency -> index into sums
	vec(struct fold_total) sums;
	struct rollup months, days;
};

struct fold {
	struct cache *cache;
	const struct archive_entry *entry;
	const struct fold_options *options;
	struct map texts;	       // every text of the cache -> its id is the index + 1
	size_t stored_texts;	       // how many of them are in the table
	vec(int64_t) strings;	       // the run's string ids -> text id, 0 = the empty text
	vec(struct fold_group) groups; // by id - 1
	vec(struct fold_scope) scopes;
	vec(int64_t) later;    // numbers of the run's scopes that are passed over
	struct map keys;       // "kind key" and number of the run's scopes
	struct arena arena;    // of the run
	int64_t line;	       // being folded, from 1
	struct key128 content; // of this line (findings/content.h); zero: not worked out yet
	struct key128 coming;  // of one that comes soon; zero: not known
	struct key128 near;    // and of one that comes sooner
	struct map tagsets;    // text ids of tag sets whose members are stored
};

// The last run that the cache holds, 0 = none; reads what is new of the archive's index.
// ERR_CORRUPT when that run is not this archive's.
bool fold_position(struct cache *cache, struct archive *archive, int64_t *last, struct err *err);
// Begins the run's transaction, which its caller commits or rolls back.
bool fold_begin_run(struct fold *fold, struct err *err);
// What is left of its lines, from the archive, behind those that were folded so far.
bool fold_lines(struct fold *fold, struct archive *archive, struct err *err);
// After all its lines.
bool fold_end_run(struct fold *fold, struct err *err);
// All lines of a queue, up to its end (queue.h).
bool fold_queue(struct fold *fold, struct queue *queue, struct err *err);
void fold_fini(struct fold *fold);
// One line.
bool fold_record(struct fold *fold, const struct json_record *record, struct err *err);
// Reads the texts that the cache has.
bool fold_load_texts(struct fold *fold, struct err *err);
// The text's id, stored when new. 0 for an empty text.
int64_t fold_text(struct fold *fold, struct slice text, struct err *err);
// A string id field of a record as a text id; absent or 0 = NULL.
bool fold_string(struct fold *fold, const struct json_record *record, const char *name,
		 struct sql_value *out, struct err *err);
// Its member `rows`, [1,5,9,2,1,3], as "1:5-9,2:1-3".
bool fold_rows(const struct json_record *record, struct str *out, struct err *err);
// The scope a record names. ERR_CORRUPT when it was not declared or has ended.
bool fold_scope_of(struct fold *fold, const struct json_record *record, struct fold_scope **out,
		   struct err *err);
// Whether the run has a scope of one of these kinds, each between blanks: " scan kev ".
bool fold_has_scope(const struct fold *fold, const char *kinds);

// Whether it declares a scope that is passed over (fold_options.before), or is a line of one.
bool fold_is_later(struct fold *fold, const struct json_record *record);
// Handlers of a scope's own lines (fold_scope.c).
bool fold_scope_line(struct fold *fold, const struct json_record *record, struct err *err);
bool fold_end(struct fold *fold, const struct json_record *record, struct err *err);
// What a pruned scope's cells summed to, per service and currency (upkeep/prune.c).
bool fold_total(struct fold *fold, const struct json_record *record, struct err *err);
// Handlers of record kinds (fold_cost.c).
bool fold_cost(struct fold *fold, const struct json_record *record, struct err *err);
bool fold_group(struct fold *fold, const struct json_record *record, struct err *err);
bool fold_account(struct fold *fold, const struct json_record *record, struct err *err);
bool fold_bill(struct fold *fold, const struct json_record *record, struct err *err);
// Writes the scope's totals, and its rollups when it is shown, else drops its cells.
bool fold_cost_end(struct fold *fold, struct fold_scope *scope, bool shown, struct err *err);
// Handlers of scans (store/scans/scan.c).
bool fold_scan(struct fold *fold, const struct json_record *record, struct err *err);
bool fold_rule(struct fold *fold, const struct json_record *record, struct err *err);
bool fold_cover(struct fold *fold, const struct json_record *record, struct err *err);
bool fold_finding(struct fold *fold, const struct json_record *record, struct err *err);
// Of exception files (store/scans/exceptions.c).
bool fold_exception(struct fold *fold, const struct json_record *record, struct err *err);
// What the scan changes; a failed one changes nothing. *known: the same scan was taken in before.
bool fold_scan_end(struct fold *fold, struct fold_scope *scope, bool complete, bool *known,
		   struct err *err);
// After all lines of a run: what the KEV catalogue, VEX statements and acceptances say of findings
// (store/scans/moves.c).
bool fold_sayings(struct fold *fold, struct err *err);
void fold_scan_free(struct scan_fold *scan); // NULL is fine

// Of a scope that is shown no more, or not at all.
bool fold_drop_cells(struct fold *fold, int64_t scope, struct err *err);

#endif
