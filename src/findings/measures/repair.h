// How long findings take: to be repaired, and how old those are that are not.
//
// A mean over what was repaired leaves out the backlog, so that it looks better the less is done;
// the age of what is open stands beside it, and the Kaplan-Meier median takes both in: what is
// still open counts as "at least so long" (Kaplan and Meier 1958). Must not: read a clock; know
// where episodes come from.
#ifndef GAVEL_FINDINGS_MEASURES_REPAIR_H
#define GAVEL_FINDINGS_MEASURES_REPAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// From when a finding was seen until it was repaired; unix seconds.
struct episode {
	int64_t opened;
	int64_t ended; // 0: open still
	bool repaired; // ended because it was fixed; else it is only known to have lived so long
};

struct repair_window {
	int64_t from, to; // repaired in [from, to); `to` is also when ages are taken
};

// Days. A value that cannot be told is negative.
struct repair {
	size_t repaired; // within the window
	double mean, median;
	size_t open; // at the window's end
	double open_mean;
	double survival_median; // Kaplan-Meier, of all episodes begun before the window's end
};

// Episodes in any order. ERR-free: nothing to tell gives counts of 0.
void repair_measure(const struct episode *episodes, size_t count, struct repair_window window,
		    struct repair *out);
// The share, 0 to 1, that is not repaired `days` after it was opened.
double repair_survival(const struct episode *episodes, size_t count, int64_t at, double days);

#endif
