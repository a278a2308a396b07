// Releases of distributions: "jammy" and "ubuntu-22.04" are one, as are "rhel-9.4" and what
// "cpe:/o:redhat:enterprise_linux:9::baseos" has.
#ifndef GAVEL_FINDINGS_PACKAGE_RELEASE_H
#define GAVEL_FINDINGS_PACKAGE_RELEASE_H

#include "base/str.h"

struct release {
	const char *family;
	struct slice version;
	int parts; // of its version that make another release: 1 of "9.4", 2 of "22.04"
};

// The value of a purl's `distro`; false when it names no release that is known.
bool release_of_distro(struct slice distro, struct release *out);
// The platform in a CPE 2.2 or 2.3; false likewise.
bool release_of_cpe(struct slice cpe, struct release *out);
// Whether the second is one of the first: its version begins with all parts of the first's.
bool release_has(const struct release *wider, const struct release *one);
// Whether a product, a CPE or a purl with a `distro`, is of another release than the package, a
// purl with one. False where either does not tell.
bool release_is_other(struct slice product, struct slice package);

#endif
