// Vertical bars with the numbers left to the caller: blocks in eighths, or ASCII.
//
//	█ whole  ▒ part of what is to come  ░ forecast  • the mark to compare with
//	#        :                          .           o     where there is only ASCII
#ifndef GAVEL_UI_CHART_H
#define GAVEL_UI_CHART_H

#include "ui/screen.h"

enum bar_kind { BAR_NONE, BAR_WHOLE, BAR_PARTIAL, BAR_FORECAST };

struct bar {
	enum bar_kind kind;
	double value;
	double mark; // of the mark to compare with; < 0 = none
};

// Draws the bars left to right, each `width` columns, scaled so that `top` fills the area.
// Values below zero show a 'v' at the foot: there is nothing to draw, and it must be seen.
void chart_bars(struct area area, const struct bar *bars, size_t count, double top, int width);
// The largest value or mark; at least a little above zero.
double chart_top(const struct bar *bars, size_t count);

#endif
