#include "ui/table.h"

#include "base/utf8.h"

#include <string.h>

enum {
	GAP = 2,
	LEAST = 10,	  // what can be read; the last column takes what is left, down to this
	LEAST_USUAL = 16, // where there is room
	NARROW = 60,
	ROOMY = 132, // from here on every column has what it should have
	MARK_WIDTH = 2,
	SELECTED_MOST = 120 // columns of the selected row that are lit: a move repaints two of them
};

void table_init(struct table *table, size_t rows, struct arena *arena)
{
	*table = (struct table){.rows = rows, .first = 1};
	table->texts = arena_alloc(arena, (rows + 1) * TABLE_COLUMNS * sizeof *table->texts);
	table->roles = arena_alloc(arena, (rows + 1) * TABLE_COLUMNS);
}

void table_add(struct table *table, struct table_column column)
{
	if (table->column_count == TABLE_COLUMNS)
		return;
	column.width = (int)utf8_columns(slice_of(column.title));
	table->order[table->column_count] = table->column_count;
	table->columns[table->column_count++] = column;
}

void table_set(struct table *table, size_t row, size_t column, const char *text)
{
	int width = (int)utf8_columns(slice_of(text));
	if (column >= table->column_count)
		return;
	table->texts[row * TABLE_COLUMNS + column] = text;
	if (width > table->columns[column].width)
		table->columns[column].width = width;
}

void table_tint(struct table *table, size_t row, size_t column, enum role role)
{
	if (column < table->column_count)
		table->roles[row * TABLE_COLUMNS + column] = (uint8_t)role;
}

const char *table_text(const struct table *table, size_t row, size_t column)
{
	return table->texts[row * TABLE_COLUMNS + column];
}

static size_t moved(size_t from, long by, size_t count)
{
	long last = (long)count - 1, to = (long)from + by;
	return to < 0 || last < 0 ? 0 : (size_t)(to > last ? last : to);
}

void table_move(struct table *table, long rows)
{
	table->selected = moved(table->selected, rows, table->rows);
}

// ---- Columns ----

static bool is_hidden(const struct table *table, const struct table_column *column)
{
	return column->hidden || column->put_away || (column->small && !table->small);
}

// The columns that are shown, in order.
static size_t shown_columns(const struct table *table, size_t shown[TABLE_COLUMNS])
{
	size_t count = 0;
	for (size_t i = 0; i < table->column_count; i++)
		if (!is_hidden(table, &table->columns[table->order[i]]))
			shown[count++] = table->order[i];
	return count;
}

void table_move_column(struct table *table, long columns)
{
	size_t shown[TABLE_COLUMNS];
	table->column = moved(table->column, columns, shown_columns(table, shown));
}

const struct table_column *table_column(const struct table *table)
{
	size_t shown[TABLE_COLUMNS], count = shown_columns(table, shown);
	return table->column < count ? &table->columns[shown[table->column]] : NULL;
}

// ---- Which columns fit ----

// What is painted: places in columns, and their widths.
struct painting {
	const struct table *table;
	size_t at[TABLE_COLUMNS], count;
	int widths[TABLE_COLUMNS];
	int left;  // where the first one begins
	int least; // width of a column that says none
};

static bool is_sorted(const struct table *table, const struct table_column *column)
{
	return table->sorted && *column->name && strcmp(table->sorted, column->name) == 0;
}

static int total(const struct painting *p)
{
	int sum = p->left;
	for (size_t i = 0; i < p->count; i++)
		sum += p->widths[i] + (i ? GAP : 0);
	return sum;
}

static bool gives_way(const struct painting *p, size_t i, bool last)
{
	const struct table_column *column = &p->table->columns[p->at[i]];
	int own = p->table->small && column->tight ? column->tight : column->least;
	int least = own ? own : p->least;
	return !column->whole && p->widths[i] > (last ? LEAST : least);
}

// The widest that gives way; the last one below what it should have only where no other does.
static size_t widest_of(const struct painting *p)
{
	size_t widest = p->count;
	for (size_t i = 0; i < p->count; i++)
		if (gives_way(p, i, false) &&
		    (widest == p->count || p->widths[i] > p->widths[widest]))
			widest = i;
	if (widest == p->count && widest && gives_way(p, widest - 1, true))
		widest--;
	return widest;
}

// The text columns give way, the widest first; false when they would get too narrow to read.
static bool squeeze(struct painting *p, int room)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct table_column *column = &p->table->columns[p->at[i]];
		p->widths[i] = column->width + (is_sorted(p->table, column) ? 1 : 0);
	}
	while (total(p) > room) {
		size_t widest = widest_of(p);
		if (widest == p->count)
			return false;
		p->widths[widest]--;
	}
	return true;
}

// The first column and as many others, from `from` on, as there is room for; and for the arrow
// behind them, where there are more.
static void fit(struct painting *p, const size_t *shown, size_t count, size_t from, int room)
{
	p->count = 0;
	p->least = room < NARROW ? LEAST : LEAST_USUAL;
	for (size_t i = 0; i < count; i++)
		if (i == 0 || i >= from)
			p->at[p->count++] = shown[i];
	for (bool more = false; !squeeze(p, room - more) && p->count > 1; more = true)
		p->count--;
}

