// Forecasts of months made by hand: every expected number is worked out beside its case.
#include "cost/forecast.h"

#include "base/clock.h"
#include "tests/unit/test.h"

#include <math.h>
#include <string.h>

enum { DAYS = 31 + 30 + 31 };

static int64_t october(void)
{
	return clock_from_civil((struct civil){.year = 2026, .month = 10, .day = 1});
}

// October, November and December of 2026 at one cost a day.
static void fill(struct decimal days[DAYS], const char *cost)
{
	for (size_t i = 0; i < DAYS; i++)
		decimal_read(cost, strlen(cost), &days[i]);
}

static const char *text(const struct decimal *x)
{
	static char out[DECIMAL_TEXT];
	decimal_format(x, out);
	return out;
}

static bool december(const struct decimal days[DAYS], size_t complete, struct forecast *out)
{
	struct forecast_days known = {days, 31 + 30 + complete, october()};
	return forecast_month(&known, clock_add_months(october(), 2), out);
}

static void test_steady(void)
{
	struct decimal days[DAYS];
	struct forecast f;
	fill(days, "10");
	expect_true(december(days, 20, &f));
	expect_text(text(&f.so_far), "200");
	expect_text(text(&f.rate), "10");
	expect_text(text(&f.total), "310"); // 200 + 11 x 10
	expect_int((int64_t)f.complete, 20);
	expect_int((int64_t)f.remaining, 11);
	expect_int((int64_t)f.tried, 2);
	expect_true(f.error_percent == 0);
}

// One day of 1000 among days of 10. The mean of its fourteen days is (13 x 10 + 1000) / 14 =
// 80.714285... The past months had no such day, so both rates were right: the first is used.
static void test_spike(void)
{
	struct decimal days[DAYS];
	struct forecast f;
	fill(days, "10");
	days[61 + 15] = decimal_from_int(1000);
	expect_true(december(days, 20, &f));
	expect_int(f.method, FORECAST_MEAN);
	expect_text(text(&f.rate), "80.71");
	expect_text(text(&f.total), "2077.81"); // 19 x 10 + 1000 + 11 x 80.71
}

// When past months had one too, the median was right and the mean was not.
static void test_spikes(void)
{
	struct decimal days[DAYS];
	struct forecast f;
	fill(days, "10");
	days[15] = days[31 + 15] = days[61 + 15] = decimal_from_int(1000);
	expect_true(december(days, 20, &f));
	expect_int(f.method, FORECAST_MEDIAN);
	expect_text(text(&f.rate), "10");
	expect_text(text(&f.total), "1300"); // 19 x 10 + 1000 + 11 x 10
	expect_true(f.error_percent == 0);
}

// October went on at 20 a day after its 20th: 420 in all, where 200 + 11 x 10 = 310 would have
// been forecast, 110 / 420 too little. November did as forecast. The mean of the two errors:
static void test_error(void)
{
	struct decimal days[DAYS];
	struct forecast f;
	fill(days, "10");
	for (size_t i = 20; i < 31; i++)
		days[i] = decimal_from_int(20);
	expect_true(december(days, 20, &f));
	expect_true(fabs(f.error_percent - 100.0 * 110 / 420 / 2) < 1e-9);
}

// A half goes to the even cent: 0.07 / 14 = 0.005, 0.21 / 14 = 0.015.
static void test_rounding(void)
{
	struct decimal days[DAYS];
	struct forecast f;
	fill(days, "0");
	decimal_read("0.07", 4, &days[61 + 19]);
	expect_true(december(days, 20, &f));
	expect_text(text(&f.rate), "0");
	decimal_read("0.21", 4, &days[61 + 19]);
	expect_true(december(days, 20, &f));
	expect_text(text(&f.rate), "0.02");
}

static void test_none(void)
{
	struct decimal days[DAYS];
	struct forecast f;
	struct forecast_days few = {days, FORECAST_WINDOW - 1, october()};
	fill(days, "10");
	expect_true(!december(days, 31, &f)); // nothing remains
	expect_true(!forecast_month(&few, october(), &f));
	expect_true(!forecast_month(&few, clock_add_months(october(), -1), &f));
	few.count = FORECAST_WINDOW;
	expect_true(forecast_month(&few, october(), &f));
	expect_int((int64_t)f.tried, 0);
}

int main(void)
{
	test_steady();
	test_spike();
	test_spikes();
	test_error();
	test_rounding();
	test_none();
	return test_done("cost_forecast");
}
