// The order of versions, as each ecosystem defines it.
//
// Every order is total: what an ecosystem would refuse is ordered too, by runs of digits and
// letters. Equal are versions that the ecosystem takes for the same: 1.0 and 1.0.0 of PEP 440.
// Sources: semver.org §11, PEP 440, deb-version(7), rpm-version(7), apk-tools' version.c, Maven's
// POM reference "Version Order Specification", golang.org/ref/mod#versions.
// Must not: know where versions are kept.
#ifndef GAVEL_FINDINGS_VERSION_VERSION_H
#define GAVEL_FINDINGS_VERSION_VERSION_H

#include "base/str.h"

enum version_scheme {
	VERSION_GENERIC, // runs of digits and letters; rc, beta … come before the release
	VERSION_SEMVER,
	VERSION_PEP440,
	VERSION_DEB,
	VERSION_RPM,
	VERSION_APK,
	VERSION_MAVEN,
	VERSION_GEM,
	VERSION_SCHEMES
};

// Of a purl's type or a scheme of `vers:`: "deb", "npm", "pypi"; VERSION_GENERIC for others.
enum version_scheme version_scheme_of(struct slice type);
// -1, 0 or 1.
int version_compare(enum version_scheme scheme, struct slice a, struct slice b);
// The same of a version and one that a range, an advisory or a person names: "2.5.1+cu124" is held
// against "2.5.1" without what is local, against "2.5.1+cu121" with it (PEP 440, "Version
// matching").
int version_against(enum version_scheme scheme, struct slice version, struct slice named);

// Whether it is the hash of a commit (40 or 64 hex digits), which stands in no order.
bool version_is_commit(struct slice version);

// Whether it is a version, and not what stands where nobody knew one: nothing, "(devel)",
// "UNKNOWN", "latest", SPDX's NOASSERTION, an unresolved "${version}", a placeholder such as
// "0.0.0-dev". A pseudo-version of Go (v0.0.0-TIME-COMMIT) is one: its order is defined.
bool version_is_told(struct slice version);

#endif
