// What of a folder is a check's, for paths.c and links.c. Private to this folder.
#ifndef GAVEL_CMD_INSPECT_PATHS_H
#define GAVEL_CMD_INSPECT_PATHS_H

#include "cmd/inspect/inspect.h"

// By its name below the folder: whether the check reads it; whether a walk comes by it.
bool paths_is_ours(enum check_id check, const char *name);
bool paths_is_walked(const char *name);

struct link {
	const char *root; // the folder, absolute, itself no link
	const char *name; // of the link below it
	const char *shown;
};
// Adds what a symbolic link leads to: a file of the folder is read, unless it is read by its own
// name; what leads out of it, nowhere or in a circle is a file that cannot be read.
void paths_add_link(struct inspection *inspection, const struct link *link);

#endif
