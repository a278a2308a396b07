// A table: column titles, rows of ready text, one selected row and column, a window that follows.
//
// Texts are made once per load, so that column widths stay while rows scroll by. The first column
// shown stays; the others scroll sideways as far as it takes to see the selected one.
#ifndef GAVEL_UI_TABLE_H
#define GAVEL_UI_TABLE_H

#include "base/arena.h"
#include "ui/screen.h"

enum { TABLE_COLUMNS = SELECT_COLUMNS + 1 };

struct table_column {
	const char *name; // of the view's column; "" of one that is only here
	const char *title;
	bool right;    // numbers
	bool whole;    // never cut: numbers and times
	bool hidden;   // by the person
	bool put_away; // by the pane: what it holds stands elsewhere
	bool grouped;  // rows are grouped by it
	bool small;    // only where the screen is small: it stands for others that have no room
	int width;     // natural: of the widest text, or the title
	int least;     // narrower than this only as the last one; 0: as narrow as can be read
	int tight;     // the same where the screen is small; 0: no other
};

struct table {
	struct table_column columns[TABLE_COLUMNS];
	size_t column_count, rows;
	size_t order[TABLE_COLUMNS]; // places in columns, as they are shown
	const char **texts;	     // row-major, TABLE_COLUMNS a row
	uint8_t *roles;		     // of each text: enum role
	bool *marked;		     // of each row, or NULL: none is
	size_t selected, top;
	size_t column, first; // in order: the selected one, the first behind the one that stays
	const char *sorted;   // the name of the column that rows are sorted by, or NULL
	bool descending;
	long page;  // rows seen at once, as last painted
	bool small; // the screen is, as last painted: columns may be narrower
};

// Room for `rows` rows in the arena; columns are added, texts set one by one.
void table_init(struct table *table, size_t rows, struct arena *arena);
void table_add(struct table *table, struct table_column column);
void table_set(struct table *table, size_t row, size_t column, const char *text);
void table_tint(struct table *table, size_t row, size_t column, enum role role);
const char *table_text(const struct table *table, size_t row, size_t column);
// Moves the selection, staying within the table.
void table_move(struct table *table, long rows);
void table_move_column(struct table *table, long columns);
// The selected column; NULL when all are hidden.
const struct table_column *table_column(const struct table *table);
// Titles and the rows that fit; the hardware cursor goes to the selected row.
void table_paint(struct table *table, struct area area);

#endif
