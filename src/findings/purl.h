// Package URLs: pkg:type/namespace/name@version?qualifiers#subpath.
//
// Source: purl-spec (PURL-SPECIFICATION, types). Must not: know where packages are kept.
#ifndef GAVEL_FINDINGS_PURL_H
#define GAVEL_FINDINGS_PURL_H

#include "base/arena.h"

// Parts are percent-decoded and in their type's case; absent ones are empty.
struct purl {
	struct slice type;  // lower case
	struct slice space; // namespace, '/' between its parts
	struct slice name, version;
	struct slice qualifiers, subpath; // as they are written
};

// False when it is no purl. Memory is the arena's.
bool purl_read(struct slice text, struct arena *arena, struct purl *out);
// A part without percent signs; what stands for no byte, or for NUL, stays. Memory is the arena's.
struct slice purl_decode(struct slice text, struct arena *arena);
// Of a package that a system's package manager installs; its namespace is the distribution.
bool purl_is_system(struct slice purl);
// What tells a package from all others, whatever its version: "pkg:maven/org.apache/log4j-core", in
// its canonical form.
void purl_add_base(const struct purl *purl, struct str *out);
// The same of a purl's text; nothing when it is none.
void purl_add_package(struct str *out, struct slice text);
// The canonical form: qualifiers sorted by name, empty ones left out.
void purl_add(const struct purl *purl, struct str *out);
// The value of a qualifier, as it is written; empty when there is none.
struct slice purl_qualifier(const struct purl *purl, const char *name);
// The same without percent signs; memory is the arena's.
struct slice purl_qualifier_text(const struct purl *purl, const char *name, struct arena *arena);
// Does the pattern speak of the package? Of the same base; a version, a qualifier or a subpath that
// the pattern has must be the package's, one that it lacks may be any.
bool purl_covers(struct slice pattern, struct slice package);
// The same, but a purl without a version (version_is_told) has the one told beside it; where that
// is none either, it may be any.
bool purl_may_cover(struct slice pattern, struct slice package, struct slice version);

#endif
