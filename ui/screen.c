#include "ui/screen.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void screen_init(struct screen *screen, struct size size)
{
	int columns = size.columns, rows = size.rows;
	*screen =
		(struct screen){.columns = columns < 1 ? 1 : columns, .rows = rows < 1 ? 1 : rows};
	screen->cells =
		mem_alloc((size_t)screen->columns * (size_t)screen->rows * sizeof *screen->cells);
	screen_clear(screen);
}

void screen_fini(struct screen *screen)
{
	free(screen->cells);
	screen->cells = NULL;
}

struct glyph *screen_glyph(struct screen *screen, int row, int column)
{
	return &screen->cells[(size_t)row * (size_t)screen->columns + (size_t)column];
}

static const struct glyph BLANK = {" ", 1, ROLE_TEXT};

void screen_clear(struct screen *screen)
{
	for (int i = 0; i < screen->columns * screen->rows; i++)
		screen->cells[i] = BLANK;
	screen->cursor_row = screen->cursor_column = 0;
}

bool screen_equal(const struct screen *a, const struct screen *b)
{
	size_t size = (size_t)a->columns * (size_t)a->rows * sizeof *a->cells;
	return a->columns == b->columns && a->rows == b->rows && a->cursor_row == b->cursor_row &&
	       a->cursor_column == b->cursor_column && memcmp(a->cells, b->cells, size) == 0;
}

// ---- Areas ----

struct area screen_area(struct screen *screen)
{
	return (struct area){screen, 0, 0, screen->rows, screen->columns};
}

static int between(int low, int x, int high)
{
	return x < low ? low : x > high ? high : x;
}

struct area area_cut(struct area area, int row, int column, int rows, int columns)
{
	int top = between(0, row, area.rows), left = between(0, column, area.columns);
	int bottom = between(top, row + rows, area.rows);
	int right = between(left, column + columns, area.columns);
	return (struct area){area.screen, area.row + top, area.column + left, bottom - top,
			     right - left};
}

struct area area_at(struct area area, int row, int column)
{
	return area_cut(area, row, column, 1, area.columns);
}

// ---- Cells ----

// A wide character loses its other half when one half is overwritten.
static void split_wide(struct screen *screen, int row, int column)
{
	struct glyph *at = screen_glyph(screen, row, column);
	if (at->width == 0 && column > 0)
		*screen_glyph(screen, row, column - 1) = BLANK;
	if (at->width == 2 && column + 1 < screen->columns)
		*screen_glyph(screen, row, column + 1) = BLANK;
}

// The caller has made sure that it fits the area.
static void put(struct area area, int row, int column, enum role role, const struct glyph *glyph)
{
	int y = area.row + row, x = area.column + column;
	split_wide(area.screen, y, x);
	if (glyph->width == 2)
		split_wide(area.screen, y, x + 1);
	struct glyph *cell = screen_glyph(area.screen, y, x);
	*cell = *glyph;
	cell->role = (uint8_t)role;
	if (glyph->width == 2)
		cell[1] = (struct glyph){"", 0, (uint8_t)role};
}

static bool is_plain(const struct screen *screen, const struct grapheme *g)
{
	if (g->marked || g->bytes.len >= sizeof BLANK.text)
		return false;
	return !screen->ascii || (g->bytes.len == 1 && (unsigned char)g->bytes.at[0] < 0x80);
}

// What must not reach the terminal as it is: its mark, as far as it fits.
static int put_mark(struct area area, int row, int column, const struct grapheme *g)
{
	char mark[13];
	int taken = 0;
	utf8_mark(g, mark);
	for (const char *c = mark; *c && column + taken < area.columns; c++) {
		struct glyph glyph = {{*c}, 1, ROLE_HOSTILE};
		put(area, row, column + taken++, ROLE_HOSTILE, &glyph);
	}
	return taken;
}

int area_text(struct area area, int row, int column, enum role role, struct slice text)
{
	struct grapheme g;
	int start = column;
	if (row < 0 || row >= area.rows || column < 0)
		return 0;
	while (column < area.columns && utf8_next(&text, &g)) {
		struct glyph glyph = {.width = (uint8_t)g.width};
		if (!is_plain(area.screen, &g)) {
			column += put_mark(area, row, column, &g);
			continue;
		}
		if (column + g.width > area.columns)
			break;
		memcpy(glyph.text, g.bytes.at, g.bytes.len);
		put(area, row, column, role, &glyph);
		column += g.width;
	}
	return column - start;
}

void area_print(struct area area, enum role role, const char *format, ...)
{
	struct str text = {0};
	va_list args;
	va_start(args, format);
	str_addv(&text, format, args);
	va_end(args);
	area_text(area, 0, 0, role, str_slice(&text));
	str_fini(&text);
}

