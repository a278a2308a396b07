#include "ui/chart.h"
#include "ui/cost/pane_cost.h"

#include <math.h>

enum { MARGIN = 2, WIDEST = 4 };

static struct bar daily_bar(const struct burn *b, size_t d)
{
	const struct burn_day *day = &b->days[d];
	struct bar bar = {BAR_NONE, 0, -1};
	if (d < b->known)
		bar = (struct bar){day->complete ? BAR_WHOLE : BAR_PARTIAL,
				   decimal_to_double(&day->cost), -1};
	else if (b->has_forecast)
		bar = (struct bar){BAR_FORECAST, decimal_to_double(&b->forecast.rate), -1};
	return bar;
}

static struct bar cumulative_bar(const struct burn *b, size_t d)
{
	const struct burn_day *day = &b->days[d];
	double before = b->has_before ? decimal_to_double(&day->before) : -1;
	struct bar bar = {BAR_NONE, 0, before};
	if (d < b->known) {
		bar.kind = day->complete ? BAR_WHOLE : BAR_PARTIAL;
		bar.value = decimal_to_double(&day->cumulative);
	} else if (b->has_forecast) {
		double ahead = (double)(d + 1 - b->forecast.complete);
		bar.kind = BAR_FORECAST;
		bar.value = decimal_to_double(&b->forecast.so_far) +
			    ahead * decimal_to_double(&b->forecast.rate);
	}
	return bar;
}

// Days under the bars, a week apart.
static void paint_days(struct area area, int row, size_t days, int width)
{
	for (size_t d = 0; d < days; d += 7)
		area_print(area_at(area, row, (int)d * width), ROLE_DIM, "%zu", d + 1);
}

static void paint_chart(struct area area, const struct burn *b, bool cumulative, int width)
{
	struct bar bars[BURN_DAYS];
	for (size_t d = 0; d < b->day_count; d++)
		bars[d] = cumulative ? cumulative_bar(b, d) : daily_bar(b, d);
	double top = chart_top(bars, b->day_count);
	struct area body = area_cut(area, 1, 0, area.rows - 2, area.columns);
	struct decimal exact = {0};
	char shown[DECIMAL_TEXT];
	decimal_from_double(round(top), &exact);
	decimal_format_places(&exact, 0, true, shown);
	area_print(area, ROLE_DIM, "%s, top %s", cumulative ? "month to date" : "daily", shown);
	chart_bars(body, bars, b->day_count, top, width);
	paint_days(area, area.rows - 1, b->day_count, width);
}

// What the shades mean, where there is room for it.
static void paint_legend(const struct burn *b, struct area area)
{
	static const struct {
		struct shape shape;
		const char *word;
		enum role role;
	} LINES[] = {{{"█", '#'}, "complete", ROLE_CHART},
		     {{"▒", ':'}, "incomplete", ROLE_CHART_PARTIAL},
		     {{"░", '.'}, "forecast", ROLE_CHART_FORECAST},
		     {{"•", 'o'}, "last month", ROLE_CHART_BEFORE}};
	for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++) {
		if ((i == 2 && !b->has_forecast) || (i == 3 && !b->has_before))
			continue;
		area_draw(area, (int)i + 1, 0, LINES[i].role, LINES[i].shape);
		area_text(area, (int)i + 1, 2, ROLE_DIM, slice_of(LINES[i].word));
	}
}

void cost_paint_charts(const struct burn *b, struct area area)
{
	int days = (int)b->day_count;
	int width = (area.columns - 2 * MARGIN) / 2 / days;
	if (width < 1) { // too narrow for two: the cumulative one says more
		paint_chart(area, b, true, 1);
		return;
	}
	width = width > WIDEST ? WIDEST : width;
	int taken = days * width + MARGIN;
	paint_chart(area_cut(area, 0, 0, area.rows, taken - MARGIN), b, false, width);
	paint_chart(area_cut(area, 0, taken, area.rows, days * width + MARGIN), b, true, width);
	paint_legend(b, area_cut(area, 0, 2 * taken, area.rows, area.columns));
}
