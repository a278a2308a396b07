#include "view/burn.h"

#include "base/clock.h"
#include "view/narrow.h"

#include <stdlib.h>
#include <string.h>

// A service not used for longer than this is no news.
enum { SERIES_GAP = 62 * DAY_SECONDS };

// One reading: what all steps need.
struct reading {
	struct session *session;
	const struct select *select;
	struct arena *arena;
	struct burn *burn;
	struct forecast_days series;
	struct decimal *costs; // of the series
	bool *has;
	size_t day_count; // of the series
};

// ---- Which month, which currency ----

bool burn_newest(struct session *session, const struct select *select, struct arena *arena,
		 struct burn_start *out, struct err *err)
{
	static const char *const NONE[] = {NULL}, *const LINES[] = {"line_items", NULL};
	struct select s = narrow_without(select, NONE);
	struct result result;
	narrow_group(&s, "period");
	s.measures = LINES;
	s.sort = relation_column(s.relation, SLICE("line_items"));
	s.descending = true;
	if (!view_run(session, &s, arena, &result, err))
		return false;
	*out = (struct burn_start){0};
	for (size_t i = 0; i < result.row_count; i++) {
		const char *of_row = result_at(&result, i, 0)->text;
		if (!of_row || (out->period && strcmp(of_row, out->period) <= 0))
			continue;
		*out = (struct burn_start){of_row, result_at(&result, i, 1)->text};
	}
	return out->period || err_set(err, ERR_CHECK, "nothing matches");
}

static bool choose(struct reading *r, const char **period, struct err *err)
{
	struct burn_start newest;
	const char *day = narrow_held(r->select, "day");
	const char *given = narrow_held(r->select, "period"),
		   *held = narrow_held(r->select, "currency");
	*period = given;
	r->burn->currency = held;
	if (!given && day && *day) {
		char *text = arena_alloc(r->arena, 32);
		*period = clock_format_month(atoll(day), text);
	}
	if (*period && held)
		return true;
	if (!burn_newest(r->session, r->select, r->arena, &newest, err))
		return false;
	*period = *period ? *period : newest.period;
	r->burn->currency = held ? held : newest.currency;
	return true;
}

static bool count_currencies(struct reading *r, struct err *err)
{
	static const char *const ALL[] = {"currency", "day", NULL}, *const LINES[] = {"line_items",
										      NULL};
	struct select s = narrow_without(r->select, ALL);
	struct result result;
	s.measures = LINES;
	narrow_group(&s, "currency");
	if (!view_run(r->session, &s, r->arena, &result, err))
		return false;
	r->burn->currencies = result.row_count;
	return true;
}

// ---- The days ----

static void take_series(struct reading *r, const struct result *result)
{
	int64_t first = result_at(result, 0, 0)->integer;
	int64_t last = result_at(result, result->row_count - 1, 0)->integer;
	int64_t newest = clock_day(r->burn->bills.newest_usage);
	last = newest > last && newest - last < SERIES_GAP ? newest : last;
	r->day_count = (size_t)((last - first) / DAY_SECONDS) + 1;
	r->costs = arena_alloc(r->arena, r->day_count * sizeof *r->costs);
	r->has = arena_alloc(r->arena, r->day_count * sizeof *r->has);
	r->series = (struct forecast_days){.cost = r->costs, .first = first};
	for (size_t i = 0; i < result->row_count; i++) {
		size_t at = (size_t)((result_at(result, i, 0)->integer - first) / DAY_SECONDS);
		const char *text = result_at(result, i, 2)->text;
		r->has[at] = result_at(result, i, 3)->integer > 0;
		if (text)
			decimal_read(text, strlen(text), &r->costs[at]);
	}
}

// The month and the one before: where rows must be read, history is not worth the wait.
static bool hold_to_two(struct select *s, const struct reading *r)
{
	struct filter filter = {.column = relation_column(s->relation, SLICE("period")),
				.values = arena_alloc(r->arena, 2 * sizeof(char *)),
				.value_count = 2};
	for (int i = 0; i < 2; i++)
		filter.values[i] = clock_format_month(clock_add_months(r->burn->month, -i),
						      arena_alloc(r->arena, 32));
	if (s->filter_count == SELECT_FILTERS)
		return false;
	s->filters[s->filter_count++] = filter;
	return true;
}

// Every day there is, whatever the month: past months are what a forecast is tried on.
static bool read_series(struct reading *r, struct err *err)
{
	static const char *const TIMES[] = {"period", "day", NULL};
	const char **measures = arena_alloc(r->arena, 3 * sizeof *measures);
	struct select s = narrow_without(r->select, TIMES);
	struct result result;
	if (!narrow_held(&s, "currency"))
		narrow_hold(&s, "currency", r->burn->currency ? r->burn->currency : "", r->arena);
	narrow_group(&s, "day");
	s.spread = true;
	s.sort = s.by[0].column;
	measures[0] = r->burn->measure;
	measures[1] = "line_items";
	s.measures = measures;
	if (!select_is_rolled(&s) && !hold_to_two(&s, r))
		return err_set(err, ERR_INVALID, "there are too many conditions");
	if (!view_run(r->session, &s, r->arena, &result, err))
		return false;
	if (!result.row_count)
		return err_set(err, ERR_CHECK, "nothing matches");
	take_series(r, &result);
	return true;
}

static bool day_at(const struct reading *r, int64_t day, size_t *at)
{
	if (day < r->series.first)
		return false;
	*at = (size_t)((day - r->series.first) / DAY_SECONDS);
	return *at < r->day_count;
}

