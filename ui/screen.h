// A grid of cells that panes draw on: text, style roles, widths; nothing of any terminal.
//
// The console copies it to curses (term.c); `--screen` prints it as lines; tests compare it.
// All text passes utf8_next here: hostile characters become visible marks, wide characters
// never straddle an edge. Must not: include curses, read a clock, know a pane.
#ifndef GAVEL_UI_SCREEN_H
#define GAVEL_UI_SCREEN_H

#include "base/str.h"
#include "ui/role.h"
#include "view/view.h"

#include <stdbool.h>
#include <stdint.h>

// One cell. A wide character takes two; its right half is empty.
struct glyph {
	char text[20]; // one grapheme, NUL-terminated UTF-8; "" = right half of a wide one
	uint8_t width; // 1, 2, or 0 for the right half
	uint8_t role;
};

struct screen {
	int columns, rows;
	struct glyph *cells;	       // row-major
	int cursor_row, cursor_column; // where the hardware cursor stands: the selected row
	bool ascii;		       // the terminal has no UTF-8: draw with ASCII only
};

void screen_init(struct screen *screen, struct size size); // blank, ≥ 1x1
void screen_fini(struct screen *screen);
void screen_clear(struct screen *screen);
bool screen_equal(const struct screen *a, const struct screen *b);
struct glyph *screen_glyph(struct screen *screen, int row, int column);

// A rectangle to draw in; everything is clipped to it.
struct area {
	struct screen *screen;
	int row, column, rows, columns;
};
struct area screen_area(struct screen *screen);
struct area area_at(struct area area, int row, int column); // from there to the right, one row
// The part of an area; what lies outside of it is cut off, down to nothing.
struct area area_cut(struct area area, int row, int column, int rows, int columns);

// Draws text from (row, column) of the area, clipped; returns the columns taken.
int area_text(struct area area, int row, int column, enum role role, struct slice text);
// At the area's upper left corner.
void area_print(struct area area, enum role role, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
// Over as many rows as it takes, broken at blanks, later rows indented; returns the rows taken.
int area_flow(struct area area, int row, enum role role, struct slice text);
// The same in the area's last rows, as many as it takes, `most` at most; what was there goes.
int area_foot(struct area area, int most, enum role role, struct slice text);
// Where a text goes that must keep its width: padded, or cut with '…' ('~' in ASCII).
enum cut {
	CUT_END,    // sentences
	CUT_MIDDLE, // both ends tell
	CUT_NAME    // names, paths: their ends tell more, the last part of all is whole if it fits
};
struct field {
	int row, column, width;
	bool right; // numbers
	enum cut cut;
};
void area_field(struct area area, struct field field, enum role role, struct slice text);
void area_paint(struct area area, int row, enum role role); // the role over a row, text kept
void area_blank(struct area area);			    // nothing in it any more
// One of our own drawing characters, and its stand-in where there is only ASCII.
struct shape {
	const char *text;
	char ascii;
};
void area_draw(struct area area, int row, int column, enum role role, struct shape shape);
void area_rule(struct area area, int row, enum role role); // a horizontal line

// The grid as text lines, trailing blanks cut, each ended with '\n'.
void screen_text(const struct screen *screen, struct str *out);

#endif
