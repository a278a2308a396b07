// What becomes of a finding: a fold of its sightings by the time of the scans.
//
//	          seen                   not seen in a whole scan of its scope
//	 (none) --------> open --------------------------------------> closed
//	                   ^  \--- the tool says it is gone -----------^  |
//	                   \-------------- seen again -------------------/
//
// Seen again within RETURN_DAYS of its closing, the episode goes on: it is as if it had been there
// all the time, and its time to repair runs from the episode's beginning. Later it is another
// episode with a clock of its own. Severity is an attribute: a change is told and closes nothing.
// A claim (a suppression, a VEX statement) is kept beside the state: whether it hides the finding
// depends on the clock and the severity (life_hides).
// Must not: read a clock, or know where findings are kept.
#ifndef GAVEL_FINDINGS_LIFE_H
#define GAVEL_FINDINGS_LIFE_H

#include "findings/finding.h"

#include <stdint.h>

enum { LIFE_RETURN_DAYS = 7 };

enum life_state {
	LIFE_OPEN,
	LIFE_FIXED,   // not seen any more
	LIFE_RETIRED, // not looked for any more: the scan has no such rule
	LIFE_CLOSED,  // the tool says so
};

struct life {
	enum finding_class class;
	enum finding_level level;
	enum life_state state;
	int64_t first_at;  // first seen ever
	int64_t opened_at; // the episode's beginning
	int64_t closed_at; // 0: open
	int64_t last_at;   // last seen; 0 while it is in the newest whole scan of its scope
	int64_t episodes;  // 1 from the beginning on
	bool returned;	   // it came back after it was closed
	bool claimed;
	bool exploited;		// its tool says so
	int64_t claim_until;	// 0: without an end
	int64_t kev_due;	// the KEV catalogue's date, or 0; set by who knows it
	int64_t vex_from;	// the day from which a VEX statement claims so, or 0; likewise
	int64_t vex_until;	// the day on which none does any more, or 0: without an end
	int64_t accepted_until; // when an acceptance that covers it ends, or 0; likewise
};

// What a scan says of a finding.
struct life_told {
	enum finding_class class;
	enum finding_level level;
	bool gone; // by the tool's own status
	bool claimed;
	bool exploited;
	int64_t claim_until; // 0: without an end, -1: unreadable, and so over
	int64_t seen;	     // when the tool saw it first, or 0
};

// What a sighting or its absence changed, as bits.
enum life_change {
	LIFE_IS_NEW = 1,
	LIFE_IS_BACK = 2,
	LIFE_IS_GONE = 4,
	LIFE_NEW_EPISODE = 8,
	LIFE_NEW_LEVEL = 16,
	LIFE_NEW_CLAIM = 32, // or none any more
};

// A scan of time `at` saw it; a life of 0 episodes is one before its first. Bits of life_change.
unsigned life_see(struct life *life, const struct life_told *told, int64_t at);
// A whole scan of its scope did not; `retired`: it had no such rule.
unsigned life_miss(struct life *life, int64_t at, bool retired);

// From where all that counts days counts, due dates and times to repair: the episode's beginning;
// of the first one when it was first seen, which its tool may know better than the first scan.
int64_t life_began(const struct life *life);

// Whether a claim hides it at a time: not past its end, nor before its day, and never what is
// critical.
bool life_hides(const struct life *life, int64_t now);

#endif
