// When a source is due: tables worked out by hand with a calendar, all in UTC.
#include "base/clock.h"
#include "config/schedule.h"
#include "store/source_state.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

static int64_t at(const char *text)
{
	int64_t time = 0;
	struct err err = {0};
	if (*text && !clock_parse(slice_of(text), &time, &err))
		test_text(__FILE__, __LINE__, text, err.text, "a time");
	return time;
}

static const char *shown(int64_t time, char out[32])
{
	return time ? clock_format(time, out) : "";
}

// "every 6h", "at 02:30", "at mon 02:30, at 14:00": more than one separated by commas.
static bool read_schedule(const char *text, struct schedule *out, struct err *err)
{
	struct slice rest = slice_of(text);
	*out = (struct schedule){0};
	while (rest.len) {
		struct slice one = slice_trim(slice_cut(&rest, ',')), word = slice_cut(&one, ' ');
		bool every = slice_is(word, "every");
		if (!(every ? schedule_add_every : schedule_add_at)(out, one, err))
			return false;
	}
	return true;
}

// ---- The grid ----

static const struct {
	const char *schedule;
	int64_t offset;
	const char *after, *next;
} NEXT[] = {
	{"", 0, "2026-01-01T00:00:00Z", ""},
	// Every so often, from midnight.
	{"every 1h", 0, "2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"},
	{"every 1h", 0, "2026-01-01T00:59:59Z", "2026-01-01T01:00:00Z"},
	{"every 6h", 0, "2026-01-31T18:00:00Z", "2026-02-01T00:00:00Z"},
	{"every 1d", 0, "2024-02-28T00:00:00Z", "2024-02-29T00:00:00Z"},
	{"every 1d", 0, "2024-02-29T12:00:00Z", "2024-03-01T00:00:00Z"},
	{"every 1d", 0, "2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z"},
	{"every 1w", 0, "2026-01-01T00:00:00Z", "2026-01-05T00:00:00Z"}, // Thursday, Monday
	{"every 1s", 0, "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"},
	{"every 1h", 90, "2026-01-01T00:01:29Z", "2026-01-01T00:01:30Z"},
	{"every 1h", 90, "2026-01-01T00:01:30Z", "2026-01-01T01:01:30Z"},
	// At a time of the day.
	{"at 02:30", 0, "2026-01-01T02:29:59Z", "2026-01-01T02:30:00Z"},
	{"at 02:30", 0, "2026-01-01T02:30:00Z", "2026-01-02T02:30:00Z"},
	{"at 02:30", 0, "2025-02-28T03:00:00Z", "2025-03-01T02:30:00Z"},
	{"at 02:30", 0, "2024-02-28T03:00:00Z", "2024-02-29T02:30:00Z"},
	{"at 02:30", 0, "2026-04-30T03:00:00Z", "2026-05-01T02:30:00Z"},
	// The nights in which Europe and America change their clocks: UTC knows of neither.
	{"at 02:30", 0, "2026-03-29T00:00:00Z", "2026-03-29T02:30:00Z"},
	{"at 02:30", 0, "2026-11-01T02:30:00Z", "2026-11-02T02:30:00Z"},
	{"at 00:00", 0, "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"},
	{"at 23:59", 30, "2026-01-01T23:59:00Z", "2026-01-01T23:59:30Z"},
	{"at 02:30, at 14:00", 0, "2026-01-01T02:30:00Z", "2026-01-01T14:00:00Z"},
	{"at 14:00, at 02:30", 0, "2026-01-01T14:00:00Z", "2026-01-02T02:30:00Z"},
	// On a day of the week: 2026-11-25 is a Wednesday.
	{"at wed 02:30", 0, "2026-11-25T02:29:00Z", "2026-11-25T02:30:00Z"},
	{"at wed 02:30", 0, "2026-11-25T02:30:00Z", "2026-12-02T02:30:00Z"},
	{"at mon 02:30", 0, "2026-11-25T00:00:00Z", "2026-11-30T02:30:00Z"},
	{"at sun 02:30", 0, "2026-11-25T00:00:00Z", "2026-11-29T02:30:00Z"},
	{"at tue 02:30, at fri 02:30", 0, "2026-11-25T00:00:00Z", "2026-11-27T02:30:00Z"},
	// Before 1970, for what it is worth.
	{"every 1d", 0, "1969-12-30T12:00:00Z", "1969-12-31T00:00:00Z"},
};

static void check_next(void)
{
	for (size_t i = 0; i < sizeof NEXT / sizeof *NEXT; i++) {
		struct schedule schedule;
		struct err err = {0};
		char got[32];
		if (!read_schedule(NEXT[i].schedule, &schedule, &err))
			expect_text(err.text, NEXT[i].schedule);
		schedule.offset = NEXT[i].offset;
		expect_text(shown(schedule_next(&schedule, at(NEXT[i].after)), got), NEXT[i].next);
	}
}

