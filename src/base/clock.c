#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

// The one thing here that changes: the time that --now fixed, 0 = running.
static int64_t fixed;

int64_t clock_now(void)
{
	return fixed ? fixed : clock_wall();
}

int64_t clock_wall(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t); // time(2) may lag behind a timer that went off
	return (int64_t)t.tv_sec;
}

void clock_fix(int64_t now)
{
	fixed = now;
}

bool clock_is_fixed(void)
{
	return fixed != 0;
}

int64_t clock_monotonic_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

// Days since 1970-01-01 of a civil date: years begin in March, eras of 400 years.
static int64_t days_from_date(int64_t year, int64_t month, int64_t day)
{
	year += floor_div(month - 1, 12);
	month = month - 1 - floor_div(month - 1, 12) * 12 + 1;
	year -= month <= 2;
	int64_t era = floor_div(year, 400), of_era = year - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

int64_t clock_from_civil(struct civil c)
{
	return days_from_date(c.year, c.month, c.day) * DAY_SECONDS + c.hour * (int64_t)3600 +
	       c.minute * (int64_t)60 + c.second;
}

struct civil clock_to_civil(int64_t time)
{
	int64_t days = floor_div(time, DAY_SECONDS), rest = time - days * DAY_SECONDS;
	int64_t shifted = days + 719468, era = floor_div(shifted, 146097),
		of_era = shifted - era * 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * of_year + 2) / 153;
	struct civil c = {.day = (int)(of_year - (153 * month + 2) / 5 + 1),
			  .month = (int)(month < 10 ? month + 3 : month - 9),
			  .hour = (int)(rest / 3600),
			  .minute = (int)(rest / 60 % 60),
			  .second = (int)(rest % 60)};
	c.year = (int)(year + era * 400 + (c.month <= 2));
	return c;
}

int clock_month_days(int year, int month)
{
	return (int)(days_from_date(year, month + 1, 1) - days_from_date(year, month, 1));
}

int64_t clock_day(int64_t time)
{
	return floor_div(time, DAY_SECONDS) * DAY_SECONDS;
}

int64_t clock_month(int64_t time)
{
	struct civil c = clock_to_civil(time);
	return days_from_date(c.year, c.month, 1) * DAY_SECONDS;
}

int64_t clock_add_months(int64_t time, int months)
{
	struct civil c = clock_to_civil(time);
	c.month += months;
	int64_t year = c.year + floor_div(c.month - 1, 12);
	int month = (int)(c.month - 1 - floor_div(c.month - 1, 12) * 12 + 1);
	int last = clock_month_days((int)year, month);
	if (c.day > last)
		c.day = last;
	return clock_from_civil(c);
}

int clock_weekday(int64_t time)
{
	int64_t days = floor_div(time, DAY_SECONDS) + 3; // 1970-01-01 was a Thursday
	return (int)(days - floor_div(days, 7) * 7);
}

// ---- Reading ----

// Takes exactly `count` digits off the front.
static bool take_digits(struct slice *text, int count, int *out)
{
	if (text->len < (size_t)count)
		return false;
	*out = 0;
	for (int i = 0; i < count; i++) {
		if (text->at[i] < '0' || text->at[i] > '9')
			return false;
		*out = *out * 10 + text->at[i] - '0';
	}
	text->at += count;
	text->len -= (size_t)count;
	return true;
}

static bool take_char(struct slice *text, char c)
{
	if (!text->len || text->at[0] != c)
		return false;
	text->at++;
	text->len--;
	return true;
}

static bool take_zone(struct slice *text, int *offset)
{
	*offset = 0;
	if (!text->len || take_char(text, 'Z') || take_char(text, 'z'))
		return true;
	int sign = take_char(text, '+') ? 1 : take_char(text, '-') ? -1 : 0, hour, minute = 0;
	if (!sign || !take_digits(text, 2, &hour))
		return false;
	take_char(text, ':');
	if (text->len && !take_digits(text, 2, &minute))
		return false;
	*offset = sign * (hour * 3600 + minute * 60);
	return hour <= 18 && minute < 60;
}

static bool take_date(struct slice *text, struct civil *c)
{
	if (!take_digits(text, 4, &c->year))
		return false;
	bool dashed = take_char(text, '-');
	return take_digits(text, 2, &c->month) && (!dashed || take_char(text, '-')) &&
	       take_digits(text, 2, &c->day);
}

static bool take_time(struct slice *text, struct civil *c)
{
	if (!take_digits(text, 2, &c->hour))
		return false;
	bool colons = take_char(text, ':');
	if (!take_digits(text, 2, &c->minute))
		return false;
	if (colons ? take_char(text, ':') : text->len && text->at[0] >= '0' && text->at[0] <= '9')
		if (!take_digits(text, 2, &c->second))
			return false;
	if (take_char(text, '.'))
		while (text->len && text->at[0] >= '0' && text->at[0] <= '9')
			take_char(text, text->at[0]);
	take_char(text, ' ');
	return true;
}

