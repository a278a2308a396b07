// Who owns a finding: the last of an ordered list of rules that says something of it.
//
//	target, class, tool, package -> owners		what has no path
//	target -> a CODEOWNERS file			what has one: its last pattern that fits
//
// A rule with a file of which no pattern fits says nothing, and an earlier rule is asked; a pattern
// or a rule without owners says that nobody owns it. Paths inside an image are none of a
// repository's. Must not: read a file, or keep what it is asked of.
#ifndef GAVEL_FINDINGS_OWNER_OWNERS_H
#define GAVEL_FINDINGS_OWNER_OWNERS_H

#include "findings/finding.h"
#include "findings/owner/codeowners.h"

// Patterns (findings/glob.h), of which one must fit; none: anything does.
struct owner_words {
	const char **at;
	size_t count;
};

struct owner_rule {
	struct owner_words targets, tools, packages;
	unsigned classes;   // bit per finding_class, 0: any
	const char *owners; // "@a @b", "" nobody; NULL: the file says
	const char *path;   // of the CODEOWNERS file, or NULL
	const char *below;  // what the paths of findings begin with and the file's do not, or NULL
	const char *file;   // where the rule stands
	int line;
	struct codeowners codeowners; // what is in the file
};

struct owners {
	struct owner_rule *rules;
	size_t count;
};

// Texts are NULL when unknown.
struct owner_subject {
	enum finding_class class;
	const char *target, *tool;
	const char *package, *purl;
	const char *file;
};

struct owner {
	const char *owners; // "" nobody
	const char *file;   // where that is said
	int line;
};

// False when no rule says anything.
bool owners_find(const struct owners *owners, const struct owner_subject *subject,
		 struct owner *out);
// Whether a pattern of `target` is about this one: a name is every branch's and every build's.
bool owner_target_fits(const char *pattern, const char *target);
// Whether one of the owners, "@a @b", has this name, in whatever case; '*' in it is any text.
bool owners_have(const char *owners, const char *name);

#endif
