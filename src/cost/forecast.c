#include "cost/forecast.h"

#include "base/clock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CENTS = 2 };

// ---- Rates ----

static int compare(const void *a, const void *b)
{
	return decimal_compare(a, b);
}

// x / parts, in cents; a half goes to the even cent, as decimal_format_places rounds.
static struct decimal divide(const struct decimal *x, int64_t parts)
{
	const int64_t weights[] = {1, parts - 1};
	struct decimal shares[2], rounded;
	char text[DECIMAL_TEXT];
	decimal_share(x, weights, 2, DECIMAL_PLACES - 1, shares);
	decimal_format_places(&shares[0], CENTS, false, text);
	return decimal_read(text, strlen(text), &rounded) ? rounded : decimal_from_int(0);
}

static struct decimal mean(const struct decimal window[FORECAST_WINDOW])
{
	struct decimal sum = {0};
	for (size_t i = 0; i < FORECAST_WINDOW; i++)
		decimal_add(&sum, &window[i]);
	return divide(&sum, FORECAST_WINDOW);
}

static struct decimal median(const struct decimal window[FORECAST_WINDOW])
{
	struct decimal sorted[FORECAST_WINDOW];
	memcpy(sorted, window, sizeof sorted);
	qsort(sorted, FORECAST_WINDOW, sizeof *sorted, compare);
	struct decimal middle = sorted[FORECAST_WINDOW / 2 - 1];
	decimal_add(&middle, &sorted[FORECAST_WINDOW / 2]);
	return divide(&middle, 2);
}

static const struct {
	const char *name;
	struct decimal (*rate)(const struct decimal window[FORECAST_WINDOW]);
} METHODS[FORECAST_METHODS] = {
	[FORECAST_MEAN] = {"mean", mean},
	[FORECAST_MEDIAN] = {"median", median},
};

const char *forecast_method_name(enum forecast_method method)
{
	return METHODS[method].name;
}

// ---- One month ----

static size_t day_index(const struct forecast_days *days, int64_t day)
{
	return (size_t)((day - days->first) / DAY_SECONDS);
}

static struct decimal sum_of(const struct forecast_days *days, size_t from, size_t to)
{
	struct decimal sum = {0};
	for (size_t i = from; i < to; i++)
		decimal_add(&sum, &days->cost[i]);
	return sum;
}

// The month that begins at index `from`, known up to index `known`.
static void estimate(const struct forecast_days *days, size_t from, size_t known, size_t length,
		     struct forecast *out)
{
	out->complete = known - from;
	out->remaining = length - out->complete;
	out->so_far = sum_of(days, from, known);
	out->rate = METHODS[out->method].rate(&days->cost[known - FORECAST_WINDOW]);
	out->total = out->so_far;
	for (size_t i = 0; i < out->remaining; i++)
		decimal_add(&out->total, &out->rate);
}

static size_t length_of(int64_t month)
{
	return (size_t)((clock_add_months(month, 1) - month) / DAY_SECONDS);
}

// ---- Tried on past months ----

static void try_method(const struct forecast_days *days, int64_t month, struct forecast *out)
{
	double errors = 0;
	size_t tried = 0;
	for (int64_t past = clock_add_months(month, -1); past >= days->first;
	     past = clock_add_months(past, -1)) {
		size_t from = day_index(days, past), length = length_of(past);
		size_t known = from + (out->complete < length ? out->complete : length);
		struct forecast then = {.method = out->method};
		struct decimal actual = sum_of(days, from, from + length);
		double truth = decimal_to_double(&actual);
		if (known < FORECAST_WINDOW || truth <= 0)
			continue;
		estimate(days, from, known, length, &then);
		errors += fabs(decimal_to_double(&then.total) - truth) / truth;
		tried++;
	}
	out->tried = tried;
	out->error_percent = tried ? 100 * errors / (double)tried : 0;
}

bool forecast_month(const struct forecast_days *days, int64_t month, struct forecast *out)
{
	size_t length = length_of(month);
	if (month < days->first || days->count < FORECAST_WINDOW)
		return false;
	size_t from = day_index(days, month);
	if (days->count < from || days->count >= from + length)
		return false;
	for (size_t m = 0; m < FORECAST_METHODS; m++) {
		struct forecast candidate = {.method = (enum forecast_method)m};
		estimate(days, from, days->count, length, &candidate);
		try_method(days, month, &candidate);
		if (m == 0 || candidate.error_percent < out->error_percent)
			*out = candidate;
	}
	return true;
}
