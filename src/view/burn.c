#include "view/burn.h"

#include "base/clock.h"

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

// ---- Selects made from another's filters ----

static bool is_one_of(const char *name, const char *const *names)
{
	for (size_t i = 0; names[i]; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

// The filters without those on some columns; no grouping.
static struct select without(const struct select *from, const char *const *columns)
{
	struct select out = {.relation = from->relation};
	for (size_t i = 0; i < from->filter_count; i++)
		if (!from->filters[i].column || !is_one_of(from->filters[i].column->name, columns))
			out.filters[out.filter_count++] = from->filters[i];
	return out;
}

static void group(struct select *select, const char *dimension)
{
	const struct column *column = relation_column(select->relation, slice_of(dimension));
	select->by[select->by_count++] = (struct dimension){column, NULL};
}

static void only(struct select *select, const char *column, const char *value, struct arena *arena)
{
	struct filter filter = {.column = relation_column(select->relation, slice_of(column)),
				.values = arena_alloc(arena, sizeof(char *)),
				.value_count = 1};
	filter.values[0] = value;
	select->filters[select->filter_count++] = filter;
}

// The single value that a column is held to, or NULL.
static const char *held_to(const struct select *select, const char *column)
{
	for (size_t i = 0; i < select->filter_count; i++) {
		const struct filter *f = &select->filters[i];
		if (f->column && strcmp(f->column->name, column) == 0 && f->op == FILTER_IS &&
		    f->value_count == 1)
			return f->values[0];
	}
	return NULL;
}

static const struct value *cell(const struct result *result, size_t row, size_t column)
{
	return &result->values[row * result->column_count + column];
}

// ---- Which month, which currency ----

bool burn_newest(struct session *session, const struct select *select, struct arena *arena,
		 const char **period, const char **currency, struct err *err)
{
	static const char *const NONE[] = {NULL}, *const LINES[] = {"line_items", NULL};
	struct select s = without(select, NONE);
	struct result result;
	group(&s, "period");
	s.measures = LINES;
	s.sort = relation_column(s.relation, SLICE("line_items"));
	s.descending = true;
	if (!view_run(session, &s, arena, &result, err))
		return false;
	*period = *currency = NULL;
	for (size_t i = 0; i < result.row_count; i++) {
		const char *of_row = cell(&result, i, 0)->text;
		if (!of_row || (*period && strcmp(of_row, *period) <= 0))
			continue;
		*period = of_row;
		*currency = cell(&result, i, 1)->text;
	}
	return *period || err_set(err, ERR_CHECK, "nothing matches");
}

static bool choose(struct reading *r, const char **period, struct err *err)
{
	const char *newest, *currency, *day = held_to(r->select, "day");
	const char *given = held_to(r->select, "period"), *held = held_to(r->select, "currency");
	*period = given;
	r->burn->currency = held;
	if (!given && day && *day) {
		char *text = arena_alloc(r->arena, 32);
		*period = clock_format_month(atoll(day), text);
	}
	if (*period && held)
		return true;
	if (!burn_newest(r->session, r->select, r->arena, &newest, &currency, err))
		return false;
	*period = *period ? *period : newest;
	r->burn->currency = held ? held : currency;
	return true;
}

static bool count_currencies(struct reading *r, struct err *err)
{
	static const char *const ALL[] = {"currency", "day", NULL}, *const LINES[] = {"line_items",
										      NULL};
	struct select s = without(r->select, ALL);
	struct result result;
	s.measures = LINES;
	group(&s, "currency");
	if (!view_run(r->session, &s, r->arena, &result, err))
		return false;
	r->burn->currencies = result.row_count;
	return true;
}

// ---- The days ----

static void take_series(struct reading *r, const struct result *result)
{
	int64_t first = cell(result, 0, 0)->integer;
	int64_t last = cell(result, result->row_count - 1, 0)->integer;
	int64_t newest = clock_day(r->burn->bills.newest_usage);
	last = newest > last && newest - last < SERIES_GAP ? newest : last;
	r->day_count = (size_t)((last - first) / DAY_SECONDS) + 1;
	r->costs = arena_alloc(r->arena, r->day_count * sizeof *r->costs);
	r->has = arena_alloc(r->arena, r->day_count * sizeof *r->has);
	r->series = (struct forecast_days){.cost = r->costs, .first = first};
	for (size_t i = 0; i < result->row_count; i++) {
		size_t at = (size_t)((cell(result, i, 0)->integer - first) / DAY_SECONDS);
		const char *text = cell(result, i, 2)->text;
		r->has[at] = cell(result, i, 3)->integer > 0;
		if (text)
			decimal_read(text, strlen(text), &r->costs[at]);
	}
}

// The month and the one before: where rows must be read, history is not worth the wait.
static void hold_to_two(struct select *s, const struct reading *r)
{
	struct filter filter = {.column = relation_column(s->relation, SLICE("period")),
				.values = arena_alloc(r->arena, 2 * sizeof(char *)),
				.value_count = 2};
	for (int i = 0; i < 2; i++)
		filter.values[i] = clock_format_month(clock_add_months(r->burn->month, -i),
						      arena_alloc(r->arena, 32));
	s->filters[s->filter_count++] = filter;
}

// Every day there is, whatever the month: past months are what a forecast is tried on.
static bool read_series(struct reading *r, struct err *err)
{
	static const char *const TIMES[] = {"period", "day", NULL};
	const char **measures = arena_alloc(r->arena, 3 * sizeof *measures);
	struct select s = without(r->select, TIMES);
	struct result result;
	if (!held_to(&s, "currency"))
		only(&s, "currency", r->burn->currency ? r->burn->currency : "", r->arena);
	group(&s, "day");
	s.spread = true;
	s.sort = s.by[0].column;
	measures[0] = r->burn->measure;
	measures[1] = "line_items";
	s.measures = measures;
	if (!select_is_rolled(&s))
		hold_to_two(&s, r);
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
		day->complete = b->bills.final ||
				b->month + shift + 2 * DAY_SECONDS <= b->bills.newest_usage;
		b->complete += day->complete;
		if (day_at(r, b->month + shift, &at)) {
			day->cost = r->costs[at];
			day->has = r->has[at];
			decimal_add(&sum, &day->cost);
		}
		day->cumulative = sum;
		bool seen = day->has || b->month + shift <= b->bills.newest_usage;
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
				of[n] = *cell(result, row, c);
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
	only(&s, "period", period, r->arena);
	only(&s, "currency", r->burn->currency ? r->burn->currency : "", r->arena);
	if (!view_run(r->session, &s, r->arena, &result, err))
		return false;
	bills->has_residue = result.row_count > 0;
	for (size_t i = 0; i < result.row_count; i++)
		add_bill(bills, &result, i);
	bills->final = bills->rows > 0 && bills->invoiced == bills->rows;
	return true;
}

// Of everything the filters leave in the month: how much carries a tag.
static bool read_coverage(struct reading *r, const char *period, struct err *err)
{
	static const char *const TIMES[] = {"period", "day", NULL}, *const COST[] = {"amortized",
										     NULL};
	struct select s = without(r->select, TIMES);
	struct result result;
	double of[2] = {0};
	only(&s, "period", period, r->arena);
	if (!held_to(&s, "currency"))
		only(&s, "currency", r->burn->currency ? r->burn->currency : "", r->arena);
	group(&s, "tagged");
	s.measures = COST;
	if (!view_run(r->session, &s, r->arena, &result, err))
		return false;
	for (size_t i = 0; i < result.row_count; i++) {
		bool tagged = cell(&result, i, 0)->integer;
		const char *text = cell(&result, i, 2)->text;
		of[tagged] = cell(&result, i, 2)->number;
		if (!tagged && text)
			decimal_read(text, strlen(text), &r->burn->untagged);
	}
	r->burn->has_coverage = of[0] + of[1] > 0;
	if (r->burn->has_coverage)
		r->burn->coverage_percent = 100 * of[1] / (of[0] + of[1]);
	return true;
}

bool burn_read(struct session *session, const struct select *select, const char *measure,
	       struct arena *arena, struct burn *out, struct err *err)
{
	struct reading r = {session, select, arena, out, {0}, NULL, NULL, 0};
	const char *period;
	*out = (struct burn){.measure = measure};
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
