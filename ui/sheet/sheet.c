#include "ui/sheet/sheet.h"

#include "ui/sheet/look.h"
#include "view/format.h"

#include <stdlib.h>
#include <string.h>

enum { GROUPED_BY = 28, GROUPED_ALSO = 16 }; // cells that names are not cut below

void rows_fini(struct rows *rows)
{
	arena_fini(&rows->arena);
	arena_fini(&rows->borrowed);
	*rows = (struct rows){0};
}

void sheet_open(struct sheet *sheet, struct session *session, const struct view *view,
		const struct select *select, struct arena *keep)
{
	*sheet = (struct sheet){.session = session, .view = view, .keep = *keep};
	*keep = (struct arena){0};
	sheet->select = *select;
	sheet->turn_to = SHEET_STAYS;
}

void sheet_close(struct sheet *sheet)
{
	sheet_forget(sheet);
	sheet_unmark(sheet);
	arena_fini(&sheet->keep);
	rows_fini(&sheet->rows);
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
	rows_fini(next);
	return false;
}

enum { PLACE_MS = 300 }; // a row is sought no longer

// Where the window begins that holds the row with this key, among all that match; where it began
// when none does, or it is far away. False when it was interrupted.
static bool find_window(struct sheet *sheet, struct select *select, const char *key,
			struct err *err)
{
	int64_t place;
	struct cache *cache;
	if (!session_cache(sheet->session, &cache, err))
		return true;
	cache_limit(cache, PLACE_MS);
	if (view_place(sheet->session, select, key, &place, err))
		select->offset = place / SHEET_ROWS * SHEET_ROWS;
	cache_limit(cache, 0);
	return err->code != ERR_INTERRUPTED || !cache_is_busy(cache);
}

static const char *selected_key(const struct sheet *sheet)
{
	const struct result *result = &sheet->rows.result;
	size_t row = sheet->rows.table.selected;
	return result->keys && row < result->row_count ? result->keys[row] : NULL;
}

static bool has_key(const struct result *result, const char *key)
{
	for (size_t i = 0; i < result->row_count; i++)
		if (strcmp(result->keys[i], key) == 0)
			return true;
	return false;
}

// What the select borrows stays with what it gave before.
static bool query_again(struct sheet *sheet, const struct select *at, struct rows *next,
			struct err *err)
{
	struct arena borrowed = next->arena;
	*next = (struct rows){0};
	bool done = sheet_query(sheet, at, next, err);
	if (done) {
		next->borrowed = borrowed;
		sheet->select.offset = at->offset;
	} else {
		arena_fini(&borrowed);
	}
	return done;
}

bool sheet_query_window(struct sheet *sheet, const struct select *select, struct rows *next,
			struct err *err)
{
	struct select at = *select;
	struct err fault = {0};
	const char *key = sheet->turn_to == SHEET_STAYS ? selected_key(sheet) : NULL;
	if (!sheet_query(sheet, &at, next, err))
		return false;
	bool whole = (!next->result.more && !at.offset) || at.limit;
	if (!key || whole || has_key(&next->result, key))
		return true;
	if (!find_window(sheet, &at, key, &fault)) {
		rows_fini(next);
		*err = fault;
		return false;
	}
	return at.offset == select->offset || query_again(sheet, &at, next, err);
}

static void fill_cell(const struct sheet *sheet, struct rows *next, size_t row, size_t at)
{
	const struct result_column *column = &next->result.columns[at];
	const struct value *value = result_at(&next->result, row, at);
	struct str text = {0};
	format_value(sheet->session, column, value, &text);
	table_set(&next->table, row, at, arena_slice(&next->arena, str_slice(&text)));
	table_tint(&next->table, row, at, look_of(sheet->session, column->column, value));
	str_fini(&text);
}

// What rows are grouped by is what they are about.
static int least_of(const struct column *column, size_t at)
{
	return column->role != COLUMN_DIMENSION ? 0 : at ? GROUPED_ALSO : GROUPED_BY;
}

void sheet_fill(const struct sheet *sheet, struct rows *next)
{
	const struct result *result = &next->result;
	table_init(&next->table, result->row_count, &next->arena);
	for (size_t c = 0; c < result->column_count; c++) {
		const struct result_column *column = &result->columns[c];
		bool is_text = column->column->kind == COLUMN_TEXT && !column->column->words;
		struct table_column shown = {.name = column->name,
					     .title = column->key ? column->name
								  : column->column->title,
					     .right = format_is_number(column->column),
					     .whole = !is_text,
					     .grouped = column->column->role == COLUMN_DIMENSION,
					     .least = least_of(column->column, c)};
		table_add(&next->table, shown);
		for (size_t row = 0; row < result->row_count; row++)
			fill_cell(sheet, next, row, c);
	}
}

// The selection stays with its row; where the row is gone, with its place.
static void select_again(const struct sheet *sheet, const struct rows *before, struct rows *next)
{
	size_t row = before->table.selected;
	next->table.top = before->table.top;
	next->table.first = before->table.first ? before->table.first : 1;
	next->table.column = before->table.column;
	next->table.small = before->table.small;
	table_move(&next->table, (long)row);
	if (sheet->turn_to != SHEET_STAYS) {
		next->table.selected = next->table.top = 0;
		table_move(&next->table, (long)sheet->turn_to);
		return;
	}
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
	select_again(sheet, &sheet->rows, next);
	sheet->turn_to = SHEET_STAYS;
	if (sheet->keeping && !sheet->before.arena.block)
		sheet->before = sheet->rows;
	else
		rows_fini(&sheet->rows);
	sheet->rows = *next;
	sheet->ready = true;
	*next = (struct rows){0};
	sheet_show_marks(sheet);
}

bool sheet_load(struct sheet *sheet, struct err *err)
{
	struct rows next = {0};
	if (!sheet_query_window(sheet, &sheet->select, &next, err))
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
	rows_fini(&sheet->before);
}

void sheet_restore(struct sheet *sheet)
{
	if (sheet->before.arena.block) {
		rows_fini(&sheet->rows);
		sheet->rows = sheet->before;
		sheet->before = (struct rows){0};
	}
	sheet->select = sheet->select_before;
	sheet->keeping = false;
}
