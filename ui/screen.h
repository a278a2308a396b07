// A grid of cells that panes draw on: text, style roles, widths; nothing of any terminal.
//
// The console copies it to curses (term.c); `--screen` prints it as lines; tests compare it.
// All text passes utf8_next here: hostile characters become visible marks, wide characters
// never straddle an edge. Must not: include curses, read a clock, know a pane.
#ifndef GAVEL_UI_SCREEN_H
#define GAVEL_UI_SCREEN_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

// Semantic roles; themes give them a look. From one table in theme.c with names and help.
enum role {
	ROLE_TEXT,
	ROLE_DIM,
	ROLE_TITLE,
	ROLE_HEADER,
	ROLE_SELECTED,
	ROLE_MARKED,
	ROLE_KEY,
	ROLE_GOOD,
	ROLE_WARN,
	ROLE_BAD,
	ROLE_STALE,
	ROLE_LINK,
	ROLE_CHART,
	ROLE_CHART_LAST,
	ROLE_CHART_FORECAST,
	ROLE_HOSTILE,
	ROLE_ERROR,
	ROLE_COUNT
};

struct cell {
	char text[20]; // one grapheme, NUL-terminated UTF-8; "" = right half of a wide one
	uint8_t width; // 1, 2, or 0 for the right half
	uint8_t role;
};

struct screen {
	int columns, rows;
	struct cell *cells;	       // row-major
	int cursor_row, cursor_column; // where the hardware cursor stands: the selected row
	bool ascii;		       // draw with ASCII only
};

void screen_init(struct screen *screen, int columns, int rows); // blank, ≥ 1x1
void screen_fini(struct screen *screen);
void screen_clear(struct screen *screen);
struct cell *screen_cell(struct screen *screen, int row, int column);

// A rectangle to draw in; everything is clipped to it.
struct area {
	struct screen *screen;
	int row, column, rows, columns;
};
struct area screen_area(struct screen *screen);
struct area area_cut(struct area area, int row, int column, int rows, int columns);

// Draws text from (row, column) of the area, clipped; returns the columns taken.
int area_text(struct area area, int row, int column, enum role role, struct slice text);
int area_print(struct area area, int row, int column, enum role role, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
// In a field of `width` columns: padded, cut with '…' ('~' in ASCII) when too long.
void area_field(struct area area, int row, int column, int width, bool right, enum role role,
		struct slice text);
void area_fill(struct area area, int row, enum role role); // the role over a whole row, text kept
void area_rule(struct area area, int row, enum role role); // a horizontal line

// The grid as text lines, trailing blanks cut, each ended with '\n'.
void screen_text(const struct screen *screen, struct str *out);

#endif
