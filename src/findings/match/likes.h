// Findings of two bodies of scans that do not follow each other, as those of two branches: which of
// the new ones the old ones have, by the passes that match one scan with the next.
//
// Must not: know where they come from.
#ifndef GAVEL_FINDINGS_MATCH_LIKES_H
#define GAVEL_FINDINGS_MATCH_LIKES_H

#include "base/map.h"
#include "findings/finding.h"
#include "findings/match/match.h"

// A finding, as far as it is like another.
struct like {
	struct match_item item;
	size_t group;	    // of likes.groups: only those of one group can be alike
	size_t place;	    // the caller's
	const size_t *peer; // out, of a new one: `place` of the old one that it is; NULL: none
};

// Zero-initialised is empty.
struct likes {
	struct map groups;
	vec(struct like) old, new;
	struct match_pairs pairs;
};

// Adds one; `traits` are as store/relations tells them of a finding: key, fingerprint, file, line,
// content. What cannot be read is like nothing.
void likes_add(struct likes *likes, bool is_new, struct slice group, struct slice traits,
	       size_t place);
// Once, after all were added: sets `peer`, and sorts both.
void likes_match(struct likes *likes);
void likes_fini(struct likes *likes);

#endif
