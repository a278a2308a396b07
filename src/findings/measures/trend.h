// What happened to findings week by week, per level, so that it balances:
//
//	start + opened + reopened + raised in - moved out - closed = end
//
// A week is an ISO week in UTC, from Monday 00:00 up to the next. Counted from events, not from
// what stands now, so that a past week gives the same numbers at any later time. Must not: read a
// clock; know where events come from.
#ifndef GAVEL_FINDINGS_MEASURES_TREND_H
#define GAVEL_FINDINGS_MEASURES_TREND_H

#include "findings/finding.h"

#include <stdint.h>

enum trend_kind {
	TREND_OPENED,	// seen for the first time
	TREND_REOPENED, // seen again
	TREND_CLOSED,
	TREND_MOVED // of another level now, while open
};

// Why a finding is not open any more. Only what was fixed counts as repaired (repair.h).
enum trend_reason {
	REASON_FIXED,
	REASON_RETIRED, // its rule is not there any more
	REASON_CLAIMED, // suppressed, accepted, a false positive
	REASON_GONE,	// the target is
	TREND_REASONS
};

struct trend_event {
	int64_t at; // unix seconds
	enum trend_kind kind;
	enum finding_level level; // from then on; of a closed one, the last
	enum finding_level was;	  // TREND_MOVED: before
	enum trend_reason reason; // TREND_CLOSED
};

struct trend_counts {
	int64_t start, opened, reopened, in, out, end;
	int64_t closed[TREND_REASONS];
};

struct trend_week {
	int64_t from; // Monday 00:00 UTC
	bool scanned; // a complete scan lies in it: without one, no change says nothing
	struct trend_counts levels[FINDING_LEVELS];
	struct trend_counts all; // of all levels; in and out are what moved
};

int64_t trend_monday(int64_t time); // of its week
// Counts `events`, in order of time, into consecutive weeks from `first`, a Monday; those before it
// make up the start. `scans`: times of complete scans, in any order.
struct trend_input {
	const struct trend_event *events;
	size_t event_count;
	const int64_t *scans;
	size_t scan_count;
};
void trend_weeks(const struct trend_input *input, int64_t first, struct trend_week *weeks,
		 size_t count);
// What was closed, for whatever reason.
int64_t trend_closed(const struct trend_counts *counts);
// Does it balance? False would be a fault of what made the events.
bool trend_balances(const struct trend_week *week);
const char *trend_reason_name(enum trend_reason reason); // "fixed"

#endif
