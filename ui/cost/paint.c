#include "ui/cost/pane_cost.h"

#include "base/clock.h"

#include <string.h>

enum {
	CENTS = 2,
	MARGIN = 2,
	CHART_ROWS_MIN = 4,
	CHART_ROWS_MAX = 12,
	TABLE_ROWS_MIN = 6,
	TABLE_LEAST = 5, // rule, titles, two rows, sum
	TEXT_ROWS = 8,	 // of the header and around the charts
};

// An amount in cents, with ',' between thousands.
struct money {
	char text[DECIMAL_TEXT];
};

static struct money money(const struct decimal *x)
{
	struct money m;
	decimal_format_places(x, CENTS, true, m.text);
	return m;
}

// Percent by which x is above y; a sign always.
static void add_change(struct str *out, const struct decimal *x, const struct decimal *y)
{
	double base = decimal_to_double(y);
	if (base > 0)
		str_addf(out, " (%+.1f %%)", 100 * (decimal_to_double(x) - base) / base);
}

static void month_name(const struct burn *burn, int months, char out[32])
{
	clock_format_month(clock_add_months(burn->month, months), out);
}

// ---- The head ----

void cost_address(const void *state, struct str *out)
{
	const struct cost_pane *pane = state;
	const struct cost_level *level = &pane->levels.at[pane->levels.len - 1];
	if (level->cell)
		str_addf(out, "line items of cell:%lld", (long long)level->cell);
	else
		sheet_address(&level->sheet, out);
}

enum role cost_facts(const void *state, struct str *out)
{
	const struct cost_pane *pane = state;
	const struct burn *b = &pane->burn;
	char age[32];
	if (!pane->has_burn)
		return ROLE_TEXT;
	str_add_text(out, b->currency ? b->currency : "no currency");
	if (b->currencies > 1)
		str_addf(out, " (1 of %zu)", b->currencies);
	if (!b->bills.count)
		return ROLE_TEXT;
	int64_t seconds = pane->session->now - b->bills.delivered;
	bool stale = pane->session->max_age >= 0 && seconds > pane->session->max_age;
	str_addf(out, "  %sdelivered %s ago", stale ? "STALE: " : "",
		 clock_format_age(seconds, age));
	return stale ? ROLE_BAD : ROLE_TEXT;
}

static int paint_month(const struct burn *b, struct area area, int row)
{
	char month[32];
	struct str text = {0};
	month_name(b, 0, month);
	if (!b->bills.count) {
		area_print(area_at(area, row, 0), ROLE_WARN, "%s: no bill of this month", month);
		return 1;
	}
	str_addf(&text, "%s %s %s", month, b->measure, money(&b->total).text);
	if (b->known < b->day_count)
		str_addf(&text, "; day %zu of %zu, %zu complete", b->known, b->day_count,
			 b->complete);
	if (b->bills.final)
		str_add_text(&text, "; final");
	else
		str_addf(&text, "; %lld of %lld lines invoiced", (long long)b->bills.invoiced,
			 (long long)b->bills.rows);
	if (b->bills.rejected)
		str_addf(&text, "; %lld rejected", (long long)b->bills.rejected);
	int rows = area_flow(area, row, ROLE_TEXT, str_slice(&text));
	str_fini(&text);
	return rows;
}

// ---- Sentences ----

static int paint_before(const struct burn *b, struct area area, int row)
{
	struct str text = {0};
	char month[32];
	month_name(b, -1, month);
	if (!b->has_before)
		str_addf(&text, "%s: nothing to compare with", month);
	else if (!b->complete)
		str_addf(&text, "%s: %s in all", month, money(&b->before_total).text);
	else {
		const struct burn_day *day = &b->days[b->complete - 1];
		str_addf(&text, "to day %zu %s", b->complete, money(&day->cumulative).text);
		str_addf(&text, ", %s by then %s", month, money(&day->before).text);
		add_change(&text, &day->cumulative, &day->before);
		str_addf(&text, ", in all %s", money(&b->before_total).text);
	}
	int rows = area_flow(area, row, ROLE_TEXT, str_slice(&text));
	str_fini(&text);
	return rows;
}

