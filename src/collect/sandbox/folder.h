// The private folder of a run: made, measured while a stranger writes in it, removed.
//
// Names in it are hostile: nothing here follows a link, and depth costs neither stack nor
// descriptors. Must not: be used on a folder that is not ours.
#ifndef GAVEL_COLLECT_SANDBOX_FOLDER_H
#define GAVEL_COLLECT_SANDBOX_FOLDER_H

#include "base/err.h"

#include <stdint.h>

enum { FOLDER_ENTRIES = 20000, FOLDER_DEPTH = 32 };

// TMPDIR/gavel-run.XXXXXX, or below /tmp; the caller frees the path.
bool folder_make(char **out, struct err *err);
// What lies in it. False when there are more entries, or they nest deeper, than the above.
bool folder_measure(const char *path, int64_t *bytes);
bool folder_remove(const char *path, struct err *err);

#endif
