#include "view/format.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "view/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CENTS = 2, QUANTITY_PLACES = 3, WIDTH_MAX = 60, GAP = 2 };

bool format_is_number(const struct column *column)
{
	return column->kind == COLUMN_INT || column->kind == COLUMN_DECIMAL ||
	       column->kind == COLUMN_MONEY || column->kind == COLUMN_BYTES ||
	       column->kind == COLUMN_AGE || column->kind == COLUMN_LEFT;
}

// ---- Text ----

static void add_decimal(const char *text, int places, struct str *out)
{
	struct decimal value;
	char shown[DECIMAL_TEXT];
	if (decimal_read(text, strlen(text), &value)) {
		decimal_format_places(&value, places, true, shown);
		str_add_text(out, shown);
	}
}

static void add_text(const struct session *session, const struct result_column *column,
		     const char *text, struct str *out)
{
	struct arena arena = {0};
	const char *name =
		names_has(column->column) ? names_of_account(session, text, &arena) : NULL;
	utf8_add_safe(out, slice_of(text), false);
	if (name) {
		str_add_char(out, ' ');
		utf8_add_safe(out, slice_of(name), false);
	}
	arena_fini(&arena);
}

// What is past says so in a word.
static void add_left(int64_t seconds, struct str *out)
{
	char time[32];
	str_addf(out, "%s%s", seconds < 0 ? "late " : "",
		 clock_format_age(seconds < 0 ? -seconds : seconds, time));
}

void format_value(const struct session *session, const struct result_column *column,
		  const struct value *value, struct str *out)
{
	char time[32];
	if (!value->text) {
		bool dimension = column->column->role == COLUMN_DIMENSION;
		const char *absent = column->column->absent;
		str_add_text(out, column->key ? "(untagged)"
				  : dimension ? "(none)"
				  : absent    ? absent
					      : "-");
		return;
	}
	switch (column->column->kind) {
	case COLUMN_MONEY: add_decimal(value->text, CENTS, out); break;
	case COLUMN_DECIMAL:
		add_decimal(value->text,
			    column->column->places ? column->column->places : QUANTITY_PLACES, out);
		break;
	case COLUMN_INT:
	case COLUMN_BYTES: add_decimal(value->text, 0, out); break;
	case COLUMN_DAY: str_add_text(out, clock_format_day(value->integer, time)); break;
	case COLUMN_TIME: str_add_text(out, clock_format(value->integer, time)); break;
	case COLUMN_AGE:
		str_add_text(out, clock_format_age(session->now - value->integer, time));
		break;
	case COLUMN_LEFT: add_left(value->integer - session->now, out); break;
	case COLUMN_BOOL: str_add_text(out, value->integer ? "yes" : "no"); break;
	default: add_text(session, column, value->text, out); break;
	}
}

// ---- Tables ----

struct grid {
	struct str *cells; // row-major, the headings first
	size_t *widths, columns, rows;
	const struct result_column **of;
};

static void grid_init(struct grid *grid, const struct session *session, const struct result *result)
{
	*grid = (struct grid){.rows = result->row_count + 1};
	grid->of = mem_alloc((result->column_count + 1) * sizeof *grid->of);
	for (size_t i = 0; i < result->column_count; i++)
		if (!result->columns[i].wide)
			grid->of[grid->columns++] = &result->columns[i];
	grid->cells = mem_alloc((grid->rows * grid->columns + 1) * sizeof *grid->cells);
	grid->widths = mem_alloc((grid->columns + 1) * sizeof *grid->widths);
	for (size_t r = 0; r < grid->rows; r++)
		for (size_t c = 0; c < grid->columns; c++) {
			struct str *cell = &grid->cells[r * grid->columns + c];
			size_t at = (size_t)(grid->of[c] - result->columns);
			const struct result_column *column = grid->of[c];
			if (r)
				format_value(session, column,
					     &result->values[(r - 1) * result->column_count + at],
					     cell);
			else
				str_add_text(cell,
					     column->key ? column->name : column->column->title);
			size_t width = utf8_columns(str_slice(cell));
			if (width > grid->widths[c])
				grid->widths[c] = width < WIDTH_MAX ? width : WIDTH_MAX;
		}
}

static void grid_fini(struct grid *grid)
{
	for (size_t i = 0; i < grid->rows * grid->columns; i++)
		str_fini(&grid->cells[i]);
	free(grid->cells);
	free(grid->widths);
	free(grid->of);
}

// As much of the text as fits; a cut is shown by '~'.
static void add_cut(struct slice text, size_t width, struct str *out)
{
	struct grapheme g;
	size_t taken = 0, whole = utf8_columns(text);
	if (whole <= width) {
		str_add_slice(out, text);
		return;
	}
	while (utf8_next(&text, &g) && taken + (size_t)g.width < width) {
		str_add_slice(out, g.bytes);
		taken += (size_t)g.width;
	}
	str_add_repeat(out, ' ', width - 1 - taken); // a wide character did not fit whole
	str_add_char(out, '~');
}

static void add_cell(const struct grid *grid, size_t row, size_t column, struct str *out)
{
	struct slice text = str_slice(&grid->cells[row * grid->columns + column]);
	size_t width = grid->widths[column], takes = utf8_columns(text);
	bool last = column + 1 == grid->columns, right = format_is_number(grid->of[column]->column);
	size_t blanks = takes < width ? width - takes : 0;
	if (column)
		str_add_repeat(out, ' ', GAP);
	if (right)
		str_add_repeat(out, ' ', blanks);
	add_cut(text, width, out);
	if (!right && !last)
		str_add_repeat(out, ' ', blanks);
}

void format_table(const struct session *session, const struct result *result, struct str *out)
{
	struct grid grid;
	grid_init(&grid, session, result);
	for (size_t r = 0; r < grid.rows; r++) {
		for (size_t c = 0; c < grid.columns; c++)
			add_cell(&grid, r, c, out);
		str_add_char(out, '\n');
	}
	grid_fini(&grid);
}

// ---- CSV ----

void format_cell_csv(struct slice text, struct str *out)
{
	size_t i = 0;
	while (i < text.len && text.at[i] != ',' && text.at[i] != '"' && text.at[i] != '\r' &&
	       text.at[i] != '\n')
		i++;
	if (i == text.len) {
		str_add_slice(out, text);
		return;
	}
	str_add_char(out, '"');
	for (i = 0; i < text.len; i++) {
		if (text.at[i] == '"')
			str_add_char(out, '"');
		str_add_char(out, text.at[i]);
	}
	str_add_char(out, '"');
}
