#include "ui/chart.h"

#include <math.h>

enum { EIGHTHS = 8 };

static const struct {
	struct shape shape;
	enum role role;
} FULL[] = {
	[BAR_NONE] = {{" ", ' '}, ROLE_CHART},
	[BAR_WHOLE] = {{"█", '#'}, ROLE_CHART},
	[BAR_PARTIAL] = {{"▒", ':'}, ROLE_CHART_PARTIAL},
	[BAR_FORECAST] = {{"░", '.'}, ROLE_CHART_FORECAST},
};

// What is left above the full cells, in eighths.
static const char *const TOPS[EIGHTHS] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇"};

double chart_top(const struct bar *bars, size_t count)
{
	double top = 0;
	for (size_t i = 0; i < count; i++) {
		if (bars[i].kind != BAR_NONE)
			top = fmax(top, bars[i].value);
		top = fmax(top, bars[i].mark);
	}
	return top > 0 ? top : 1;
}

// The height of a value in eighths of a row; what is more than nothing shows.
static int height_of(double value, double top, int rows)
{
	int height = (int)lround(value / top * rows * EIGHTHS);
	return value > 0 && height == 0 ? 1 : height < 0 ? 0 : height;
}

static void draw_top(struct area area, int row, int column, enum bar_kind kind, int eighths)
{
	bool half = eighths * 2 >= EIGHTHS;
	struct shape shape = {kind == BAR_WHOLE ? TOPS[eighths] : FULL[kind].shape.text,
			      half ? FULL[kind].shape.ascii : '_'};
	if (kind == BAR_WHOLE || half || row == area.rows - 1)
		area_draw(area, row, column, FULL[kind].role, shape);
}

static void draw_bar(struct area area, int column, const struct bar *bar, double top)
{
	int height = height_of(bar->value, top, area.rows);
	if (bar->kind == BAR_NONE)
		return;
	if (bar->value < 0)
		area_draw(area, area.rows - 1, column, ROLE_BAD, (struct shape){"▾", 'v'});
	for (int row = area.rows - 1; row >= 0 && height > 0; row--, height -= EIGHTHS) {
		if (height < EIGHTHS)
			draw_top(area, row, column, bar->kind, height);
		else
			area_draw(area, row, column, FULL[bar->kind].role, FULL[bar->kind].shape);
	}
}

static void draw_mark(struct area area, int column, const struct bar *bar, double top)
{
	if (bar->mark < 0)
		return;
	int row = area.rows - 1 - (int)floor(bar->mark / top * area.rows * 0.9999);
	area_draw(area, row < 0 ? 0 : row, column, ROLE_CHART_BEFORE, (struct shape){"•", 'o'});
}

void chart_bars(struct area area, const struct bar *bars, size_t count, double top, int width)
{
	for (size_t i = 0; i < count; i++)
		for (int x = 0; x < width; x++) {
			bool gap = width > 1 && x == width - 1;
			int column = (int)i * width + x;
			if (!gap)
				draw_bar(area, column, &bars[i], top);
			if (!gap && x == (width - 1) / 2)
				draw_mark(area, column, &bars[i], top);
		}
}
