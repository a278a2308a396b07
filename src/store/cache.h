// The cache: cache.db, a pure fold of the archive (and later the ledger) in SQLite.
//
// Delete it and cache_fold brings back every byte of every view. WAL, STRICT tables, one
// writer, any number of readers, also of another uid (the WAL files persist). Readers open
// read-only with query_only and never hold a transaction while idle.
// Must not: hold anything that cannot be folded again; be on a network file system.
#ifndef GAVEL_STORE_CACHE_H
#define GAVEL_STORE_CACHE_H

#include "base/arena.h"
#include "base/decimal.h"
#include "store/archive.h"

#include <sqlite3.h>

enum { CACHE_SCHEMA = 22 }; // another number in the file means: rebuild

struct cache;
struct key128;

// CACHE_NEW: a file that nobody else opens, written without a journal: once anything went wrong it
// is of no use, and is to be thrown away.
enum cache_mode { CACHE_READ, CACHE_WRITE, CACHE_NEW };

// For main, before any is opened: nobody asks SQLite how much memory it has, so it need not count.
void cache_set_up(void);
// ERR_NOT_FOUND when missing in read mode (text names `gavel sync`), ERR_STALE with the
// remedy `gavel cache rebuild` when of another schema, ERR_INVALID on a network file system,
// ERR_DENIED when it may only be read and was to be written, ERR_CORRUPT when SQLite says so.
bool cache_open(const char *path, enum cache_mode mode, struct cache **out, struct err *err);
void cache_close(struct cache *cache);
sqlite3 *cache_handle(struct cache *cache);
// Changes whenever something was published (data_version), and when a reader's file was replaced
// by `cache rebuild`: then the new one is opened here, and handles taken before are gone.
int64_t cache_snapshot(struct cache *cache);

// Called now and then during slow work; false interrupts with ERR_INTERRUPTED.
struct cache_progress {
	bool (*keep_going)(void *context, const char *what, int64_t done, int64_t total);
	void *context;
};

// Folds every archive run after the cache's last one, each in one transaction, up to runs
// finished at `as_of` (0 = all) and up to run `last_run` (0 = all). Scopes of the time `before` or
// later are passed over (0 = none are). What a run's scopes did is
// told through `outcome` (may be NULL). A run whose lines are damaged or break the rules is kept
// as a fault and the fold goes on: true, the last good data stays, and cache_whole says so.
struct scope_outcome {
	int64_t run;
	int64_t scope;		// its id; 0: it is in no cache
	const char *kind, *key; // key as shown: "012345678901 adas-hourly 2026-03"
	const char *state;	// "shown", "older", "incomplete", "unchanged"
	const char *why;	// or NULL
	int64_t rows, rejected;
};
struct fold_options {
	int64_t as_of;
	int64_t last_run;
	int64_t before;
	// Beside `before`: runs of which it knows that nothing in them counts are not read. Or
	// NULL.
	struct cache *known;
	struct cache_progress progress;
	void (*outcome)(void *context, const struct scope_outcome *outcome);
	void *outcome_context;
};
bool cache_fold(struct cache *cache, struct archive *archive, const struct fold_options *options,
		struct err *err);

// ---- A run folded while its lines come ----
//
//	cache_live_begin -> cache_live_add, cache_live_put … -> cache_live_commit -> cache_live_tell
//	                                                    \-> cache_live_drop <---/
//
// A thread folds in a transaction that holds the cache's write lock from the beginning, so that
// who lets it wait has to drop it soon; nothing is shown, and nothing is lost, before the run is
// in the archive and the commit is done. The first run goes into a new file beside, which takes the
// place of the empty cache at the commit. Whatever goes wrong is no error: the run is then folded
// from the archive by cache_fold, which says what it is. The caller holds the lock of those who
// write the cache.
struct cache_live;
struct json_record;

// NULL when the run cannot be folded now: the cache is busy, or behind the archive.
struct cache_live *cache_live_begin(const char *path, struct archive *archive);
// The run's next line, exactly as it goes into the archive; may wait for the thread. Not from the
// first `end` on: what it replaces needs the time of acceptance. False when it cannot be folded: to
// be dropped.
bool cache_live_add(struct cache_live *live, struct slice line, struct err *err);
// The same for a line that was read; `content`: what it says (findings/content.h), or NULL.
bool cache_live_put(struct cache_live *live, struct slice line, const struct json_record *record,
		    const struct key128 *content);
// A line from the first `end` on: kept until the commit, a few of them; beyond, they are read from
// the archive.
void cache_live_keep(struct cache_live *live, struct slice line);
// After the archive's commit: folds the lines that were kept, or from there what is left, and
// commits. False when nothing was. Nobody else in this program has the cache open meanwhile.
bool cache_live_commit(struct cache_live *live, struct archive *archive);
// What the run's scopes did, after the commit.
void cache_live_tell(const struct cache_live *live, const struct fold_options *options);
void cache_live_drop(struct cache_live *live); // NULL is fine

