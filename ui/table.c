#include "ui/table.h"

#include "base/utf8.h"

enum { GAP = 2, NARROWEST = 10 };

void table_init(struct table *table, size_t rows, struct arena *arena)
{
	*table = (struct table){.rows = rows};
	table->texts = arena_alloc(arena, (rows + 1) * TABLE_COLUMNS * sizeof *table->texts);
}

void table_column(struct table *table, const char *title, bool right, bool whole)
{
	if (table->columns == TABLE_COLUMNS)
		return;
	table->titles[table->columns] = title;
	table->right[table->columns] = right;
	table->whole[table->columns] = whole;
	table->widths[table->columns++] = (int)utf8_columns(slice_of(title));
}

void table_set(struct table *table, size_t row, size_t column, const char *text)
{
	int width = (int)utf8_columns(slice_of(text));
	if (column >= table->columns)
		return;
	table->texts[row * TABLE_COLUMNS + column] = text;
	if (width > table->widths[column])
		table->widths[column] = width;
}

void table_move(struct table *table, long rows)
{
	long last = (long)table->rows - 1, to = (long)table->selected + rows;
	table->selected = to < 0 || last < 0 ? 0 : (size_t)(to > last ? last : to);
}

// ---- Painting ----

static int total(const int *widths, size_t columns)
{
	int sum = 0;
	for (size_t i = 0; i < columns; i++)
		sum += widths[i] + (i ? GAP : 0);
	return sum;
}

// The text columns give way, the widest first; false when they would get too narrow to read.
static bool squeeze(const struct table *table, size_t columns, int room, int widths[TABLE_COLUMNS])
{
	for (size_t i = 0; i < columns; i++)
		widths[i] = table->widths[i];
	while (total(widths, columns) > room) {
		size_t widest = columns;
		for (size_t i = 0; i < columns; i++)
			if (!table->whole[i] && widths[i] > NARROWEST &&
			    (widest == columns || widths[i] > widths[widest]))
				widest = i;
		if (widest == columns)
			return false;
		widths[widest]--;
	}
	return true;
}

// As many columns as there is room for.
static size_t fit(const struct table *table, int room, int widths[TABLE_COLUMNS])
{
	size_t columns = table->columns;
	while (!squeeze(table, columns, room, widths) && columns > 1)
		columns--;
	return columns;
}

struct painting {
	const struct table *table;
	int widths[TABLE_COLUMNS];
	size_t columns;
};

static void paint_row(const struct painting *p, struct area area, int row, enum role role,
		      const char *const *texts)
{
	int column = 0;
	for (size_t i = 0; i < p->columns; i++) {
		struct field field = {row, column, p->widths[i], p->table->right[i], true};
		if (texts[i])
			area_field(area, field, role, slice_of(texts[i]));
		column += p->widths[i] + GAP;
	}
}

static void follow(struct table *table, size_t window)
{
	if (table->selected < table->top)
		table->top = table->selected;
	if (window && table->selected >= table->top + window)
		table->top = table->selected - window + 1;
	if (table->top && table->top + window > table->rows)
		table->top = table->rows > window ? table->rows - window : 0;
}

void table_paint(struct table *table, struct area area)
{
	struct painting p = {.table = table};
	size_t window = area.rows > 1 ? (size_t)area.rows - 1 : 0;
	p.columns = fit(table, area.columns, p.widths);
	table->page = (long)window;
	follow(table, window);
	paint_row(&p, area, 0, ROLE_HEADER, table->titles);
	for (size_t i = 0; i < window && table->top + i < table->rows; i++) {
		size_t at = table->top + i;
		bool selected = at == table->selected;
		paint_row(&p, area, (int)i + 1, ROLE_TEXT, &table->texts[at * TABLE_COLUMNS]);
		if (!selected)
			continue;
		area_paint(area, (int)i + 1, ROLE_SELECTED);
		area.screen->cursor_row = area.row + (int)i + 1;
		area.screen->cursor_column = area.column;
	}
}
