#include "findings/measures/trend.h"

#include "base/clock.h"

enum { WEEK_SECONDS = 7 * 86400 };

static const char *const REASONS[TREND_REASONS] = {"fixed", "retired", "claimed", "gone"};

int64_t trend_monday(int64_t time)
{
	return clock_day(time) - (int64_t)clock_weekday(time) * 86400;
}

const char *trend_reason_name(enum trend_reason reason)
{
	return REASONS[reason];
}

int64_t trend_closed(const struct trend_counts *counts)
{
	int64_t sum = 0;
	for (int i = 0; i < TREND_REASONS; i++)
		sum += counts->closed[i];
	return sum;
}

static bool counts_balance(const struct trend_counts *c)
{
	return c->end == c->start + c->opened + c->reopened + c->in - c->out - trend_closed(c);
}

bool trend_balances(const struct trend_week *week)
{
	for (int level = 0; level < FINDING_LEVELS; level++)
		if (!counts_balance(&week->levels[level]))
			return false;
	return week->all.in == week->all.out && counts_balance(&week->all);
}

// What is open per level, as events change it.
struct standing {
	int64_t open[FINDING_LEVELS];
};

static void stand(struct standing *standing, const struct trend_event *event)
{
	switch (event->kind) {
	case TREND_OPENED:
	case TREND_REOPENED: standing->open[event->level]++; break;
	case TREND_CLOSED: standing->open[event->level]--; break;
	case TREND_MOVED:
		standing->open[event->was]--;
		standing->open[event->level]++;
		break;
	}
}

static void count(struct trend_counts *counts, const struct trend_event *event)
{
	counts->opened += event->kind == TREND_OPENED;
	counts->reopened += event->kind == TREND_REOPENED;
	counts->in += event->kind == TREND_MOVED;
	if (event->kind == TREND_CLOSED)
		counts->closed[event->reason]++;
}

static void take(struct trend_week *week, const struct trend_event *event)
{
	count(&week->levels[event->level], event);
	count(&week->all, event);
	if (event->kind != TREND_MOVED)
		return;
	week->levels[event->was].out++;
	week->all.out++;
}

static void begin(struct trend_week *week, int64_t from, const struct standing *standing)
{
	*week = (struct trend_week){.from = from};
	for (int level = 0; level < FINDING_LEVELS; level++) {
		week->levels[level].start = standing->open[level];
		week->all.start += standing->open[level];
	}
}

static void end(struct trend_week *week, const struct standing *standing)
{
	for (int level = 0; level < FINDING_LEVELS; level++) {
		week->levels[level].end = standing->open[level];
		week->all.end += standing->open[level];
	}
}

static void mark_scanned(const struct trend_input *input, int64_t first, struct trend_week *weeks,
			 size_t count)
{
	for (size_t i = 0; i < input->scan_count; i++) {
		int64_t after = input->scans[i] - first;
		if (after >= 0 && (size_t)(after / WEEK_SECONDS) < count)
			weeks[after / WEEK_SECONDS].scanned = true;
	}
}

void trend_weeks(const struct trend_input *input, int64_t first, struct trend_week *weeks,
		 size_t count)
{
	struct standing standing = {{0}};
	size_t next = 0;
	for (; next < input->event_count && input->events[next].at < first; next++)
		stand(&standing, &input->events[next]);
	for (size_t w = 0; w < count; w++) {
		int64_t from = first + (int64_t)w * WEEK_SECONDS;
		begin(&weeks[w], from, &standing);
		for (; next < input->event_count && input->events[next].at < from + WEEK_SECONDS;
		     next++) {
			take(&weeks[w], &input->events[next]);
			stand(&standing, &input->events[next]);
		}
		end(&weeks[w], &standing);
	}
	mark_scanned(input, first, weeks, count);
}
