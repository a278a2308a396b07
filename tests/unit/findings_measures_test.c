// Measures of findings on histories made by hand: every expected number is worked out beside its
// case.
#include "base/clock.h"
#include "findings/measures/repair.h"
#include "findings/measures/trend.h"
#include "tests/unit/test.h"

#include <math.h>
#include <string.h>

enum { DAY = 86400, WEEK = 7 * DAY };

static int64_t monday(void)
{
	return clock_from_civil((struct civil){.year = 2026, .month = 11, .day = 2});
}

static bool near(double got, double expected)
{
	return test_count(fabs(got - expected) < 0.005);
}

// ---- Repair ----

// Repaired after 5, 10, 10 and 40 days, open for 3, 20 and 90: the mean is 65/4, the middle two
// are 10 and 10, the open ones 113/3. Kaplan-Meier: at 5 days 6 are at risk (one was censored at
// 3), 5/6 stay; at 10 days 5, two go: 5/6 x 3/5 = 1/2; at 40 days 2 (20 was censored): 1/4.
static void test_repair(void)
{
	int64_t at = monday();
	const int repaired[] = {5, 10, 10, 40}, open[] = {3, 20, 90};
	struct episode e[7];
	for (int i = 0; i < 4; i++)
		e[i] = (struct episode){at - (1 + repaired[i]) * DAY, at - DAY, true};
	for (int i = 0; i < 3; i++)
		e[4 + i] = (struct episode){at - open[i] * DAY, 0, false};
	struct repair got;
	repair_measure(e, 7, (struct repair_window){at - WEEK, at}, &got);
	expect_int((int64_t)got.repaired, 4);
	expect_int((int64_t)got.open, 3);
	near(got.mean, 16.25);
	near(got.median, 10);
	near(got.open_mean, 37.67);
	near(got.survival_median, 10);
	near(repair_survival(e, 7, at, 4.9), 1);
	near(repair_survival(e, 7, at, 5), 0.8333);
	near(repair_survival(e, 7, at, 10), 0.5);
	near(repair_survival(e, 7, at, 40), 0.25);
}

// What did not end in a repair is censored when it ended; what ended before the window counts for
// the curve only; what ends at the window's end is open then.
static void test_repair_edges(void)
{
	int64_t at = monday();
	struct repair got;
	repair_measure(NULL, 0, (struct repair_window){at - WEEK, at}, &got);
	expect_int((int64_t)(got.repaired + got.open), 0);
	expect_true(got.mean < 0 && got.median < 0 && got.open_mean < 0 && got.survival_median < 0);
	const struct episode e[] = {
		{at - 10 * DAY, at - 4 * DAY, false}, // claimed: lived 6 days at least
		{at - 60 * DAY, at - 50 * DAY, true}, // repaired long ago
		{at - 2 * DAY, at, true},	      // repaired when the window is over
		{at, 0, false},			      // not there yet
	};
	repair_measure(e, 4, (struct repair_window){at - WEEK, at}, &got);
	expect_int((int64_t)got.repaired, 0);
	expect_int((int64_t)got.open, 1);
	near(got.open_mean, 2);
	near(got.survival_median, 10); // at 10 days the only one at risk is repaired
}

// ---- Trend ----

static void test_trend(void)
{
	int64_t first = monday();
	const struct trend_event events[] = {
		{first - 20 * DAY, TREND_OPENED, LEVEL_HIGH, 0, 0},
		{first - 1, TREND_OPENED, LEVEL_LOW, 0, 0},
		{first, TREND_OPENED, LEVEL_HIGH, 0, 0}, // the week's first second is its own
		{first + DAY, TREND_MOVED, LEVEL_CRITICAL, LEVEL_HIGH, 0},
		{first + 2 * DAY, TREND_CLOSED, LEVEL_LOW, 0, REASON_RETIRED},
		{first + WEEK - 1, TREND_CLOSED, LEVEL_HIGH, 0, REASON_FIXED},
		{first + WEEK, TREND_REOPENED, LEVEL_HIGH, 0, 0}, // the next week's
	};
	const int64_t scans[] = {first + WEEK, first - 1, first + 4 * WEEK};
	struct trend_week w[3];
	struct trend_input input = {events, 7, scans, 3};
	trend_weeks(&input, first, w, 3);
	const struct trend_counts *high = &w[0].levels[LEVEL_HIGH];
	expect_int(high->start, 1);
	expect_int(high->opened, 1);
	expect_int(high->out, 1);
	expect_int(high->closed[REASON_FIXED], 1);
	expect_int(high->end, 0);
	expect_int(w[0].levels[LEVEL_CRITICAL].in, 1);
	expect_int(w[0].levels[LEVEL_CRITICAL].end, 1);
	expect_int(w[0].levels[LEVEL_LOW].closed[REASON_RETIRED], 1);
	expect_int(w[0].all.start, 2);
	expect_int(w[0].all.end, 1);
	expect_int(trend_closed(&w[0].all), 2);
	expect_int(w[1].levels[LEVEL_HIGH].reopened, 1);
	expect_int(w[1].all.end, 2);
	expect_int(w[2].all.start, 2);
	expect_true(!w[0].scanned && w[1].scanned && !w[2].scanned);
}

// Random lives of many findings: whatever happens, every week balances, begins as the one before
// ended, and ends with what is really open.
static void test_balance(void)
{
	enum { FINDINGS = 50, STEPS = 4000, WEEKS = 20 };
	static struct trend_event events[STEPS];
	int level[FINDINGS];
	bool open[FINDINGS] = {false}, seen[FINDINGS] = {false};
	uint64_t state = 88172645463325252u;
	int64_t first = monday(), now_open = 0;
	size_t count = 0;
	for (int i = 0; i < STEPS; i++) {
		state ^= state << 13, state ^= state >> 7, state ^= state << 17;
		int f = (int)(state % FINDINGS), to = (int)(state >> 8) % FINDING_LEVELS;
		struct trend_event e = {.at = first - 2 * WEEK + (int64_t)i * 22 * WEEK / STEPS};
		to = to < 0 ? -to : to;
		if (!open[f]) {
			e.kind = seen[f] ? TREND_REOPENED : TREND_OPENED;
			level[f] = to;
			open[f] = seen[f] = true;
			now_open++;
		} else if (state >> 20 & 1) {
			e.kind = TREND_CLOSED;
			e.reason = (enum trend_reason)(state >> 24 & 3);
			open[f] = false;
			now_open--;
		} else {
			e.kind = TREND_MOVED;
			e.was = (enum finding_level)level[f];
			level[f] = to;
		}
		e.level = (enum finding_level)level[f];
		events[count++] = e;
	}
	struct trend_week weeks[WEEKS];
	struct trend_input input = {events, count, NULL, 0};
	trend_weeks(&input, first, weeks, WEEKS);
	for (int w = 0; w < WEEKS; w++) {
		expect_true(trend_balances(&weeks[w]));
		expect_true(!w || weeks[w].all.start == weeks[w - 1].all.end);
	}
	expect_int(weeks[WEEKS - 1].all.end, now_open);
}

static void test_monday(void)
{
	char text[32];
	int64_t sunday = clock_from_civil((struct civil){.year = 2027, .month = 1, .day = 3});
	expect_text(clock_format_day(trend_monday(sunday + DAY - 1), text), "2026-12-28");
	expect_text(clock_format_day(trend_monday(monday()), text), "2026-11-02");
	expect_text(trend_reason_name(REASON_RETIRED), "retired");
}

int main(void)
{
	test_repair();
	test_repair_edges();
	test_trend();
	test_balance();
	test_monday();
	return test_done("findings_measures");
}
