// Ranges of versions: "<2.17", ">=1.0 <2.0", "1.2.3 || >=2", "vers:npm/1.2.3|>=2.0.0|<5.0.0".
//
// Conditions side by side (blank or comma between) hold together; "||" separates alternatives. A
// `vers:` text follows the specification of that name, with its own scheme: intervals between
// '|', in order.
// Must not: know where versions are kept.
#ifndef GAVEL_FINDINGS_VERSION_RANGE_H
#define GAVEL_FINDINGS_VERSION_RANGE_H

#include "base/err.h"
#include "base/str.h"
#include "findings/version/version.h"

// ERR_INVALID: what is wrong with the range.
bool range_check(struct slice range, struct err *err);
// Does the version lie in it? An empty range and "*" hold all; a range that range_check refuses
// holds none. A commit lies between no bounds: it is held where it is named.
bool range_holds(struct slice range, enum version_scheme scheme, struct slice version);
// The same, but of a commit nobody knows whether it lies between bounds.
bool range_may_hold(struct slice range, enum version_scheme scheme, struct slice version);

// Adds the range that an advisory means: "before 2.17", "1.0 through 1.4", "V2.3 and earlier", "all
// versions", "<= 2.3", ">=1.0 <1.4, >=2.0 <2.1", also a `vers:`. False: it is not understood, and
// nothing is added.
bool range_add_words(struct str *out, struct slice words);

// What a person asks for: "log4j-core<2.17", "pkg:npm/%40babel/core >=7", "openssl@3.0.1"; and as
// package managers write it: "[2.0,2.17)" (Maven), "^4.17", "~4.17", "4.x" (npm), "~=2.5",
// "==2.5.*" (PEP 440), "~> 2.1" (RubyGems), "group:artifact:2.14.1"; or words of range_add_words.
struct range_question {
	struct slice name;  // as written; borrowed
	struct slice range; // of the text that is given; empty: any version
};
// ERR_INVALID: what is not understood, and what is. `range` is empty before.
bool range_question(struct slice text, struct str *range, struct range_question *out,
		    struct err *err);

#endif
