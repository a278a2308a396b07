// The planned times of a source: `every:` and `at:` of gavel.yaml as arithmetic over UTC.
//
// A schedule is a set of grids: times that repeat with one period. Neither the time of the last
// run nor the length of a day matters, so a clock that jumps changes nothing. There are no time
// zones, hence no daylight saving. Must not: read a clock.
#ifndef GAVEL_CONFIG_SCHEDULE_H
#define GAVEL_CONFIG_SCHEDULE_H

#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

enum { SCHEDULE_GRIDS = 24 };

// Every time of the form phase + k * period; seconds.
struct schedule_grid {
	int64_t period, phase;
};

// Zero-initialised is "by hand only".
struct schedule {
	struct schedule_grid grids[SCHEDULE_GRIDS];
	size_t count;
	int64_t offset; // added to every time: this source's share of the jitter
};

// `every: 6h` counts from midnight, UTC, of a Monday. ERR_INVALID: below a second.
bool schedule_add_every(struct schedule *schedule, struct slice text, struct err *err);
// `at: "02:30"`, every day, or `at: "mon 02:30"`. ERR_INVALID says what is wrong with the text.
bool schedule_add_at(struct schedule *schedule, struct slice text, struct err *err);
// 0 to `jitter` seconds, the same at each call, spread evenly over sources and machines.
int64_t schedule_spread(const char *source, const char *host, int64_t jitter);

// The first planned time after `time`; 0 when there is none.
int64_t schedule_next(const struct schedule *schedule, int64_t time);
// How many planned times are after `from` and not after `to`.
int64_t schedule_count(const struct schedule *schedule, int64_t from, int64_t to);

#endif