// The bytes of `text` up to the last blank that fits `room` columns; all of it when it fits.
static size_t break_at(struct slice text, int room)
{
	struct slice rest = text;
	struct grapheme g;
	size_t blank = 0;
	int taken = 0;
	while (utf8_next(&rest, &g)) {
		if (g.bytes.len == 1 && g.bytes.at[0] == ' ')
			blank = (size_t)(g.bytes.at - text.at);
		taken += g.width;
		if (taken > room)
			return blank ? blank : (size_t)(g.bytes.at - text.at);
	}
	return text.len;
}

int area_flow(struct area area, int row, enum role role, struct slice text)
{
	int rows = 0, indent = 0;
	while (text.len && row + rows < area.rows && area.columns > indent) {
		size_t taken = break_at(text, area.columns - indent);
		taken = taken ? taken : text.len;
		area_text(area, row + rows++, indent, role, (struct slice){text.at, taken});
		text = slice_trim((struct slice){text.at + taken, text.len - taken});
		indent = 2;
	}
	return rows;
}

int area_foot(struct area area, int most, enum role role, struct slice text)
{
	struct screen measure;
	screen_init(&measure, (struct size){area.columns, most + 1});
	measure.ascii = area.screen->ascii;
	int takes = area_flow(screen_area(&measure), 0, role, text);
	screen_fini(&measure);
	int rows = between(0, takes, most < area.rows ? most : area.rows);
	struct area foot = area_cut(area, area.rows - rows, 0, rows, area.columns);
	area_blank(foot);
	area_flow(foot, 0, role, text);
	if (takes > rows)
		area_draw(foot, rows - 1, foot.columns - 1, role, (struct shape){"…", '~'});
	return rows;
}

// Takes graphemes off the front until the rest is at most `room` columns wide.
static struct slice tail_of(struct slice text, int takes, int room)
{
	struct grapheme g;
	while (text.len && takes > room) {
		const char *from = text.at;
		utf8_next(&text, &g);
		takes -= (int)utf8_columns((struct slice){from, (size_t)(text.at - from)});
	}
	return text;
}

// From the last / of the first word on: "/libwebp7 to 1.2.4-0.2" of a package and what it becomes.
static int last_part(struct slice text)
{
	struct slice rest = text, word = slice_cut(&rest, ' ');
	const char *slash = memrchr(word.at, '/', word.len);
	size_t from = slash ? (size_t)(slash - text.at) : 0;
	return (int)utf8_columns((struct slice){text.at + from, text.len - from});
}

static int tail_room(enum cut cut, int room, struct slice text)
{
	int usual = room * 2 / 3, part = cut == CUT_NAME ? last_part(text) : 0;
	part -= part == room; // without its slash
	switch (cut) {
	case CUT_MIDDLE: return room / 2;
	case CUT_NAME: return part > usual && part < room ? part : usual;
	default: return 0;
	}
}

void area_field(struct area area, struct field field, enum role role, struct slice text)
{
	struct area place = area_cut(area, field.row, field.column, 1, field.width);
	int room = place.columns, takes = (int)utf8_columns(text);
	if (takes <= room || room < 1 || !place.rows) {
		area_text(place, 0, field.right ? room - takes : 0, role, text);
		return;
	}
	int tail = tail_room(field.cut, room, text), head = room - 1 - tail;
	area_text(area_cut(place, 0, 0, 1, head), 0, 0, role, text);
	area_draw(place, 0, head, role, (struct shape){"…", '~'});
	area_text(area_cut(place, 0, head + 1, 1, tail), 0, 0, role, tail_of(text, takes, tail));
}

void area_draw(struct area area, int row, int column, enum role role, struct shape shape)
{
	struct glyph glyph = {.width = 1};
	if (row < 0 || row >= area.rows || column < 0 || column >= area.columns)
		return;
	if (area.screen->ascii)
		glyph.text[0] = shape.ascii;
	else
		snprintf(glyph.text, sizeof glyph.text, "%s", shape.text);
	put(area, row, column, role, &glyph);
}

void area_rule(struct area area, int row, enum role role)
{
	for (int i = 0; i < area.columns; i++)
		area_draw(area, row, i, role, (struct shape){"─", '-'});
}

void area_paint(struct area area, int row, enum role role)
{
	if (row < 0 || row >= area.rows)
		return;
	for (int i = 0; i < area.columns; i++)
		screen_glyph(area.screen, area.row + row, area.column + i)->role = (uint8_t)role;
}

void area_blank(struct area area)
{
	for (int row = 0; row < area.rows; row++)
		for (int i = 0; i < area.columns; i++)
			put(area, row, i, ROLE_TEXT, &BLANK);
}

// ---- As text ----

void screen_text(const struct screen *screen, struct str *out)
{
	for (int row = 0; row < screen->rows; row++) {
		size_t end = out->len;
		for (int i = 0; i < screen->columns; i++) {
			const struct glyph *cell =
				&screen->cells[(size_t)row * (size_t)screen->columns + (size_t)i];
			str_add_text(out, cell->text);
			if (strcmp(cell->text, " ") != 0)
				end = out->len;
		}
		out->len = end;
		str_add_char(out, '\n');
	}
}
