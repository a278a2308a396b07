#include "ui/sheet/sheet.h"

#include <stdlib.h>
#include <string.h>

// ---- Marks ----

//
// Kept in the order of their texts, so that many are found among many.

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char **find_mark(const struct sheet *sheet, const char *key, size_t among)
{
	return among ? bsearch(&key, sheet->marks.at, among, sizeof *sheet->marks.at, by_text)
		     : NULL;
}

void sheet_show_marks(struct sheet *sheet)
{
	struct rows *rows = &sheet->rows;
	rows->table.marked = NULL;
	if (!sheet->marks.len)
		return;
	rows->table.marked =
		arena_alloc(&rows->arena, (rows->table.rows + 1) * sizeof *rows->table.marked);
	for (size_t i = 0; i < rows->result.row_count; i++)
		rows->table.marked[i] =
			find_mark(sheet, rows->result.keys[i], sheet->marks.len) != NULL;
}

static void add_mark(struct sheet *sheet, const char *key)
{
	*vec_push(&sheet->marks) = mem_text(key);
}

static void sort_marks(struct sheet *sheet)
{
	qsort(sheet->marks.at, sheet->marks.len, sizeof *sheet->marks.at, by_text);
}

void sheet_mark(struct sheet *sheet)
{
	const char *key = sheet->rows.result.keys[sheet->rows.table.selected];
	char **at = find_mark(sheet, key, sheet->marks.len);
	if (at) {
		free(*at);
		*at = sheet->marks.at[--sheet->marks.len];
	} else {
		add_mark(sheet, key);
	}
	sort_marks(sheet);
	sheet_show_marks(sheet);
	table_move(&sheet->rows.table, 1);
}

void sheet_mark_all(struct sheet *sheet)
{
	const struct result *result = &sheet->rows.result;
	size_t before = sheet->marks.len;
	for (size_t i = 0; i < result->row_count; i++)
		if (!find_mark(sheet, result->keys[i], before))
			add_mark(sheet, result->keys[i]);
	sort_marks(sheet);
	sheet_show_marks(sheet);
}

void sheet_unmark(struct sheet *sheet)
{
	for (size_t i = 0; i < sheet->marks.len; i++)
		free(sheet->marks.at[i]);
	vec_fini(&sheet->marks);
	sheet->rows.table.marked = NULL;
}

// ---- What every sheet does ----

static const char *refuse_marks(const struct sheet *sheet)
{
	return !sheet->view						? sheet->fixed
	       : !sheet->rows.table.rows				? "there is no row"
	       : sheet->rows.result.row_count != sheet->rows.table.rows ? "these rows have no name"
									: NULL;
}

static const char *refuse_columns(const struct sheet *sheet)
{
	return !sheet->view ? sheet->fixed : NULL;
}

static const char *refuse_choice(const struct sheet *sheet)
{
	return !sheet->view ? sheet->fixed : !sheet->layout ? "these columns are fixed" : NULL;
}

// A NULL says that it can be done always.
static const struct {
	enum action action;
	const char *(*refuse)(const struct sheet *sheet);
} DOES[] = {
	{ACTION_DOWN, NULL},
	{ACTION_UP, NULL},
	{ACTION_PAGE_DOWN, NULL},
	{ACTION_PAGE_UP, NULL},
	{ACTION_HALF_DOWN, NULL},
	{ACTION_HALF_UP, NULL},
	{ACTION_FIRST, NULL},
	{ACTION_LAST, NULL},
	{ACTION_COLUMN_BEFORE, NULL},
	{ACTION_COLUMN_NEXT, NULL},
	{ACTION_SORT, refuse_columns},
	{ACTION_COLUMNS, refuse_choice},
	{ACTION_MARK, refuse_marks},
	{ACTION_MARK_ALL, refuse_marks},
	{ACTION_FILTER, refuse_columns},
	{ACTION_DETAIL, refuse_marks},
	{ACTION_PROOF, refuse_marks},
	{ACTION_EXPORT, refuse_columns},
};

bool sheet_does(enum action action)
{
	for (size_t i = 0; i < sizeof DOES / sizeof *DOES; i++)
		if (DOES[i].action == action)
			return true;
	return false;
}

const char *sheet_refusal(const struct sheet *sheet, enum action action)
{
	for (size_t i = 0; i < sizeof DOES / sizeof *DOES; i++)
		if (DOES[i].action == action && DOES[i].refuse)
			return DOES[i].refuse(sheet);
	return NULL;
}

// ---- Moving, from window to window ----

void sheet_rewind(struct sheet *sheet)
{
	sheet->select.offset = 0;
}

static bool turn(struct sheet *sheet, int64_t offset, int64_t row)
{
	sheet->select.offset = offset;
	sheet->turn_to = row;
	return true;
}

static bool is_windowed(const struct sheet *sheet)
{
	return sheet->view && !sheet->select.limit;
}

static bool is_at_end(const struct sheet *sheet)
{
	return sheet->rows.table.selected + 1 >= sheet->rows.table.rows;
}

bool sheet_has_next(const struct sheet *sheet)
{
	return !is_at_end(sheet) || (is_windowed(sheet) && sheet->rows.result.more);
}

bool sheet_has_previous(const struct sheet *sheet)
{
	return sheet->rows.table.selected || (is_windowed(sheet) && sheet->select.offset > 0);
}

static bool move(struct sheet *sheet, long by)
{
	struct table *table = &sheet->rows.table;
	int64_t offset = sheet->select.offset;
	bool windowed = is_windowed(sheet), at_end = is_at_end(sheet),
	     at_begin = table->selected == 0;
	if (windowed && by > 0 && at_end && sheet->rows.result.more)
		return turn(sheet, offset + SHEET_ROWS, 0);
	if (windowed && by < 0 && at_begin && offset > 0)
		return turn(sheet, offset - SHEET_ROWS, SHEET_ROWS - 1);
	table_move(table, by);
	return false;
}

static bool move_to_first(struct sheet *sheet)
{
	if (sheet->select.offset && !sheet->select.limit)
		return turn(sheet, 0, 0);
	sheet->rows.table.selected = 0;
	return false;
}

// Of all rows where it is known how many there are, else of those that are held.
static bool move_to_last(struct sheet *sheet)
{
	int64_t all = sheet->rows.count.matching;
	if (sheet->rows.result.more && !sheet->select.limit && all > 0)
		return turn(sheet, (all - 1) / SHEET_ROWS * SHEET_ROWS, SHEET_ROWS - 1);
	table_move(&sheet->rows.table, (long)sheet->rows.table.rows);
	return false;
}

bool sheet_act(struct sheet *sheet, enum action action)
{
	struct table *table = &sheet->rows.table;
	long page = table->page > 1 ? table->page : 1;
	switch (action) {
	case ACTION_DOWN: return move(sheet, 1);
	case ACTION_UP: return move(sheet, -1);
	case ACTION_PAGE_DOWN: return move(sheet, page);
	case ACTION_PAGE_UP: return move(sheet, -page);
	case ACTION_HALF_DOWN: return move(sheet, (page + 1) / 2);
	case ACTION_HALF_UP: return move(sheet, -(page + 1) / 2);
	case ACTION_FIRST: return move_to_first(sheet);
	case ACTION_LAST: return move_to_last(sheet);
	case ACTION_COLUMN_BEFORE: table_move_column(table, -1); break;
	case ACTION_COLUMN_NEXT: table_move_column(table, 1); break;
	case ACTION_MARK: sheet_mark(sheet); break;
	default: break;
	}
	return false;
}
