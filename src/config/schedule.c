#include "config/schedule.h"

#include "base/clock.h"
#include "base/map.h"

enum { WEEK = 7 * DAY_SECONDS, MONDAY = 4 * DAY_SECONDS }; // 1970-01-01 was a Thursday

static const char *const WEEKDAYS[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

// ---- Reading ----

static bool add_grid(struct schedule *schedule, int64_t period, int64_t phase, struct err *err)
{
	if (schedule->count == SCHEDULE_GRIDS)
		return err_set(err, ERR_INVALID, "more than %d times", SCHEDULE_GRIDS);
	schedule->grids[schedule->count++] = (struct schedule_grid){period, phase};
	return true;
}

bool schedule_add_every(struct schedule *schedule, struct slice text, struct err *err)
{
	int64_t seconds;
	if (!clock_parse_duration(text, &seconds, err))
		return false;
	if (seconds < 1)
		return err_set(err, ERR_INVALID, "'%.*s': at least a second was expected",
			       (int)text.len, text.at);
	return add_grid(schedule, seconds, MONDAY, err);
}

static int digit(struct slice text, size_t at)
{
	return text.at[at] >= '0' && text.at[at] <= '9' ? text.at[at] - '0' : -100;
}

// "02:30" as seconds of the day; -1 when it is none.
static int64_t read_clock(struct slice text)
{
	if (text.len != 5 || text.at[2] != ':')
		return -1;
	int hour = digit(text, 0) * 10 + digit(text, 1),
	    minute = digit(text, 3) * 10 + digit(text, 4);
	return hour < 0 || hour > 23 || minute < 0 || minute > 59 ? -1 : hour * 3600 + minute * 60;
}

// -1 when it is none.
static int read_weekday(struct slice text)
{
	for (int day = 0; day < 7; day++)
		if (slice_is(text, WEEKDAYS[day]))
			return day;
	return -1;
}

// Whether a time that is there already has all the times of this one, or the other way round.
static bool overlaps(const struct schedule *schedule, int64_t period, int64_t phase)
{
	for (size_t i = 0; i < schedule->count; i++) {
		const struct schedule_grid *grid = &schedule->grids[i];
		int64_t smaller = grid->period < period ? grid->period : period;
		if ((grid->phase - phase) % smaller == 0)
			return true;
	}
	return false;
}

bool schedule_add_at(struct schedule *schedule, struct slice text, struct err *err)
{
	struct slice rest = slice_trim(text), day = {0};
	if (rest.len > 5)
		day = slice_cut(&rest, ' ');
	int weekday = day.len ? read_weekday(day) : 0;
	int64_t second = read_clock(slice_trim(rest));
	if (weekday < 0 || second < 0)
		return err_set(err, ERR_INVALID,
			       "'%.*s': a time such as 02:30 or mon 02:30 (UTC) was expected",
			       (int)text.len, text.at);
	int64_t period = day.len ? WEEK : DAY_SECONDS;
	int64_t phase = MONDAY + weekday * (int64_t)DAY_SECONDS + second;
	if (overlaps(schedule, period, phase))
		return err_set(err, ERR_INVALID, "'%.*s': that time is there already",
			       (int)text.len, text.at);
	return add_grid(schedule, period, phase, err);
}

int64_t schedule_spread(const char *source, const char *host, int64_t jitter)
{
	struct str key = {0};
	str_addf(&key, "%s\n%s", source, host);
	uint64_t hash = hash_bytes(key.at, key.len);
	str_fini(&key);
	return (int64_t)(hash % ((uint64_t)jitter + 1));
}

// ---- Arithmetic ----

// How many periods of the grid have begun up to `time`; may be negative.
static int64_t steps(const struct schedule *schedule, size_t index, int64_t time)
{
	const struct schedule_grid *grid = &schedule->grids[index];
	int64_t since = time - grid->phase - schedule->offset;
	return since / grid->period - (since % grid->period < 0);
}

int64_t schedule_next(const struct schedule *schedule, int64_t time)
{
	int64_t first = 0;
	for (size_t i = 0; i < schedule->count; i++) {
		const struct schedule_grid *grid = &schedule->grids[i];
		int64_t next = grid->phase + schedule->offset +
			       (steps(schedule, i, time) + 1) * grid->period;
		first = i && first < next ? first : next;
	}
	return first;
}

int64_t schedule_count(const struct schedule *schedule, int64_t from, int64_t to)
{
	int64_t count = 0;
	for (size_t i = 0; from < to && i < schedule->count; i++)
		count += steps(schedule, i, to) - steps(schedule, i, from);
	return count;
}