static bool in_range(const struct civil *c)
{
	return c->month >= 1 && c->month <= 12 && c->day >= 1 &&
	       c->day <= clock_month_days(c->year, c->month) && c->hour <= 23 && c->minute <= 59 &&
	       c->second <= 60;
}

bool clock_parse(struct slice text, int64_t *time, struct err *err)
{
	struct slice rest = slice_trim(text);
	struct civil c = {0};
	int offset = 0;
	bool form = take_date(&rest, &c);
	if (form && rest.len)
		form = (take_char(&rest, 'T') || take_char(&rest, ' ')) && take_time(&rest, &c) &&
		       take_zone(&rest, &offset) && !rest.len;
	if (!form)
		return err_set(err, ERR_INVALID, "'%.*s' is not a time like 2018-06-20T01:00:00Z",
			       (int)(text.len > 60 ? 60 : text.len), text.len ? text.at : "");
	if (!in_range(&c))
		return err_set(err, ERR_INVALID, "'%.*s' is no day or hour that exists",
			       (int)(text.len > 60 ? 60 : text.len), text.at);
	*time = clock_from_civil(c) - offset;
	return true;
}

static const struct {
	const char *name;
	int64_t seconds;
} UNITS[] = {{"s", 1},
	     {"min", 60},
	     {"mo", 30 * DAY_SECONDS},
	     {"m", 60},
	     {"h", 3600},
	     {"d", DAY_SECONDS},
	     {"w", 7 * DAY_SECONDS},
	     {"y", 365 * (int64_t)DAY_SECONDS}};

static bool take_unit(struct slice *rest, int64_t count, int64_t *sum)
{
	for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++)
		if (slice_starts(*rest, UNITS[i].name)) {
			size_t len = strlen(UNITS[i].name);
			rest->at += len;
			rest->len -= len;
			return !__builtin_add_overflow(*sum, count * UNITS[i].seconds, sum);
		}
	return false;
}

bool clock_parse_duration(struct slice text, int64_t *seconds, struct err *err)
{
	struct slice rest = slice_trim(text);
	int64_t sum = 0;
	bool good = rest.len > 0;
	while (good && rest.len) {
		int64_t count = 0;
		int digits = 0, digit;
		for (; digits < 9 && take_digits(&rest, 1, &digit); digits++)
			count = count * 10 + digit;
		good = digits && take_unit(&rest, count, &sum);
		take_char(&rest, ' ');
	}
	if (!good)
		return err_set(err, ERR_INVALID, "'%.*s' is not a duration like 90s, 12h or 30d",
			       (int)(text.len > 60 ? 60 : text.len), text.len ? text.at : "");
	*seconds = sum;
	return true;
}

bool clock_parse_month(struct slice text, int64_t *time, struct err *err)
{
	struct slice rest = slice_trim(text);
	struct civil c = {.day = 1};
	if (!take_digits(&rest, 4, &c.year) || !take_char(&rest, '-') ||
	    !take_digits(&rest, 2, &c.month) || rest.len || !in_range(&c))
		return err_set(err, ERR_INVALID, "'%.*s' is not a month like 2018-12",
			       (int)(text.len > 60 ? 60 : text.len), text.len ? text.at : "");
	*time = clock_from_civil(c);
	return true;
}

// ---- Writing ----

char *clock_format(int64_t time, char out[32])
{
	struct civil c = clock_to_civil(time);
	snprintf(out, 32, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year % 10000, c.month, c.day, c.hour,
		 c.minute, c.second);
	return out;
}

char *clock_format_day(int64_t time, char out[32])
{
	clock_format(time, out);
	out[10] = 0;
	return out;
}

char *clock_format_month(int64_t time, char out[32])
{
	clock_format(time, out);
	out[7] = 0;
	return out;
}

char *clock_format_age(int64_t seconds, char out[32])
{
	const char *sign = seconds < 0 ? "-" : "";
	unsigned long long s =
		seconds < 0 ? 0 - (unsigned long long)seconds : (unsigned long long)seconds;
	if (s < 60)
		snprintf(out, 32, "%s%llus", sign, s);
	else if (s < 3600)
		snprintf(out, 32, "%s%llum", sign, s / 60);
	else if (s < 2 * DAY_SECONDS)
		snprintf(out, 32, "%s%lluh", sign, s / 3600);
	else
		snprintf(out, 32, "%s%llud", sign, s / DAY_SECONDS);
	return out;
}