static int paint_forecast(const struct burn *b, struct area area, int row)
{
	const struct forecast *f = &b->forecast;
	struct str text = {0};
	if (!b->has_forecast) {
		const char *why = b->complete == b->day_count
					  ? "the month is over"
					  : "there are not 14 complete days yet";
		str_addf(&text, "forecast: none, %s", why);
	} else {
		str_addf(&text, "forecast %s = %s", money(&f->total).text, money(&f->so_far).text);
		str_addf(&text, " + %zu x %s", f->remaining, money(&f->rate).text);
		str_addf(&text, ", %d-day %s", FORECAST_WINDOW, forecast_method_name(f->method));
		if (f->tried)
			str_addf(&text, "; off %.1f %% on %zu past month%s", f->error_percent,
				 f->tried, f->tried > 1 ? "s" : "");
		else
			str_add_text(&text, ", not tried on past months");
	}
	int rows = area_flow(area, row, ROLE_TEXT, str_slice(&text));
	str_fini(&text);
	return rows;
}

static int paint_check(const struct burn *b, struct area area, int row)
{
	struct str text = {0};
	char residue[DECIMAL_TEXT];
	bool bad = b->bills.has_residue && !decimal_is_zero(&b->bills.residue);
	decimal_format(&b->bills.residue, residue);
	if (!b->bills.has_residue)
		str_add_text(&text, "check: these bills have no amortization identity");
	else
		str_addf(&text, "check: amortized+true-up+upfront+refund-unblended = %s", residue);
	int rows = area_flow(area, row, bad ? ROLE_BAD : ROLE_TEXT, str_slice(&text));
	str_fini(&text);
	return rows;
}

// The line between month and table says how much of the cost carries a tag. NULL: no month.
static void paint_coverage(const struct burn *b, struct area area, int row)
{
	area_rule(area, row, ROLE_DIM);
	if (b && b->has_coverage)
		area_print(area_at(area, row, MARGIN), ROLE_TEXT,
			   " tagged %.1f %% of amortized cost, untagged %s ", b->coverage_percent,
			   money(&b->untagged).text);
}

// The rows of a level against the number that was opened.
static void paint_sum(const struct cost_level *level, const char *measure, struct area area,
		      int row)
{
	struct str text = {0};
	struct decimal difference = level->sum.sum;
	char exact[DECIMAL_TEXT];
	const struct rows *rows = &level->sheet.rows;
	str_addf(&text, "%zu row%s%s", rows->table.rows, rows->table.rows == 1 ? "" : "s",
		 rows->result.more || level->sheet.select.offset ? " of more" : "");
	if (level->sum.mixed)
		str_add_text(&text, " in several currencies, never added; c chooses one");
	else if (!level->sum.has)
		str_addf(&text, ", %s is not in every bill", measure);
	else
		str_addf(&text, ", sum %s", money(&level->sum.sum).text);
	bool compared = level->sum.has && level->has_opened && !level->sheet.filtered;
	if (compared) {
		decimal_sub(&difference, &level->opened);
		decimal_format(&difference, exact);
		str_addf(&text, ", difference %s from %s of %s", exact, money(&level->opened).text,
			 level->opened_label);
	}
	bool bad = compared && !decimal_is_zero(&difference);
	area_text(area, row, 0, bad ? ROLE_BAD : ROLE_DIM, str_slice(&text));
	str_fini(&text);
}

// ---- The whole ----

static int chart_rows(int rows)
{
	int room = (rows - TEXT_ROWS - TABLE_ROWS_MIN) / 2 + 1;
	return room < CHART_ROWS_MIN ? 0 : room > CHART_ROWS_MAX ? CHART_ROWS_MAX : room;
}

// The burn's part; returns the rows it took.
static int paint_burn(const struct burn *b, struct area area, int charts)
{
	int row = 1;
	row += paint_month(b, area, row);
	if (charts) {
		cost_paint_charts(b, area_cut(area, row, 0, charts + 2, area.columns));
		row += charts + 2;
	}
	row += paint_before(b, area, row);
	if (!b->bills.count)
		return row;
	row += paint_forecast(b, area, row);
	return row + paint_check(b, area, row);
}

void cost_paint(void *state, struct area area)
{
	struct cost_pane *pane = state;
	struct cost_level *level = cost_shown(pane);
	int row = 1;
	// On a low screen the sentences give way, the last ones first; the table stays.
	struct area head = area_cut(area, 0, 0, area.rows - TABLE_LEAST, area.columns);
	if (pane->has_burn)
		row = paint_burn(&pane->burn, head, chart_rows(area.rows));
	else
		area_text(area, row++, 0, ROLE_WARN, SLICE("nothing matches"));
	paint_coverage(pane->has_burn ? &pane->burn : NULL, area, row++);
	table_paint(&level->sheet.rows.table,
		    area_cut(area, row, 0, area.rows - row - 1, area.columns));
	paint_sum(level, COST_MEASURES[pane->measure], area, area.rows - 1);
}
