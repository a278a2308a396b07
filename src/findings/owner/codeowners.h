// A CODEOWNERS file: patterns of paths and who owns what fits them, by GitHub's rules
// (docs.github.com, "About code owners").
//
// The last pattern that fits decides; one without owners says that nobody owns it. A line that
// GitHub would not take is passed over, as there, and told. Must not: read a file.
#ifndef GAVEL_FINDINGS_OWNER_CODEOWNERS_H
#define GAVEL_FINDINGS_OWNER_CODEOWNERS_H

#include "findings/owner/path.h"

enum { CODEOWNERS_BYTES = 3 * 1024 * 1024 }; // GitHub reads no larger one

struct codeowners_rule {
	struct path_pattern pattern;
	const char *owners; // "@a @org/b", in the order of their bytes; "" nobody
	int line;
};
struct codeowners_problem {
	int line;
	const char *text;
};

// All memory is the arena's.
struct codeowners {
	struct codeowners_rule *rules; // in the order of the file
	size_t count;
	struct codeowners_problem *problems;
	size_t problem_count;
};

void codeowners_parse(struct slice text, struct arena *arena, struct codeowners *out);
// The rule that decides, or NULL: the file says nothing of the path, which begins at the root of
// the repository: "src/a.c".
const struct codeowners_rule *codeowners_find(const struct codeowners *file, struct slice path);
// Owners of a line or a list, each once and in the order of their bytes. False: *bad is no
// @user, @org/team or mail address.
bool codeowners_join(const struct slice *owners, size_t count, struct arena *arena,
		     const char **out, struct slice *bad);

#endif
