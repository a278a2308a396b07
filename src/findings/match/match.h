// Which finding of a scan is which of those known before: passes, each over what the one before
// left, each one to one.
//
//	exact    the same key, file and line
//	near     the same key and file, the nearest line; pairs in order of distance, ties in order
//	         of lines; both at first among those whose messages quote the same words
//	upgraded the same key and the same place of a package, but for the version in its path
//	renamed  the same key in another file, and exactly one on each side
//
// The key is the tool's fingerprint where both sides have one that does not repeat in their scan
// (`print`), else the class's own; so a fingerprint that begins or ceases to repeat costs no
// finding its history, and one that changed makes another finding. The result does not depend on
// the order of the sides; of items that are alike in all the ones that lie first in memory are
// taken. Time is n log n, whatever repeats.
#ifndef GAVEL_FINDINGS_MATCH_MATCH_H
#define GAVEL_FINDINGS_MATCH_MATCH_H

#include "base/vec.h"
#include "findings/hash.h"

enum match_reason {
	MATCH_NONE,
	MATCH_CONTENT, // word for word the same: found before this
	MATCH_EXACT,
	MATCH_NEAR,
	MATCH_RENAMED,
	MATCH_ALIAS, // another id of the same flaw
	MATCH_REASONS
};
const char *match_reason_name(enum match_reason reason); // "nearest line"

// There is one of every finding: no byte more than it needs.
struct match_item {
	struct key128 key; // in its lowest 32 bits the quoted words, which are no part of it
	uint64_t print;	   // 0: none; SINGLE_PLACE: no fingerprint, but the place without version
	uint64_t file;
	uint64_t tie; // of its content: decides where nothing else does
	int32_t line;
	uint8_t single;	   // the caller's: enum identity_single
	uint8_t reason;	   // out: enum match_reason; MATCH_NONE: nothing is the same
	bool paired : 1;   // out
	bool by_print : 1; // out: the fingerprint said so
	bool repeats : 1;  // its print does in its scan, and is not used
};

struct match_pair {
	struct match_item *old, *new;
};

struct match_pairs {
	vec(struct match_pair) of;
};

struct match_side {
	struct match_item **items; // reordered
	size_t count;
};

// How far from where it was a finding may be found again. What a scan does not show may be there
// all the same where the scan closes nothing: then only what is surely the same is.
enum match_reach {
	MATCH_PLACE, // the same place, or a fingerprint in the same file
	MATCH_FILE,  // the nearest line too, or the place of another version
	MATCH_FILES, // a renamed file too
};

// The order of keys, whatever the words.
int match_compare_keys(struct key128 a, struct key128 b);
// Adds to the pairs; no item may be `paired` before. Those that are so afterwards are left out of
// another call.
void match_sides(struct match_side old, struct match_side new, enum match_reach reach,
		 struct match_pairs *pairs);
void match_pair(struct match_pairs *pairs, struct match_pair pair, enum match_reason reason);
// Of each item whether its print repeats among them.
void match_repeats(struct match_side side);

#endif
