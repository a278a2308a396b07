// Which product a VEX statement is about: whether its name is that of what was scanned.
//
// Source: OpenVEX 0.2 ("Product", "Subcomponent"), purl-spec (types oci, docker). What cannot be
// compared is not the same: a statement that names too much or something else hides nothing.
#ifndef GAVEL_FINDINGS_VEX_H
#define GAVEL_FINDINGS_VEX_H

#include "base/str.h"

// What a scan is of; parts that it does not tell are empty.
struct vex_target {
	struct slice name;   // "registry.example.com/ml/app", "org/repository"
	struct slice ref;    // tag or branch
	struct slice digest; // "sha256:…", perhaps with "name@" before it; or a commit
};

// Of two authors who disagree, and of two statements of one time, the one of the higher weight
// counts: 0 not_affected, 1 fixed, 2 under_investigation, 3 affected.
int vex_weight(struct slice status);
// Whether a statement that something is not affected says why: by one of the justifications that
// its format has (OpenVEX, CSAF, CycloneDX; of another format any), or in words that can be read.
bool vex_is_reason(struct slice format, struct slice justification, struct slice text);
// A name is the target's own, also with its tag or digest. A purl of an image is the image's when
// its name, and version, tag and repository as far as they are there, are; further qualifiers hold
// only for the very digest. Of a purl of another type namespace and name are the target's.
bool vex_names(struct slice product, const struct vex_target *target);

#endif
