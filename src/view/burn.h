// The month's cost burn: what the Cost pane's chart and header show.
//
// Daily cost spread over intervals (else the 1st of each month alarms), cumulative against the
// month before, a forecast of the month's end with its formula and its error on past months,
// and the self-checks of the month's bills. One currency: amounts of two are never added.
// Must not: format anything for a screen.
#ifndef GAVEL_VIEW_BURN_H
#define GAVEL_VIEW_BURN_H

#include "base/decimal.h"
#include "cost/forecast.h"
#include "view/view.h"

enum { BURN_DAYS = 31 };

struct burn_day {
	bool complete; // ended a day or more before the newest usage
	bool has;      // there are lines of this day
	struct decimal cost, cumulative;
	struct decimal before; // cumulative of the month before at the same day of the month
};

// What the month's bills say of themselves, together.
struct burn_bills {
	size_t count;
	int64_t rows, invoiced, rejected;
	bool final;		// every line has an invoice id, and the month is over
	bool has_residue;	// every bill's format has the identity
	struct decimal residue; // amortized + true-up + upfront + refund - unblended
	int64_t newest_usage;	// start of it
	int64_t delivered;	// the newest delivery
};

struct burn {
	const char *currency;
	size_t currencies;   // how many there are in the cache
	const char *measure; // set by the caller
	int64_t month;	     // its first midnight
	size_t day_count;    // days it has
	struct burn_day days[BURN_DAYS];
	size_t known, complete; // days with a line of theirs or of a later one; days that are whole
	struct decimal total, before_total; // of the month so far; of the whole month before
	bool has_before;
	bool has_forecast;
	struct forecast forecast;
	struct burn_bills bills;
	bool has_coverage;	 // false when the month's cost is zero
	double coverage_percent; // share of the cost that carries a tag
	struct decimal untagged;
};

// The month and the currency are those that the filters of `select` name, else the newest month
// with lines and the currency with the most; other filters hold, its grouping does not.
// out->measure says which money measure of view cost. ERR_CHECK when nothing matches.
bool burn_read(struct session *session, const struct select *select, struct arena *arena,
	       struct burn *out, struct err *err);

// The newest month under a select's filters and the currency of most of its lines (NULL = none
// named): where a console begins that was given no address. ERR_CHECK when there is no cost.
struct burn_start {
	const char *period, *currency; // of the arena
};
bool burn_newest(struct session *session, const struct select *select, struct arena *arena,
		 struct burn_start *out, struct err *err);

#endif
