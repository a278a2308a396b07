// Times: unix seconds UTC everywhere, civil dates, and text in and out.
//
// `--now` fixes the clock: nobody but clock_now reads it, and domains are given a time.
// Calendar arithmetic is proleptic Gregorian without leap seconds (POSIX).
#ifndef GAVEL_BASE_CLOCK_H
#define GAVEL_BASE_CLOCK_H

#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

enum { DAY_SECONDS = 86400 };

struct civil {
	int year, month, day;	  // month 1-12, day 1-31
	int hour, minute, second; // second 0-59
};

// The fixed time if one was set, else the system's.
int64_t clock_now(void);
void clock_fix(int64_t now); // from `--now`; 0 lets it run again
int64_t clock_wall(void);    // the system's, also when fixed: for protocols that check it
bool clock_is_fixed(void);
int64_t clock_monotonic_ms(void); // for durations and deadlines only

int64_t clock_from_civil(struct civil c); // fields out of range carry over
struct civil clock_to_civil(int64_t time);
int clock_month_days(int year, int month);
int64_t clock_day(int64_t time);		    // floor to midnight
int64_t clock_month(int64_t time);		    // floor to the first of the month
int64_t clock_add_months(int64_t time, int months); // day cut to the target month's length
int clock_weekday(int64_t time);		    // 0 = Monday

// ISO 8601 and its cousins seen in bills and reports: 2018-06-20T01:00:00Z, with
// fraction (dropped), with a blank for T, with no zone (UTC), with +hh:mm, a bare
// date, 20180801T000000.000Z. ERR_INVALID says what is wrong with the text.
bool clock_parse(struct slice text, int64_t *time, struct err *err);
// "90s 15m 12h 30d 2w 6mo 1y" or a sum of them: seconds (a month is 30, a year 365 days).
bool clock_parse_duration(struct slice text, int64_t *seconds, struct err *err);
bool clock_parse_month(struct slice text, int64_t *time, struct err *err); // 2018-12

// All write at most 32 bytes with the NUL and return out.
char *clock_format(int64_t time, char out[32]);	       // 2018-06-20T01:00:00Z
char *clock_format_day(int64_t time, char out[32]);    // 2018-06-20
char *clock_format_month(int64_t time, char out[32]);  // 2018-06
char *clock_format_age(int64_t seconds, char out[32]); // 45s 12m 3h 9d, "-3h" when in the future

#endif