static void fill_days(struct reading *r)
{
	struct burn *b = r->burn;
	int64_t before = clock_add_months(b->month, -1);
	int64_t newest = r->series.first + (int64_t)(r->day_count - 1) * DAY_SECONDS;
	if (b->bills.newest_usage > newest)
		newest = b->bills.newest_usage;
	size_t before_days = (size_t)((b->month - before) / DAY_SECONDS), at;
	struct decimal sum = {0}, sum_before = {0};
	for (size_t d = 0; d < BURN_DAYS; d++) {
		int64_t shift = (int64_t)d * DAY_SECONDS;
		if (d < before_days && day_at(r, before + shift, &at)) {
			decimal_add(&sum_before, &r->costs[at]);
			b->has_before = true;
		}
		if (d >= b->day_count)
			continue;
		struct burn_day *day = &b->days[d];
		day->before = sum_before;
		day->complete = b->bills.final || b->month + shift + 2 * DAY_SECONDS <= newest;
		b->complete += day->complete;
		if (day_at(r, b->month + shift, &at)) {
			day->cost = r->costs[at];
			day->has = r->has[at];
			decimal_add(&sum, &day->cost);
		}
		day->cumulative = sum;
		bool seen = day->has || b->month + shift <= newest;
		b->known = seen ? d + 1 : b->known;
	}
	b->total = sum;
	b->before_total = sum_before;
}

// ---- What the bills say ----

static void add_bill(struct burn_bills *bills, const struct result *result, size_t row)
{
	struct value of[SELECT_COLUMNS];
	static const char *const NAMES[] = {"rows",    "invoiced",   "rejected",
					    "residue", "last_usage", "delivered"};
	struct decimal residue;
	for (size_t n = 0; n < sizeof NAMES / sizeof *NAMES; n++)
		for (size_t c = 0; c < result->column_count; c++)
			if (strcmp(result->columns[c].name, NAMES[n]) == 0)
				of[n] = *result_at(result, row, c);
	bills->count++;
	bills->rows += of[0].integer;
	bills->invoiced += of[1].integer;
	bills->rejected += of[2].integer;
	if (!of[3].text || !decimal_read(of[3].text, strlen(of[3].text), &residue))
		bills->has_residue = false;
	else
		decimal_add(&bills->residue, &residue);
	if (of[4].integer > bills->newest_usage)
		bills->newest_usage = of[4].integer;
	if (of[5].integer > bills->delivered)
		bills->delivered = of[5].integer;
}

static bool read_bills(struct reading *r, const char *period, struct err *err)
{
	struct select s = {.relation = relation_find("bills")};
	struct burn_bills *bills = &r->burn->bills;
	struct result result;
	narrow_hold(&s, "period", period, r->arena);
	narrow_hold(&s, "currency", r->burn->currency ? r->burn->currency : "", r->arena);
	if (!view_run(r->session, &s, r->arena, &result, err))
		return false;
	bills->has_residue = result.row_count > 0;
	for (size_t i = 0; i < result.row_count; i++)
		add_bill(bills, &result, i);
	// A bill that has invoice ids from the first day on is not final before the last.
	bool over = clock_add_months(r->burn->month, 1) <= r->session->now;
	bills->final = over && bills->rows > 0 && bills->invoiced == bills->rows;
	return true;
}

// Of everything the filters leave in the month: how much carries a tag.
static bool read_coverage(struct reading *r, const char *period, struct err *err)
{
	static const char *const TIMES[] = {"period", "day", NULL}, *const COST[] = {"amortized",
										     NULL};
	struct select s = narrow_without(r->select, TIMES);
	struct result result;
	double of[2] = {0};
	narrow_hold(&s, "period", period, r->arena);
	if (!narrow_held(&s, "currency"))
		narrow_hold(&s, "currency", r->burn->currency ? r->burn->currency : "", r->arena);
	narrow_group(&s, "tagged");
	s.measures = COST;
	if (!view_run(r->session, &s, r->arena, &result, err))
		return false;
	for (size_t i = 0; i < result.row_count; i++) {
		bool tagged = result_at(&result, i, 0)->integer;
		const char *text = result_at(&result, i, 2)->text;
		of[tagged] = result_at(&result, i, 2)->number;
		if (!tagged && text)
			decimal_read(text, strlen(text), &r->burn->untagged);
	}
	r->burn->has_coverage = of[0] + of[1] > 0;
	if (r->burn->has_coverage)
		r->burn->coverage_percent = 100 * of[1] / (of[0] + of[1]);
	return true;
}

bool burn_read(struct session *session, const struct select *select, struct arena *arena,
	       struct burn *out, struct err *err)
{
	struct reading r = {session, select, arena, out, {0}, NULL, NULL, 0};
	const char *period;
	*out = (struct burn){.measure = out->measure};
	if (!choose(&r, &period, err) || !clock_parse_month(slice_of(period), &out->month, err))
		return false;
	out->day_count = (size_t)((clock_add_months(out->month, 1) - out->month) / DAY_SECONDS);
	if (!count_currencies(&r, err) || !read_bills(&r, period, err) || !read_series(&r, err) ||
	    !read_coverage(&r, period, err))
		return false;
	fill_days(&r);
	int64_t whole = out->month + (int64_t)out->complete * DAY_SECONDS;
	r.series.count =
		whole > r.series.first ? (size_t)((whole - r.series.first) / DAY_SECONDS) : 0;
	if (r.series.count <= r.day_count)
		out->has_forecast = forecast_month(&r.series, out->month, &out->forecast);
	return true;
}
