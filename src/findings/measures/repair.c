#include "findings/measures/repair.h"

#include <float.h>
#include <stdlib.h>

// Of the same length, repairs come first: who is lost from sight at a time was at risk at it.
static int compare(const void *a, const void *b)
{
	const struct repair_span *x = a, *y = b;
	if (x->seconds != y->seconds)
		return x->seconds < y->seconds ? -1 : 1;
	return (int)y->repaired - (int)x->repaired;
}

static int64_t sort(struct repair_span *spans, size_t count)
{
	int64_t all = 0;
	if (count)
		qsort(spans, count, sizeof *spans, compare);
	for (size_t i = 0; i < count; i++)
		all += spans[i].findings;
	return all;
}

// The n-th finding's span, from 0.
static double at(const struct repair_span *spans, int64_t n)
{
	for (; n >= spans->findings; spans++)
		n -= spans->findings;
	return (double)spans->seconds;
}

double repair_median(struct repair_span *spans, size_t count)
{
	int64_t all = sort(spans, count);
	return all ? (at(spans, (all - 1) / 2) + at(spans, all / 2)) / 2 : -1;
}

// Where the survival function stops: behind `seconds`, or where it is at most `share`.
struct walk {
	double seconds, share; // in
	double survival;       // out
	int64_t stopped;       // out: at which span's seconds it fell to the share; -1 when not
};

static void walk(const struct repair_span *spans, size_t count, int64_t at_risk, struct walk *w)
{
	const double rounding = 1e-12;
	w->survival = 1;
	w->stopped = -1;
	for (size_t i = 0; i < count && (double)spans[i].seconds <= w->seconds;) {
		int64_t seconds = spans[i].seconds, repaired = 0, left = at_risk;
		for (; i < count && spans[i].seconds == seconds; i++) {
			repaired += spans[i].repaired ? spans[i].findings : 0;
			left -= spans[i].findings;
		}
		w->survival *= 1 - (double)repaired / (double)at_risk;
		at_risk = left;
		if (repaired && w->survival <= w->share + rounding) {
			w->stopped = seconds;
			return;
		}
	}
}

double repair_survival(struct repair_span *spans, size_t count, double seconds)
{
	struct walk w = {.seconds = seconds, .share = -1};
	walk(spans, count, sort(spans, count), &w);
	return w.survival;
}

double repair_survival_median(struct repair_span *spans, size_t count)
{
	struct walk w = {.seconds = DBL_MAX, .share = 0.5};
	walk(spans, count, sort(spans, count), &w);
	return (double)w.stopped;
}
