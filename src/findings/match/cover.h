// What a scan looked at, where that is not all there is. A finding that it does not show is gone
// only when the scan covers it.
//
//	file   the files that it lists; what is in no file is in any list
//	fix    "fixed": flaws that have a fix, "unfixed": those that have none
//	level  the severities that it shows
//	packages  "system": those of the system's package manager, "language": the others; what is
//		  of no package is of any
//	not_file, not_package  what it says that it could not look at
//	not_service  of what service of AWS resources were not looked at ("ec2", "lambda", "none"),
//		  or what class of findings of them ("lambda code")
//	rule   the checks that it lists, passed or not, by what findings have as their rule
//	untested  a check that was not made: what identity_of has for its finding, from a finding's
//		  record with that status
//
// Of each of these that a scan tells a finding must have one of the values, of not_file,
// not_package, not_service and untested none; of what it does not tell any will do. What this gavel
// does not know covers nothing. Must not: know what the scan found.
#ifndef GAVEL_FINDINGS_MATCH_COVER_H
#define GAVEL_FINDINGS_MATCH_COVER_H

#include "base/map.h"
#include "findings/finding.h"
#include "findings/hash.h"

enum cover_by {
	COVER_OTHER,
	COVER_FILE,
	COVER_FIX,
	COVER_LEVEL,
	COVER_PACKAGES,
	COVER_NOT_FILE,
	COVER_NOT_PACKAGE,
	COVER_UNTESTED,
	COVER_RULE,
	COVER_NOT_SERVICE,
	COVER_KINDS
};

// One value; COVER_OTHER: it is none that is known.
struct cover_part {
	int64_t by; // enum cover_by
	int64_t value;
};

// Zero-initialised it covers all.
struct cover {
	struct map parts;
	bool told[COVER_KINDS];
};

// What of a finding decides.
struct cover_said {
	struct slice file;
	bool fixed; // there is a fix
	enum finding_level level;
	struct slice package, purl, rule, resource, class;
	int64_t check; // cover_check of its identity
};

int64_t cover_check(struct key128 identity);
struct cover_part cover_read(struct slice by, struct slice value);
// False: it was there.
bool cover_add(struct cover *cover, struct cover_part part);
bool cover_has(const struct cover *cover, const struct cover_said *said);
bool cover_lists(const struct cover *cover, struct slice file);
// How many values it tells of a kind, and how many of them the other tells too.
size_t cover_count(const struct cover *cover, enum cover_by by);
size_t cover_common(const struct cover *cover, const struct cover *other, enum cover_by by);
// A number that stands for its parts, whatever their order; 0: it covers all.
int64_t cover_number(const struct cover *cover);
void cover_fini(struct cover *cover);

#endif
