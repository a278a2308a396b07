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
// Its version; of an rpm with the epoch that stands beside it. Memory is the arena's.
struct slice purl_version(const struct purl *purl, struct arena *arena);
// What tells a package from all others, whatever its version: "pkg:maven/org.apache/log4j-core", in
// its canonical form.
void purl_add_base(const struct purl *purl, struct str *out);
// The same of a purl's text; nothing when it is none.
void purl_add_package(struct str *out, struct slice text);
// Its parts as they are compared, for one package goes by several names: NuGet's ids have no case,
// a distribution of rpms has the name of its os-release or its maker's. Identities of findings are
// of what is written, and stay. Memory is the arena's.
void purl_unify(struct purl *purl, struct arena *arena);
// The base of what is compared; nothing when the text is no purl.
void purl_add_compared(struct str *out, struct slice text);
// The canonical form: qualifiers sorted by name, empty ones left out.
void purl_add(const struct purl *purl, struct str *out);
// "name=value" each, in order of bytes; those without a value are left out. Freed by vec_fini.
struct purl_qualifiers {
	struct slice *at;
	size_t len, room;
};
void purl_split(struct slice qualifiers, struct purl_qualifiers *out);
// The value of a qualifier, as it is written; empty when there is none.
struct slice purl_qualifier(const struct purl *purl, const char *name);
// The same without percent signs; memory is the arena's.
struct slice purl_qualifier_text(const struct purl *purl, const char *name, struct arena *arena);
// package/cover.c: the source package that a distribution's package tells as its `upstream`
// ("NAME", "NAME@VERSION", "NAME-VERSION-RELEASE.src.rpm"), by name and perhaps version; empty:
// none.
struct purl purl_source(const struct purl *purl, struct arena *arena);
// Whether the pattern is a source package, and speaks of the package if that is built of one of its
// name; of its version, where it has one: the source's, in the purl or told beside it, or the
// package's own.
bool purl_may_build(struct slice pattern, struct slice package, struct slice version);
// Does the pattern speak of the package? Of the same base; a version, a qualifier or a subpath that
// the pattern has must be the package's, one that it lacks may be any. A source package (arch=src
// of rpm, arch=source of deb and apk) is what was built of it under its name; a release of a
// distribution goes by any of its names (package/release.h).
bool purl_covers(struct slice pattern, struct slice package);
// The same, but a purl without a version (version_is_told) has the one told beside it; where that
// is none either, it may be any. A version of pypi that tells nothing local is that with any.
bool purl_may_cover(struct slice pattern, struct slice package, struct slice version);

// package/fix.c: what an rpm that is fixed, told with its version, says of one of the same name and
// architecture. Only builds for one major release are compared (".el9", ".el9_4"), of a module
// those of one stream.
enum purl_fix {
	PURL_FIX_OTHER,	 // nothing
	PURL_FIX_BEFORE, // it is older: not fixed
	PURL_FIX_HAS,	 // it is that one or newer, of the very same release
};
enum purl_fix purl_fix_of(struct slice fixed, struct slice package);

#endif
