// The month's cost burn: what the Cost pane's chart and header show.
//
// Daily amortized cost, spread over intervals (else the 1st of each month alarms), of the
// latest period with data at `now`, cumulative against the month before, a forecast of the
// month's end with its formula and its backtest error, and the period's self-checks.
#ifndef GAVEL_VIEW_BURN_H
#define GAVEL_VIEW_BURN_H

#include "base/decimal.h"
#include "view/view.h"

enum { BURN_DAYS = 31 };

struct burn_day {
	int64_t day;
	bool has;      // data exists for this day
	bool complete; // older than the bill's usual lag (48 h before the last usage)
	struct decimal cost;
	struct decimal cumulative;
	struct decimal last_cumulative; // the month before, same day of month
};

struct burn {
	const char *currency; // the one shown; others are counted
	size_t other_currencies;
	int64_t month;	  // first of the month
	size_t day_count; // days of that month
	struct burn_day days[BURN_DAYS];
	const char *measure;	    // "amortized"
	struct decimal month_total; // so far
	struct decimal last_total;  // the whole month before
	bool has_forecast;
	struct decimal forecast;      // month end
	const char *forecast_formula; // "so far 8,120.20 + 12 days x median of last 14 complete
				      // days 410.11"
	bool has_backtest;
	struct decimal backtest_percent; // mean absolute error of the same formula on past months,
					 // same day
	size_t backtest_months;
	// Self-checks of the period
	struct decimal residue; // amortized + true-up + upfront + refund - unblended
	bool has_residue;
	struct decimal tag_coverage_percent; // share of cost carrying any user tag
	bool final;			     // every row has an invoice id
	int64_t invoiced, rows;
	int64_t last_usage; // newest usage start
	int64_t fetched;    // when the shown delivery was taken in
	int64_t rejected;
};

// Fills burn for the filters of `select` (its grouping is ignored). ERR_NOT_FOUND when the
// cache has no cost at all.
bool burn_read(struct session *session, const struct select *select, struct arena *arena,
	       struct burn *out, struct err *err);

#endif
