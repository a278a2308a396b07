#include "ui/sheet/sheet.h"

#include "view/format.h"

#include <stdlib.h>
#include <string.h>

static void free_rows(struct rows *rows)
{
	arena_fini(&rows->arena);
	*rows = (struct rows){0};
}

void sheet_open(struct sheet *sheet, struct session *session, const struct view *view,
		const struct select *select, struct arena *keep)
{
	*sheet = (struct sheet){.session = session, .view = view, .keep = *keep};
	*keep = (struct arena){0};
	sheet->select = *select;
}

void sheet_close(struct sheet *sheet)
{
	sheet_forget(sheet);
	sheet_unmark(sheet);
	arena_fini(&sheet->keep);
	free_rows(&sheet->rows);
}

void sheet_address(const struct sheet *sheet, struct str *out)
{
	if (sheet->view)
		address_print(sheet->view, &sheet->select, out);
}

const char *sheet_value(const struct sheet *sheet, const char *column)
{
	const struct result *result = &sheet->rows.result;
	size_t at = result_place(result, column), row = sheet->rows.table.selected;
	return at < result->column_count && row < result->row_count
		       ? result_at(result, row, at)->text
		       : NULL;
}

// ---- Loading ----

bool sheet_query(struct sheet *sheet, const struct select *select, struct rows *next,
		 struct err *err)
{
	struct select limited = *select;
	if (!limited.limit)
		limited.limit = SHEET_ROWS;
	next->select = limited;
	if (view_run(sheet->session, &limited, &next->arena, &next->result, err))
		return true;
	free_rows(next);
	return false;
}

void sheet_fill(const struct sheet *sheet, struct rows *next)
{
	struct result *result = &next->result;
	table_init(&next->table, result->row_count, &next->arena);
	for (size_t c = 0; c < result->column_count; c++) {
		const struct result_column *column = &result->columns[c];
		struct table_column shown = {.name = column->name,
					     .title = column->key ? column->name
								  : column->column->title,
					     .right = format_is_number(column->column),
					     .whole = column->column->kind != COLUMN_TEXT};
		table_add(&next->table, shown);
		for (size_t row = 0; row < result->row_count; row++) {
			struct str text = {0};
			format_value(sheet->session, column, result_at(result, row, c), &text);
			table_set(&next->table, row, c,
				  arena_slice(&next->arena, str_slice(&text)));
			str_fini(&text);
		}
	}
}

// The selection stays with its row; where the row is gone, with its place.
static void select_again(const struct rows *before, struct rows *next)
{
	size_t row = before->table.selected;
	next->table.top = before->table.top;
	next->table.first = before->table.first ? before->table.first : 1;
	next->table.column = before->table.column;
	table_move(&next->table, (long)row);
	if (!before->result.keys || !next->result.keys || row >= before->result.row_count)
		return;
	for (size_t i = 0; i < next->result.row_count; i++)
		if (strcmp(before->result.keys[row], next->result.keys[i]) == 0) {
			next->table.selected = i;
			return;
		}
}

void sheet_take(struct sheet *sheet, struct rows *next)
{
	if (sheet->layout) {
		layout_learn(sheet->layout, &next->table);
		layout_apply(sheet->layout, &next->table);
	}
	if (sheet->select.sort) {
		next->table.sorted = sheet->select.sort->name;
		next->table.descending = sheet->select.descending;
	}
	select_again(&sheet->rows, next);
	if (sheet->keeping && !sheet->before.arena.block)
		sheet->before = sheet->rows;
	else
		free_rows(&sheet->rows);
	sheet->rows = *next;
	sheet->ready = true;
	*next = (struct rows){0};
	sheet_show_marks(sheet);
}

bool sheet_load(struct sheet *sheet, struct err *err)
{
	struct rows next = {0};
	if (!sheet_query(sheet, &sheet->select, &next, err))
		return false;
	sheet_fill(sheet, &next);
	sheet_take(sheet, &next);
	return true;
}

// ---- What was before a filter ----

void sheet_keep(struct sheet *sheet)
{
	sheet->keeping = true;
	sheet->select_before = sheet->select;
}

void sheet_forget(struct sheet *sheet)
{
	sheet->keeping = false;
	free_rows(&sheet->before);
}

void sheet_restore(struct sheet *sheet)
{
	if (sheet->before.arena.block) {
		free_rows(&sheet->rows);
		sheet->rows = sheet->before;
		sheet->before = (struct rows){0};
	}
	sheet->select = sheet->select_before;
	sheet->keeping = false;
}