static bool is_painted(const struct painting *p, size_t column)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->at[i] == column)
			return true;
	return false;
}

// Scrolls sideways until the selected column is seen, no further.
static void lay_out(struct table *table, struct painting *p, int room)
{
	size_t shown[TABLE_COLUMNS], count = shown_columns(table, shown);
	if (table->column >= count)
		table->column = count ? count - 1 : 0;
	if (table->first < 1 || (table->column && table->column < table->first))
		table->first = table->column ? table->column : 1;
	if (!table->column)
		table->first = 1;
	fit(p, shown, count, table->first, room);
	while (count && table->first < table->column && !is_painted(p, shown[table->column]))
		fit(p, shown, count, ++table->first, room);
}

// ---- Painting ----

// Names differ at their ends, also a package's with what it becomes ("npm/lodash to 4.17.21");
// sentences are read from their beginning.
static enum cut cut_of(const char *text)
{
	const char *space = text ? strchr(text, ' ') : NULL;
	return space && !memchr(text, '/', (size_t)(space - text)) ? CUT_END : CUT_NAME;
}

static enum role role_of(const struct painting *p, size_t at, size_t i)
{
	return i < p->count ? p->table->roles[at * TABLE_COLUMNS + p->at[i]] : ROLE_TEXT;
}

static void paint_cell(const struct painting *p, struct area area, struct field field, size_t at,
		       size_t i)
{
	const char *text = table_text(p->table, at, p->at[i]);
	enum role role = role_of(p, at, i);
	field.right = p->table->columns[p->at[i]].right;
	field.cut = cut_of(text);
	if (text)
		area_field(area, field, role, slice_of(text));
}

// Cells of one role that stand side by side are one stretch of it: fewer bytes for the terminal.
static void paint_row(const struct painting *p, struct area area, int row, size_t at)
{
	int column = p->left;
	for (size_t i = 0; i < p->count; i++) {
		enum role role = role_of(p, at, i);
		int stretch = p->widths[i] + (role_of(p, at, i + 1) == role ? GAP : 0);
		if (role != ROLE_TEXT)
			area_paint(area_cut(area, row, column, 1, stretch), 0, role);
		paint_cell(p, area,
			   (struct field){.row = row, .column = column, .width = p->widths[i]}, at,
			   i);
		column += p->widths[i] + GAP;
	}
	if (p->table->marked && p->table->marked[at])
		area_text(area, row, 0, ROLE_KEY, SLICE("*"));
}

static void paint_title(const struct painting *p, struct area area, size_t i, int column)
{
	const struct table_column *of = &p->table->columns[p->at[i]];
	bool sorted = is_sorted(p->table, of);
	bool chosen = p->table->column && of == table_column(p->table);
	struct field field = {0, column, p->widths[i] - sorted, of->right, CUT_MIDDLE};
	area_field(area, field, chosen ? ROLE_SELECTED : ROLE_HEADER, slice_of(of->title));
	int taken = (int)utf8_columns(slice_of(of->title));
	int behind = of->right || taken > field.width ? field.width : taken;
	if (sorted)
		area_draw(area, 0, column + behind, ROLE_HEADER,
			  p->table->descending ? (struct shape){"↓", 'v'}
					       : (struct shape){"↑", '^'});
}

// Titles, and arrows where columns lie beyond an edge.
static void paint_titles(const struct painting *p, struct area area)
{
	int column = p->left;
	size_t shown[TABLE_COLUMNS], count = shown_columns(p->table, shown);
	for (size_t i = 0; i < p->count; i++) {
		paint_title(p, area, i, column);
		column += p->widths[i] + GAP;
	}
	if (p->table->first > 1 && p->count > 1)
		area_draw(area, 0, p->left + p->widths[0], ROLE_KEY, (struct shape){"‹", '<'});
	if (p->count && count && p->at[p->count - 1] != shown[count - 1])
		area_draw(area, 0, area.columns - 1, ROLE_KEY, (struct shape){"›", '>'});
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
	struct painting p = {.table = table, .left = table->marked ? MARK_WIDTH : 0};
	size_t window = area.rows > 1 ? (size_t)area.rows - 1 : 0;
	table->small = area.columns < ROOMY;
	lay_out(table, &p, area.columns);
	table->page = (long)window;
	follow(table, window);
	paint_titles(&p, area);
	for (size_t i = 0; i < window && table->top + i < table->rows; i++) {
		size_t at = table->top + i;
		paint_row(&p, area, (int)i + 1, at);
		if (at != table->selected)
			continue;
		area_paint(area_cut(area, 0, 0, area.rows, SELECTED_MOST), (int)i + 1,
			   ROLE_SELECTED);
		area.screen->cursor_row = area.row + (int)i + 1;
		area.screen->cursor_column = area.column;
	}
}
