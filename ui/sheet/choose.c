// The lists of a sheet: the columns to sort by, and the columns to show.
#include "ui/sheet/sheet.h"

#include <string.h>

// As the head of the table says it, and as an address names it.
static const char *shown_name(const char *title, const char *name, struct arena *arena)
{
	return strcmp(title, name) == 0 ? name : arena_printf(arena, "%s (%s)", title, name);
}

// ---- Sorting ----

static bool is_sortable(const struct sheet *sheet, const struct table_column *column)
{
	const struct column *of = relation_column(sheet->select.relation, slice_of(column->name));
	return of && !of->keyed;
}

static void list_sorts(const struct sheet *sheet, struct list *out)
{
	const struct table *table = &sheet->rows.table;
	const struct column *now = sheet->select.sort;
	const struct table_column *chosen = table_column(table);
	out->title =
		"Sort by; the same once more reverses, the last line gives the view's own order";
	for (size_t i = 0; i < table->column_count; i++) {
		const struct table_column *column = &table->columns[table->order[i]];
		if (!is_sortable(sheet, column))
			continue;
		bool on = now && strcmp(now->name, column->name) == 0;
		if (on || (!now && chosen == column))
			out->selected = out->items.len;
		const char *detail =
			on ? (sheet->select.descending ? "now, from the highest"
						       : "now, from the lowest")
			   : relation_column(sheet->select.relation, slice_of(column->name))->help;
		*vec_push(&out->items) =
			(struct list_item){shown_name(column->title, column->name, &out->arena),
					   detail, NULL, (int)table->order[i]};
	}
	*vec_push(&out->items) = (struct list_item){"(none)", "the view's own order", NULL, -1};
}

// Numbers and times begin at the highest, names at the lowest.
static void sort_by(struct sheet *sheet, const struct column *column)
{
	struct select *s = &sheet->select;
	bool again = s->sort == column;
	s->descending = again ? !s->descending : column && column->kind != COLUMN_TEXT;
	s->sort = column;
	s->sort_key = NULL;
	sheet_rewind(sheet);
}

// ---- Columns ----

static void list_columns(const struct sheet *sheet, struct list *out)
{
	const struct layout *layout = sheet->layout;
	out->title = "Columns: Enter shows or hides, < moves to the left, q when done";
	for (size_t i = 0; i < layout->count; i++) {
		const struct column *column =
			relation_column(sheet->select.relation, slice_of(layout->names[i]));
		*vec_push(&out->items) = (struct list_item){
			arena_printf(&out->arena, "%s %s", layout->hidden[i] ? "[ ]" : "[x]",
				     shown_name(column ? column->title : layout->names[i],
						layout->names[i], &out->arena)),
			column ? column->help : NULL, NULL, (int)i};
	}
}

// ---- Both ----

bool sheet_list(struct sheet *sheet, enum action action, struct list *out)
{
	if (action == ACTION_SORT)
		list_sorts(sheet, out);
	else if (action == ACTION_COLUMNS)
		list_columns(sheet, out);
	return action == ACTION_SORT || action == ACTION_COLUMNS;
}

bool sheet_choose(struct sheet *sheet, enum action action, const struct list_item *item)
{
	const struct table_column *columns = sheet->rows.table.columns;
	if (action == ACTION_SORT) {
		sort_by(sheet, item->value < 0
				       ? NULL
				       : relation_column(sheet->select.relation,
							 slice_of(columns[item->value].name)));
		return true;
	}
	layout_toggle(sheet->layout, sheet->layout->names[item->value]);
	layout_apply(sheet->layout, &sheet->rows.table);
	return false;
}
