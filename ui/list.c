#include "ui/list.h"

#include "base/utf8.h"

#include <stdlib.h>

enum { DETAIL_COLUMN = 16, MARGIN = 2 };

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

static void paint_item(const struct list_item *item, struct area area, int row)
{
	struct str beside = {0};
	enum role role = item->reason ? ROLE_DIM : ROLE_KEY;
	int taken = area_text(area, row, 0, role, slice_of(item->text));
	int column = item->detail && taken < DETAIL_COLUMN ? DETAIL_COLUMN : taken + MARGIN;
	if (item->detail)
		str_add_text(&beside, item->detail);
	if (item->reason)
		str_addf(&beside, " - not now: %s", item->reason);
	area_field(area, (struct field){row, column, area.columns - column, false, CUT_END},
		   item->reason ? ROLE_DIM : ROLE_TEXT, str_slice(&beside));
	str_fini(&beside);
}

void list_paint(struct list *list, struct area area)
{
	size_t window = area.rows > 1 ? (size_t)area.rows - 1 : 0;
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
		area_paint(area, row, ROLE_SELECTED);
		area.screen->cursor_row = area.row + row;
		area.screen->cursor_column = area.column;
	}
}
