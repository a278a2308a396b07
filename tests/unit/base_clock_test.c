// Times against the C library's timegm and gmtime, durations, ages, and the fixed clock.
#include "base/clock.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

// Every 7919 hours from 1900 to 2200: the peer's calendar is ours.
static void test_calendar(void)
{
	for (int64_t t = -2208988800; t < 7258118400; t += (int64_t)7919 * 3600 + 1) {
		time_t peer = (time_t)t;
		struct tm tm;
		gmtime_r(&peer, &tm);
		struct civil c = clock_to_civil(t);
		bool same = c.year == tm.tm_year + 1900 && c.month == tm.tm_mon + 1 &&
			    c.day == tm.tm_mday && c.hour == tm.tm_hour && c.minute == tm.tm_min &&
			    c.second == tm.tm_sec;
		if (!test_count(same && clock_from_civil(c) == (int64_t)timegm(&tm) &&
				clock_weekday(t) == (tm.tm_wday + 6) % 7))
			fprintf(stderr, "base_clock: %lld is another day\n", (long long)t);
	}
	expect_int(clock_day(-1), -DAY_SECONDS);
	expect_int(clock_month(1709251199), 1706745600); // 2024-02-29T23:59:59 -> 2024-02-01
}

static const struct {
	const char *from;
	int months;
	const char *to;
} MONTHS[] = {
	{"2024-01-31", 1, "2024-02-29"},  {"2023-01-31", 1, "2023-02-28"},
	{"2024-02-29", 12, "2025-02-28"}, {"2024-03-31", -1, "2024-02-29"},
	{"2024-01-15", -1, "2023-12-15"}, {"2024-12-31", 2, "2025-02-28"},
	{"2024-01-15", 0, "2024-01-15"},  {"2024-01-15", -25, "2021-12-15"},
};

static void test_months(void)
{
	for (size_t i = 0; i < sizeof MONTHS / sizeof *MONTHS; i++) {
		int64_t time = 0;
		struct err err = {0};
		char text[32];
		expect_true(clock_parse(slice_of(MONTHS[i].from), &time, &err));
		expect_text(clock_format_day(clock_add_months(time, MONTHS[i].months), text),
			    MONTHS[i].to);
	}
}

static const struct {
	const char *text;
	int64_t seconds; // -1: refused
} DURATIONS[] = {
	{"90s", 90},	 {"15m", 900},	    {"15min", 900},   {"12h", 43200},  {"30d", 2592000},
	{"2w", 1209600}, {"6mo", 15552000}, {"1y", 31536000}, {"1h30m", 5400}, {"1h 30m", 5400},
	{" 5s ", 5},	 {"0s", 0},	    {"", -1},	      {"5", -1},       {"h", -1},
	{"-5s", -1},	 {"1.5h", -1},	    {"5x", -1},	      {"5s5", -1},     {"9999999999s", -1},
};

static void test_durations(void)
{
	for (size_t i = 0; i < sizeof DURATIONS / sizeof *DURATIONS; i++) {
		int64_t seconds = -1;
		struct err err = {0};
		expect_int(clock_parse_duration(slice_of(DURATIONS[i].text), &seconds, &err),
			   DURATIONS[i].seconds >= 0);
		expect_int(seconds, DURATIONS[i].seconds);
	}
	struct str many = {0};
	int64_t seconds;
	struct err err = {0};
	for (int i = 0; i < 400; i++)
		str_add_text(&many, "999999999y");
	expect_true(!clock_parse_duration(str_slice(&many), &seconds, &err));
	expect_int(err.code, ERR_INVALID);
	str_fini(&many);
}

static const struct {
	int64_t seconds;
	const char *text;
} AGES[] = {
	{0, "0s"},
	{59, "59s"},
	{60, "1m"},
	{3599, "59m"},
	{3600, "1h"},
	{172799, "47h"},
	{172800, "2d"},
	{864000000, "10000d"},
	{-10800, "-3h"},
	{-1, "-1s"},
	{INT64_MIN, "-106751991167300d"},
};

static void test_ages(void)
{
	for (size_t i = 0; i < sizeof AGES / sizeof *AGES; i++) {
		char text[32];
		expect_text(clock_format_age(AGES[i].seconds, text), AGES[i].text);
	}
}

static void test_month_texts(void)
{
	static const char *const BAD[] = {"2018", "2018-13", "2018-00", "2018-1", "2018-12-01", ""};
	int64_t time = 0;
	struct err err = {0};
	char text[32];
	expect_true(clock_parse_month(SLICE("2018-12"), &time, &err));
	expect_int(time, 1543622400); // date -u -d 2018-12-01 +%s
	expect_text(clock_format_month(time, text), "2018-12");
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
		expect_true(!clock_parse_month(slice_of(BAD[i]), &time, &err));
}

static void test_fixed(void)
{
	clock_fix(1543622400);
	expect_int(clock_now(), 1543622400);
	clock_fix(0);
	int64_t before = (int64_t)time(NULL), now = clock_now(), after = (int64_t)time(NULL);
	expect_true(before <= now && now <= after);
}

int main(void)
{
	test_calendar();
	test_months();
	test_durations();
	test_ages();
	test_month_texts();
	test_fixed();
	return test_done("base_clock");
}
