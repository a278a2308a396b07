// Patterns of a CODEOWNERS file: gitignore's, as far as GitHub takes them
// (docs.github.com, "About code owners", CODEOWNERS syntax; git-scm.com/docs/gitignore).
//
// A pattern without '/' but at its end fits at any depth; any other one begins at the root. '*' and
// '?' fit no '/', '**' any folders, '\' takes the meaning of what follows it. A folder that fits
// has all that is below it, but "docs/*" only what lies in docs itself. Letters' case counts. Must
// not: be asked of a path that begins with '/'.
#ifndef GAVEL_FINDINGS_OWNER_PATH_H
#define GAVEL_FINDINGS_OWNER_PATH_H

#include "base/arena.h"

struct path_pattern {
	struct slice parts; // without '/' at the ends
	bool anchored;	    // begins at the root
	bool folder;	    // only what lies below it
};

// NULL, or why GitHub would not take it. The pattern's bytes are the arena's.
const char *path_pattern_read(struct slice text, struct arena *arena, struct path_pattern *out);
bool path_pattern_fits(const struct path_pattern *pattern, struct slice path);

#endif
