// What a gate demands: how many findings of which severity may be open, and which scans must be
// there. Read from a gate file by config/gates.h.
#ifndef GAVEL_FINDINGS_GATE_POLICY_H
#define GAVEL_FINDINGS_GATE_POLICY_H

#include "findings/finding.h"

// Texts; none: nothing was said.
struct gate_words {
	const char **at;
	size_t count;
};

// What ties a scan to what is judged. A tag ties nothing: it moves.
enum gate_bind {
	GATE_BIND_NONE,
	GATE_BIND_DIGEST, // the scan tells the image digest that is judged
	GATE_BIND_COMMIT  // the scan tells the commit that is judged
};

// A scan that must be there, for each target.
struct gate_requirement {
	const char *name;	   // "nightly-sast"
	int line;		   // in the policy's file
	struct gate_words tools;   // any of these, by their first words; none: any
	unsigned classes;	   // bit per finding_class, any of these; 0: any
	struct gate_words targets; // none: those that are judged
	const char *target_kind;   // "image"; NULL: any
	const char *category;	   // NULL: any
	struct gate_words packs;   // rule packs it must have had, all of them; '*' is any text
	// Files of which each must have been looked at by such a scan. With '*' or '?' those of the
	// working tree that fit; a pattern without '/' is held against the last part of a path.
	struct gate_words files;
	int64_t max_age; // seconds, 0: any; a scan so old still counts, a second older does not
	enum gate_bind bind;
	bool parts; // one that saw a part will do: changed files
};

enum {
	GATE_ANY = -1,	  // any number
	GATE_UNSAID = -2, // of one class: as of all
	GATE_CLAIM_SECRETS = 1u << FINDING_LEVELS
};

struct gate_policy {
	const char *name; // "pre-deploy"
	const char *file; // or NULL: built in
	// How many may be open: of a class, and in the last row of all classes that say nothing.
	int64_t most[FINDING_CLASSES + 1][FINDING_LEVELS];
	bool exploited;	       // what is exploited in the wild (KEV) blocks at any level
	int64_t exploited_age; // seconds: how old the catalogue that tells it may be
	bool secrets;	       // any secret blocks
	bool acceptances;      // what was accepted and is no longer blocks at any level
	unsigned overdue;      // bit per level: what is over its due date blocks
	unsigned claims;       // bit per level, GATE_CLAIM_SECRETS: where a claim is enough; never
			       // critical
	struct gate_requirement *required;
	size_t required_count;
};

#endif
