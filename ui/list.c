#include "ui/list.h"

#include "base/utf8.h"

#include <stdlib.h>

enum {
	DETAIL_COLUMN = 16,
	MARGIN = 2,
	WHOLE_MOST = 3, // rows of one that is told whole
	LEAST_ITEMS = 4 // rows that the list itself is left with, its title too
};

void list_fini(struct list *list)
{
	vec_fini(&list->items);
	arena_fini(&list->arena);
	*list = (struct list){0};
}

void list_move(struct list *list, long rows)
{
	long last = (long)list->items.len - 1, to = (long)list->selected + rows;
	list->selected = to < 0 || last < 0 ? 0 : (size_t)(to > last ? last : to);
}

// What stands beside an item, and where.
static int put_beside(const struct list_item *item, struct str *out)
{
	int taken = (int)utf8_columns(slice_of(item->text));
	if (item->detail)
		str_add_text(out, item->detail);
	if (item->reason)
		str_addf(out, " - not now: %s", item->reason);
	return item->detail && taken < DETAIL_COLUMN ? DETAIL_COLUMN : taken + MARGIN;
}

static void paint_item(const struct list_item *item, struct area area, int row)
{
	struct str beside = {0};
	int column = put_beside(item, &beside);
	area_text(area, row, 0, item->reason ? ROLE_DIM : ROLE_KEY, slice_of(item->text));
	area_field(area, (struct field){row, column, area.columns - column, false, CUT_END},
		   item->reason ? ROLE_DIM : ROLE_TEXT, str_slice(&beside));
	str_fini(&beside);
}

// ---- What is cut ----

// All of what stands beside an item, from the area's first row on; the rows taken. None where it
// is not cut.
static int paint_whole(const struct list_item *item, struct area area)
{
	struct str beside = {0};
	int column = put_beside(item, &beside), rows = 0;
	if (column + (int)utf8_columns(str_slice(&beside)) > area.columns)
		rows = area_flow(area, 0, ROLE_TEXT, str_slice(&beside));
	str_fini(&beside);
	return rows;
}

// The rows below the items that the longest one takes, and an empty one; the same whichever is
// selected.
static int rows_below(const struct list *list, struct area area)
{
	int most = 0;
	struct screen measure;
	screen_init(&measure, (struct size){area.columns, WHOLE_MOST});
	measure.ascii = area.screen->ascii;
	for (size_t i = 0; i < list->items.len; i++) {
		int rows = paint_whole(&list->items.at[i], screen_area(&measure));
		most = rows > most ? rows : most;
	}
	screen_fini(&measure);
	return most && area.rows > most + LEAST_ITEMS ? most + 1 : 0;
}

void list_paint(struct list *list, struct area area)
{
	int below = rows_below(list, area);
	size_t window = area.rows > 1 ? (size_t)(area.rows - 1 - below) : 0;
	if (list->selected < list->top)
		list->top = list->selected;
	if (window && list->selected >= list->top + window)
		list->top = list->selected - window + 1;
	area_blank(area);
	area_text(area, 0, 0, ROLE_HEADER, slice_of(list->title));
	for (size_t i = 0; i < window && list->top + i < list->items.len; i++) {
		int row = (int)i + 1;
		paint_item(&list->items.at[list->top + i], area, row);
		if (list->top + i != list->selected)
			continue;
		if (below)
			paint_whole(
				&list->items.at[list->selected],
				area_cut(area, area.rows - below + 1, 0, below - 1, area.columns));
		area_paint(area, row, ROLE_SELECTED);
		area.screen->cursor_row = area.row + row;
		area.screen->cursor_column = area.column;
	}
}
