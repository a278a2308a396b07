// The archive: what collectors saw. Every accepted run is one compressed file of normalized
// protocol lines, named by its content; an append-only index says in which order they came.
//
//	DIR/format            "gavel-archive 1"
//	DIR/lock              flock: one writer
//	DIR/index             one JSON line per accepted run, fsynced before anything is shown;
//	                      and one per run that was pruned since
//	DIR/runs/ab/<sha256>.jsonl.zst
//	DIR/blobs/ab/<sha256>
//	DIR/spool/            runs being written, each locked by its writer; what a crash left
//	                      is removed when the next run begins
//
//	archive_begin -> run_add… -> run_commit (file fsync, rename, index append, index fsync)
//	                          -> run_abort  (nothing is left)
//
// A torn last line of the index (crash while appending) is cut off by the next writer and
// ignored by readers. A run is pruned by appending a mark, with the digest of the fewer lines that
// stand in for its own; then its file goes. Must not: know SQL, or decide what is pruned.
#ifndef GAVEL_STORE_ARCHIVE_H
#define GAVEL_STORE_ARCHIVE_H

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>

struct archive;
struct archive_run; // being written

// One index line.
struct archive_entry {
	int64_t number;	    // from 1, the order of acceptance; the run's id everywhere
	const char *sha256; // of the uncompressed lines
	const char *packed; // sha256 of the file, as it was written; NULL in archives of before
	const char *source; // the source's name in gavel.yaml, or "import"
	const char *plugin;
	const char *version;
	int64_t started, finished; // unix seconds
	int64_t lines, bytes;	   // uncompressed
	int64_t stored_bytes;	   // the compressed file's size
	int exit_code;		   // 0, or 6 when some scope was incomplete
	const char *cursor;	   // state to give back, or NULL
	int64_t pruned;		   // when its own lines were let go, 0 = they are here
	const char *kept; // pruned: sha256 of the lines that stand in for them; NULL = none do
	const char
		*kept_packed; // sha256 of their file; NULL when there is none, or it is not known
};

// Bytes to keep beside the runs: where they stand in a spool, and what they must hash to.
struct archive_blob {
	int fd;
	int64_t offset, bytes;
	const char *sha256;
};

// Opens, makes it when missing and `create`. ERR_INVALID on a network file system, naming
// the remedy; ERR_CORRUPT when `format` is not ours.
bool archive_open(const char *folder, bool create, struct archive **out, struct err *err);
void archive_close(struct archive *archive);

const char *archive_folder(const struct archive *archive);
// Index entries in order; valid until archive_close or archive_refresh.
size_t archive_count(const struct archive *archive);
const struct archive_entry *archive_entry(const struct archive *archive, size_t index);
// The entry of that number, NULL when there is none; valid as above.
const struct archive_entry *archive_find(const struct archive *archive, int64_t number);
bool archive_refresh(struct archive *archive, struct err *err); // reads what others appended

// Begins a run. Any number of runs are written side by side, each into a spool file of its
// own; the writer's lock is held for a moment here and during the commit. With wait false
// ERR_BUSY when another process commits just now.
bool archive_begin(struct archive *archive, bool wait, struct archive_run **out, struct err *err);
bool archive_run_add(struct archive_run *run, struct slice line,
		     struct err *err); // without newline
// Puts a blob (content-addressed; already there is fine). Bytes are read from fd at offset.
bool archive_run_blob(struct archive_run *run, const struct archive_blob *blob, struct err *err);
// Makes the run durable and appends `entry` (number, sha256, sizes are filled in).
bool archive_run_commit(struct archive_run *run, struct archive_entry *entry, struct err *err);
void archive_run_abort(struct archive_run *run); // NULL is fine; also after a failed commit

// One run to let go of.
struct archive_pruning {
	int64_t number, now;
	struct archive_run *kept; // its lines stand in for the run's own; NULL: nothing does
	int64_t freed;		  // filled in: bytes of files
};
// Durable before the run's own file is removed; `kept` is used up when true. ERR_NOT_FOUND when
// there is no such run or it was pruned before.
bool archive_prune(struct archive *archive, struct archive_pruning *pruning, struct err *err);
// Removes files of pruned runs that a crash left behind.
bool archive_sweep(struct archive *archive, struct err *err);

// Calls `line` for each line of a run (of a pruned one: the lines that stand in, if any), checking
// the digest as it goes: a mismatch or a short file is ERR_CORRUPT after the last good line. Stops
// when `line` returns false.
bool archive_read(struct archive *archive, const struct archive_entry *entry,
		  bool (*line)(void *context, struct slice line, struct err *err), void *context,
		  struct err *err);

// What archive_verify found; counts.
struct archive_report {
	int64_t runs, pruned, blobs, bad;
};
// Re-reads every run and blob; each fault is told through `say`. ERR_CORRUPT when any. A run's file
// must also be, bit by bit, what was written: not every bit of it changes what its lines say.
bool archive_verify(struct archive *archive, void (*say)(void *context, const char *text),
		    void *context, struct archive_report *report, struct err *err);
#endif
