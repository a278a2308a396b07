// The private folder of a run: made, measured while a stranger writes in it, removed.
//
// Names in it are hostile: nothing here follows a link, and depth costs neither stack nor
// descriptors. Whoever made a folder holds a lock on it; one of ours that nobody holds was left by
// a process that was killed, and goes when the next is made.
// Must not: be used on a folder that is not ours.
#ifndef GAVEL_COLLECT_SANDBOX_FOLDER_H
#define GAVEL_COLLECT_SANDBOX_FOLDER_H

#include "base/err.h"

#include <stdint.h>

enum { FOLDER_ENTRIES = 20000, FOLDER_DEPTH = 32 };

// TMPDIR/KIND.XXXXXX, or below /tmp; the caller frees the path, and closes the lock after all else.
bool folder_make(const char *kind, char **out, int *lock, struct err *err);
// What lies in it. False when there are more entries, or they nest deeper, than the above.
bool folder_measure(const char *path, int64_t *bytes);
bool folder_remove(const char *path, struct err *err);

#endif