// ---- What a run would make of the cache ----
//
// A copy of the cache that nobody else sees, into which the lines of a run are folded; readers and
// writers go on meanwhile.
struct cache_preview;

// A cache that is not there is an empty one.
bool cache_preview_begin(const char *path, int64_t now, struct cache_preview **out,
			 struct err *err);
void cache_preview_line(struct cache_preview *preview, const struct json_record *record);
// After the last line: the cache as it would be, good until it is freed, and the run's number in
// it. False with what could not be folded.
bool cache_preview_end(struct cache_preview *preview, struct cache **cache, int64_t *run,
		       struct err *err);
// The cache that it is a copy of, as it was then; NULL when there was none. The preview's.
struct cache *cache_preview_before(const struct cache_preview *preview);
// What the run's scopes would do, after the end.
void cache_preview_tell(const struct cache_preview *preview, const struct fold_options *options);
void cache_preview_free(struct cache_preview *preview); // NULL is fine

// ERR_INCOMPLETE names the first run, from this number on, that could not be folded, and the
// remedies; true when there is none.
bool cache_whole(struct cache *cache, int64_t from_run, struct err *err);
// Builds path.new from nothing and renames it over path; at any moment the one or the other is
// there whole. The caller holds the lock of those who write the cache; readers find the new file
// by cache_snapshot. ERR_BUSY when a reader does not let go of the old one. A cache that has a
// run which the archive no longer gives is kept: ERR_INCOMPLETE.
bool cache_rebuild(const char *path, struct archive *archive, const struct fold_options *options,
		   struct err *err);
// Folds the archive, up to the cache's own last run, into a private temporary file and compares
// every table byte by byte; writers may go on meanwhile. ERR_CORRUPT names the first table that
// differs, ERR_INCOMPLETE a run that cannot be used. *last_run is the cache's.
bool cache_verify(struct cache *cache, struct archive *archive, int64_t *last_run, struct err *err);
// A private, deleted-on-close cache of the archive, folded with options: as of a time (--as-of), or
// without what was made later (a report of a week). ERR_INCOMPLETE when the records of a run that
// was shown then were pruned since.
bool cache_open_past(struct archive *archive, const struct fold_options *options,
		     struct cache **out, struct err *err);
// Whether anything but costs is of this time or later.
bool cache_has_later(struct cache *cache, int64_t before, bool *later, struct err *err);

// ---- Named statements (src/store/sql/*.sql) ----

enum sql_kind { SQL_NULL, SQL_INT, SQL_TEXT, SQL_REAL, SQL_BLOB };
struct sql_value {
	enum sql_kind kind;
	int64_t integer;
	double real; // for sorting only
	struct slice text;
};
#define SQL_I(x) ((struct sql_value){.kind = SQL_INT, .integer = (x)})
#define SQL_T(x) ((struct sql_value){.kind = SQL_TEXT, .text = slice_of(x)})
#define SQL_R(x) ((struct sql_value){.kind = SQL_REAL, .real = (x)})
// NULL where it is 0: a time that never was.
#define SQL_N(x) ((struct sql_value){.kind = (x) ? SQL_INT : SQL_NULL, .integer = (x)})

// A prepared, bound, cached statement by name; assert()s on a name that does not exist.
// Rows come from sqlite3_step; statement_done resets it (NULL is fine). NULL when SQLite failed.
sqlite3_stmt *cache_statement(struct cache *cache, const char *name, const struct sql_value *values,
			      size_t count);
void cache_statement_done(sqlite3_stmt *statement);
// Steps a statement; *row says whether a row came. False when SQLite failed, also to prepare it
// (NULL): what could not be asked is never taken for "there is none".
bool cache_step(struct cache *cache, sqlite3_stmt *statement, bool *row, struct err *err);
// Prepares every statement; for the test. ERR_CORRUPT names the one that fails.
bool cache_prepare_all(struct cache *cache, struct err *err);

// What is read between these two is of one moment, whatever is published meanwhile; may be nested.
bool cache_hold(struct cache *cache, struct err *err);
void cache_release(struct cache *cache);
// Temporary tables (sql/now.sql) may be written between these two, also of a cache that is read.
bool cache_temp_begin(struct cache *cache, struct err *err);
void cache_temp_end(struct cache *cache);
// Runs a named statement that gives no rows.
bool cache_run(struct cache *cache, const char *name, const struct sql_value *values, size_t count,
	       struct err *err);

// Who owns findings, for the SQL functions owner_of and owner_from; a state has a number of its own
// and stays, with the one before, until another is given.
struct owners;
void cache_owners(struct cache *cache, const struct owners *owners, int64_t number);

// SQL that takes longer than so many milliseconds from now is interrupted; 0 takes it back.
void cache_limit(struct cache *cache, int64_t ms);
// Interrupts running SQL of this cache whenever `busy` returns true (a key waits).
void cache_on_busy(struct cache *cache, bool (*busy)(void *context), void *context);
bool cache_is_busy(struct cache *cache); // asks it; false when nobody set one

#endif