static const struct {
	const char *schedule, *from, *to;
	int64_t count;
} COUNTS[] = {
	{"every 1h", "2026-01-01T00:00:00Z", "2026-01-01T03:00:00Z", 3},
	{"every 1h", "2026-01-01T00:00:01Z", "2026-01-01T02:59:59Z", 2},
	{"every 1h", "2026-01-01T03:00:00Z", "2026-01-01T00:00:00Z", 0},
	{"at 02:30", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", 31},
	{"at 02:30", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z", 29},
	{"at 02:30, at 14:00", "2026-01-01T03:00:00Z", "2026-01-03T03:00:00Z", 4},
	{"at mon 02:30", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", 5}, // 2 9 16 23 30
	{"", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", 0},
};

static void check_counts(void)
{
	for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++) {
		struct schedule schedule;
		struct err err = {0};
		if (!read_schedule(COUNTS[i].schedule, &schedule, &err))
			expect_text(err.text, COUNTS[i].schedule);
		expect_int(schedule_count(&schedule, at(COUNTS[i].from), at(COUNTS[i].to)),
			   COUNTS[i].count);
	}
}

#define NOT_A_TIME(text)                                                                           \
	{                                                                                          \
		"at " text, "'" text "': a time such as 02:30 or mon 02:30 (UTC) was expected"     \
	}

static const struct {
	const char *schedule, *error;
} REFUSED[] = {
	NOT_A_TIME("2:30"),
	NOT_A_TIME("24:00"),
	NOT_A_TIME("02:60"),
	NOT_A_TIME("0x:30"),
	NOT_A_TIME("noon"),
	NOT_A_TIME("monday 02:30"),
	NOT_A_TIME("Mon 02:30"),
	NOT_A_TIME("02:30 CET"),
	NOT_A_TIME("02:30 mon"),
	NOT_A_TIME(""),
	{"every 0s", "'0s': at least a second was expected"},
	{"at 02:30, at 02:30", "'02:30': that time is there already"},
	{"at 02:30, at mon 02:30", "'mon 02:30': that time is there already"},
	{"at mon 02:30, at 02:30", "'02:30': that time is there already"},
};

static void check_refused(void)
{
	for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++) {
		struct schedule schedule;
		struct err err = {0};
		bool one = !strchr(REFUSED[i].schedule, ',');
		bool read = one && !strncmp(REFUSED[i].schedule, "at ", 3)
				    ? schedule_add_at(&(struct schedule){0},
						      slice_of(REFUSED[i].schedule + 3), &err)
				    : read_schedule(REFUSED[i].schedule, &schedule, &err);
		expect_true(!read);
		expect_text(err.text, REFUSED[i].error);
	}
}

// Shares of the jitter: within it, the same each time, and not all alike.
static void check_spread(void)
{
	int seen[10] = {0}, used = 0;
	char host[16];
	expect_int(schedule_spread("bill", "a", 0), 0);
	expect_int(schedule_spread("bill", "a", 600), schedule_spread("bill", "a", 600));
	for (int i = 0; i < 1000; i++) {
		snprintf(host, sizeof host, "host%d", i);
		int64_t share = schedule_spread("bill", host, 9);
		if (share >= 0 && share <= 9)
			seen[share]++;
	}
	// A fair share of 1000 is 100 with a standard deviation below 10.
	for (int i = 0; i < 10; i++)
		used += seen[i] > 50 && seen[i] < 150;
	expect_int(used, 10);
	expect_true(schedule_spread("a", "host", 100000) != schedule_spread("b", "host", 100000));
}

// ---- With what happened ----

static const struct {
	const char *what, *schedule, *last_run;
	int64_t seconds, failures;
	const char *next_try, *started;
	bool running;
	const char *now, *next;
	int64_t missed;
	const char *since;
} DUE[] = {
	{"by hand only", "", "2026-01-01T00:00:00Z", 5, 0, "", "", false, "2026-01-02T00:00:00Z",
	 "", 0, ""},
	{"never ran", "at 02:30", "", 0, 0, "", "", false, "2026-01-02T00:00:00Z",
	 "2026-01-02T00:00:00Z", 0, ""},
	{"the next one", "every 1h", "2026-01-01T00:00:00Z", 5, 0, "", "", false,
	 "2026-01-01T00:10:00Z", "2026-01-01T01:00:00Z", 0, ""},
	{"due", "every 1h", "2026-01-01T00:00:00Z", 5, 0, "", "", false, "2026-01-01T01:00:00Z",
	 "2026-01-01T01:00:00Z", 0, ""},
	{"a minute late is no miss", "every 1h", "2026-01-01T00:00:00Z", 5, 0, "", "", false,
	 "2026-01-01T01:00:59Z", "2026-01-01T01:00:00Z", 0, ""},
	{"more is one", "every 1h", "2026-01-01T00:00:00Z", 5, 0, "", "", false,
	 "2026-01-01T01:01:00Z", "2026-01-01T01:00:00Z", 1, "2026-01-01T01:00:00Z"},
	{"off for a while", "every 1h", "2026-01-01T00:00:00Z", 5, 0, "", "", false,
	 "2026-01-01T03:30:00Z", "2026-01-01T01:00:00Z", 3, "2026-01-01T01:00:00Z"},
	{"off over a month's end", "at 02:30", "2024-02-27T02:30:00Z", 60, 0, "", "", false,
	 "2024-03-02T12:00:00Z", "2024-02-28T02:30:00Z", 4, "2024-02-28T02:30:00Z"},
	{"a run longer than its period misses none", "every 1h", "2026-01-01T00:00:00Z", 7800, 0,
	 "", "", false, "2026-01-01T02:10:00Z", "2026-01-01T03:00:00Z", 0, ""},
	{"while it runs", "every 1h", "2026-01-01T00:00:00Z", 5, 0, "", "2026-01-01T01:00:00Z",
	 true, "2026-01-01T05:30:00Z", "2026-01-01T06:00:00Z", 0, ""},
	{"cut short", "every 1h", "2026-01-01T00:00:00Z", 5, 0, "", "2026-01-01T01:00:00Z", false,
	 "2026-01-01T01:00:30Z", "2026-01-01T01:00:30Z", 0, ""},
	{"failed", "every 6h", "2026-01-01T00:00:00Z", 5, 1, "2026-01-01T00:00:30Z", "", false,
	 "2026-01-01T00:00:10Z", "2026-01-01T00:00:30Z", 0, ""},
	{"failed, its period shorter than the wait", "every 1m", "2026-01-01T00:00:00Z", 5, 6,
	 "2026-01-01T00:15:00Z", "", false, "2026-01-01T00:10:00Z", "2026-01-01T00:15:00Z", 0, ""},
	{"failed, then off", "every 1h", "2026-01-01T00:00:00Z", 5, 6, "2026-01-01T00:15:00Z", "",
	 false, "2026-01-01T02:30:00Z", "2026-01-01T00:15:00Z", 2, "2026-01-01T01:00:00Z"},
	{"run by hand in between", "every 6h", "2026-01-01T05:59:00Z", 5, 0, "", "", false,
	 "2026-01-01T05:59:30Z", "2026-01-01T06:00:00Z", 0, ""},
	{"the clock was set forward", "every 1d", "2026-01-01T00:00:00Z", 5, 0, "", "", false,
	 "2026-01-05T00:00:30Z", "2026-01-02T00:00:00Z", 3, "2026-01-02T00:00:00Z"},
	{"the clock was set back", "every 1h", "2026-01-09T00:00:00Z", 5, 0, "", "", false,
	 "2026-01-01T00:10:00Z", "2026-01-01T00:10:00Z", 0, ""},
	{"the clock was set back a second", "every 1h", "2026-01-01T00:10:01Z", 0, 0, "", "", false,
	 "2026-01-01T00:10:00Z", "2026-01-01T01:00:00Z", 0, ""},
	{"failed before the clock was set back", "every 1h", "2026-01-01T00:00:00Z", 5, 3,
	 "2026-01-09T00:02:00Z", "", false, "2026-01-01T00:10:00Z", "2026-01-01T00:10:00Z", 0, ""},
};

static void check_due(void)
{
	for (size_t i = 0; i < sizeof DUE / sizeof *DUE; i++) {
		struct source_config source = {.name = "s"};
		struct source_state state = {
			.last_run = at(DUE[i].last_run),
			.last_seconds = DUE[i].seconds,
			.failures = DUE[i].failures,
			.next_try = at(DUE[i].next_try),
			.started = at(DUE[i].started),
			.running = DUE[i].running,
		};
		struct err err = {0};
		char next[32], since[32];
		expect_true(read_schedule(DUE[i].schedule, &source.schedule, &err));
		struct source_due due = source_due(&source, &state, at(DUE[i].now));
		test_text(__FILE__, __LINE__, DUE[i].what, shown(due.next, next), DUE[i].next);
		test_int(__FILE__, __LINE__, DUE[i].what, due.missed, DUE[i].missed);
		test_text(__FILE__, __LINE__, DUE[i].what, shown(due.missed_since, since),
			  DUE[i].since);
	}
}

int main(void)
{
	check_next();
	check_counts();
	check_refused();
	check_spread();
	check_due();
	return test_done("store_source_due");
}
