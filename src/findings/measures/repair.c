#include "findings/measures/repair.h"

#include "base/str.h"

#include <stdlib.h>

#define DAY 86400.0

// How long an episode lasted up to `at`, and whether it ended in a repair by then.
struct span {
	int64_t seconds;
	bool repaired;
};

static bool is_open(const struct episode *e, int64_t at)
{
	return e->opened < at && (!e->ended || e->ended >= at);
}

static struct span span_of(const struct episode *e, int64_t at)
{
	bool open = is_open(e, at);
	return (struct span){(open ? at : e->ended) - e->opened, !open && e->repaired};
}

// Of the same length, repairs come first: who is censored at a time was at risk at it.
static int compare_spans(const void *a, const void *b)
{
	const struct span *x = a, *y = b;
	if (x->seconds != y->seconds)
		return x->seconds < y->seconds ? -1 : 1;
	return (int)y->repaired - (int)x->repaired;
}

static struct span *sorted_spans(const struct episode *episodes, size_t count, int64_t at,
				 size_t *out)
{
	struct span *spans = mem_alloc((count + 1) * sizeof *spans);
	*out = 0;
	for (size_t i = 0; i < count; i++)
		if (episodes[i].opened < at)
			spans[(*out)++] = span_of(&episodes[i], at);
	qsort(spans, *out, sizeof *spans, compare_spans);
	return spans;
}

// The survival function, step by step: up to `days`, or up to where it is at most `share`. Returns
// the time it stopped at in days, negative when it never fell so far.
static double walk(const struct span *spans, size_t count, double days, double *share)
{
	double survival = 1, until = *share;
	for (size_t i = 0; i < count;) {
		size_t at_risk = count - i, repaired = 0;
		int64_t seconds = spans[i].seconds;
		if ((double)seconds / DAY > days)
			break;
		for (; i < count && spans[i].seconds == seconds; i++)
			repaired += spans[i].repaired;
		survival *= 1 - (double)repaired / (double)at_risk;
		*share = survival;
		if (repaired && survival <= until + 1e-12)
			return (double)seconds / DAY;
	}
	*share = survival;
	return -1;
}

double repair_survival(const struct episode *episodes, size_t count, int64_t at, double days)
{
	size_t known;
	double share = -1;
	struct span *spans = sorted_spans(episodes, count, at, &known);
	walk(spans, known, days, &share);
	free(spans);
	return share;
}

static int compare_seconds(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

static double mean_days(const int64_t *seconds, size_t count)
{
	double sum = 0;
	for (size_t i = 0; i < count; i++)
		sum += (double)seconds[i];
	return count ? sum / (double)count / DAY : -1;
}

static double median_days(int64_t *seconds, size_t count)
{
	if (!count)
		return -1;
	qsort(seconds, count, sizeof *seconds, compare_seconds);
	double low = (double)seconds[(count - 1) / 2], high = (double)seconds[count / 2];
	return (low + high) / 2 / DAY;
}

void repair_measure(const struct episode *episodes, size_t count, struct repair_window window,
		    struct repair *out)
{
	size_t known;
	double half = 0.5;
	int64_t *repaired = mem_alloc((count + 1) * sizeof *repaired);
	int64_t *open = mem_alloc((count + 1) * sizeof *open);
	*out = (struct repair){0};
	for (size_t i = 0; i < count; i++) {
		const struct episode *e = &episodes[i];
		if (is_open(e, window.to))
			open[out->open++] = window.to - e->opened;
		else if (e->repaired && e->ended >= window.from && e->ended < window.to)
			repaired[out->repaired++] = e->ended - e->opened;
	}
	out->mean = mean_days(repaired, out->repaired);
	out->median = median_days(repaired, out->repaired);
	out->open_mean = mean_days(open, out->open);
	struct span *spans = sorted_spans(episodes, count, window.to, &known);
	out->survival_median = walk(spans, known, 1e18, &half);
	free(spans);
	free(repaired);
	free(open);
}
