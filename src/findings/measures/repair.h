// How long findings take: to be repaired, and how old those are that are not.
//
// A mean over what was repaired leaves out the backlog, so that it looks better the less is done;
// the Kaplan-Meier estimate takes both in: what is not repaired counts as "at least so long"
// (Kaplan and Meier, "Nonparametric estimation from incomplete observations", 1958). Must not: read
// a clock; know where spans come from.
#ifndef GAVEL_FINDINGS_MEASURES_REPAIR_H
#define GAVEL_FINDINGS_MEASURES_REPAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// So many findings that lasted so long, up to their repair or up to when they were known last.
struct repair_span {
	int64_t seconds, findings;
	bool repaired;
};

// The middle of all findings' spans, in seconds: of an even number the mean of the two in the
// middle. The spans are sorted. Negative when there are none.
double repair_median(struct repair_span *spans, size_t count);
// The share, 0 to 1, that is not repaired so many seconds after it was seen first. Sorts the spans.
double repair_survival(struct repair_span *spans, size_t count, double seconds);
// When that share first is at most one half, in seconds; negative when it never was. Sorts the
// spans.
double repair_survival_median(struct repair_span *spans, size_t count);

#endif
