// Paths and the index line of the archive, shared by its parts. Private to archive*.c.
#ifndef GAVEL_STORE_ARCHIVE_ARCHIVE_FILES_H
#define GAVEL_STORE_ARCHIVE_ARCHIVE_FILES_H

#include "base/vec.h"
#include "store/archive.h"

struct archive {
	char *folder;
	struct arena texts;
	vec(struct archive_entry) entries;
	int64_t index_end; // bytes of the index that hold whole lines
};

// archive_open, on any file system: for what is only read, or written by one alone.
bool archive_open_anywhere(const char *folder, bool create, struct archive **out, struct err *err);
// DIR/kind/ab/<sha256>suffix; the caller frees.
char *archive_path(const struct archive *archive, const char *kind, const char *sha256,
		   const char *suffix);
// Appends the entry's line to `out`, newline included.
void archive_entry_line(const struct archive_entry *entry, struct str *out);
// What a run's file is called by, and what its bytes hash to; both the archive's, or NULL.
struct archive_file {
	const char *sha256, *packed;
};
// The file that holds an entry's lines: its own, or what stands in for it.
struct archive_file archive_file_of(const struct archive_entry *entry);
// Marks a run as pruned in memory; `kept` may be empty. False when it is not there.
bool archive_mark(struct archive *archive, int64_t number, int64_t at,
		  const struct archive_file *kept);
// Ends the run's lines, takes the writer's lock and reads what others appended, and puts the
// file in its place; the lock is held until archive_run_release.
bool archive_run_place(struct archive_run *run, struct archive_file *out, struct err *err);
// Lets go of a run that is in place, and of the lock; *stored (may be NULL) is its file's size.
void archive_run_release(struct archive_run *run, int64_t *stored);
// Appends one line to the index, newline included, under the writer's lock and after a
// refresh. False when the line is not there.
bool archive_index_append(struct archive *archive, struct slice line, struct err *err);

#endif
