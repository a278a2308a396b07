// A table: column titles, rows of ready text, one selected row, a window that follows it.
//
// Texts are made once per load, so that column widths stay while rows scroll by.
#ifndef GAVEL_UI_TABLE_H
#define GAVEL_UI_TABLE_H

#include "base/arena.h"
#include "ui/screen.h"

enum { TABLE_COLUMNS = 16 };

struct table {
	const char *titles[TABLE_COLUMNS];
	bool right[TABLE_COLUMNS]; // numbers
	bool whole[TABLE_COLUMNS]; // never cut: numbers and times
	int widths[TABLE_COLUMNS]; // natural: of the widest text, or the title
	size_t columns, rows;
	const char **texts; // row-major
	size_t selected, top;
	long page; // rows seen at once, as last painted
};

// Room for `rows` rows in the arena; texts are then set one by one.
void table_init(struct table *table, size_t rows, struct arena *arena);
void table_column(struct table *table, const char *title, bool right, bool whole);
void table_set(struct table *table, size_t row, size_t column, const char *text);
// Moves the selection by `rows`, staying within the table.
void table_move(struct table *table, long rows);
// Titles and the rows that fit; the hardware cursor goes to the selected row.
void table_paint(struct table *table, struct area area);

#endif
