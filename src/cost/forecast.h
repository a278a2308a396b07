// A month's end from its days so far: the rate of the last complete days, tried on past months.
//
//	forecast = cost of the complete days + remaining days x rate
//	rate     = mean or median of the last 14 complete days, rounded to cents
//
// Both rates are tried on every earlier month as it stood after as many complete days; the one
// that was nearer is used, and its mean absolute error is part of the answer. The rate is
// rounded before it is multiplied, so that anyone can check the sum by hand.
// Must not: read a clock; know where the days come from.
#ifndef GAVEL_COST_FORECAST_H
#define GAVEL_COST_FORECAST_H

#include "base/decimal.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FORECAST_WINDOW = 14 };

enum forecast_method { FORECAST_MEAN, FORECAST_MEDIAN, FORECAST_METHODS };

// Consecutive days, the oldest first; a day without cost is zero.
struct forecast_days {
	const struct decimal *cost;
	size_t count;  // up to the end of the last complete day
	int64_t first; // midnight of the first
};

struct forecast {
	enum forecast_method method;
	struct decimal so_far;	    // complete days of the month
	struct decimal rate;	    // a day, in cents
	size_t complete, remaining; // days of the month; together all of it
	struct decimal total;
	size_t tried;	      // past months the method was tried on; 0 = no error known
	double error_percent; // mean absolute error over them
};

// False when there are fewer than FORECAST_WINDOW days, or nothing of the month remains.
bool forecast_month(const struct forecast_days *days, int64_t month, struct forecast *out);
const char *forecast_method_name(enum forecast_method method); // "mean", "median"

#endif
