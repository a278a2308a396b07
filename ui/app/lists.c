// The lists that the console opens over a pane, and what choosing from them does.
#include "ui/app/app.h"

#include "view/export.h"

#include <stdlib.h>
#include <string.h>

// ---- Filling ----

static void add(struct list *list, const char *text, const char *detail, int value)
{
	*vec_push(&list->items) = (struct list_item){text, detail, NULL, value};
}

static void list_help(struct app *app)
{
	struct list *list = &app->list;
	list->title = "What can be done here";
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++) {
		const struct action_row *row = action_row((enum action)a);
		const char *keys = app_keys(app, (enum action)a, &list->arena);
		*vec_push(&list->items) = (struct list_item){*keys ? keys : row->name, row->help,
							     app_refusal(app, (enum action)a), a};
	}
}

static void list_history(struct app *app)
{
	const struct places *places = &app->places;
	app->list.title = "Places visited, the newest first";
	for (size_t i = places->visits.len; i > 0; i--) {
		const struct visit *visit = &places->visits.at[i - 1];
		if (i - 1 == places->visit)
			app->list.selected = app->list.items.len;
		add(&app->list, arena_text(&app->list.arena, visit->address),
		    i - 1 == places->visit ? "here" : NULL, (int)(i - 1));
	}
}

static void list_exports(struct app *app)
{
	size_t count;
	const struct export_kind *kinds = export_kinds(&count);
	app->list.title = "Write all rows that match to a file";
	for (size_t i = 0; i < count; i++)
		add(&app->list, kinds[i].name, kinds[i].help, (int)i);
}

// Where the row and its values lead, each place once.
static void list_jumps(struct app *app)
{
	const struct sheet *sheet = app_sheet(app);
	struct list *list = &app->list;
	list->title = "This row leads to";
	for (size_t i = 0; i < sheet->view->target_count; i++) {
		const char *address =
			view_target(sheet->view, &sheet->rows.result, sheet->rows.table.selected,
				    sheet->view->targets[i].column, &list->arena);
		bool there = !address;
		for (size_t k = 0; k < list->items.len && !there; k++)
			there = strcmp(list->items.at[k].text, address) == 0;
		if (!there)
			add(list, address, NULL, 0);
	}
}

static void list_mark_all(struct app *app)
{
	const struct sheet *sheet = app_sheet(app);
	size_t count = sheet->rows.result.row_count;
	app->list.title = "Mark all that match";
	add(&app->list,
	    arena_printf(&app->list.arena, "mark %zu row%s", count, count == 1 ? "" : "s"),
	    sheet->rows.result.more ? "those that are loaded; more match" : "all that match", 1);
	add(&app->list, "mark none", NULL, 0);
}

static void list_unmark(struct app *app)
{
	app->list.title = "There are marks";
	add(&app->list,
	    arena_printf(&app->list.arena, "forget %zu mark%s", app_sheet(app)->marks.len,
			 app_sheet(app)->marks.len == 1 ? "" : "s"),
	    NULL, 1);
	add(&app->list, "keep them", NULL, 0);
}

static const struct {
	enum action action;
	void (*fill)(struct app *app);
} LISTS[] = {
	{ACTION_HELP, list_help},   {ACTION_HISTORY, list_history},   {ACTION_EXPORT, list_exports},
	{ACTION_JUMPS, list_jumps}, {ACTION_MARK_ALL, list_mark_all}, {ACTION_BACK, list_unmark},
};

bool app_list(struct app *app, enum action action)
{
	struct pane *pane = places_shown(&app->places);
	struct sheet *sheet = app_sheet(app);
	const struct sheet *marked = action == ACTION_BACK ? sheet : NULL;
	app->list_of = action;
	for (size_t i = 0; i < sizeof LISTS / sizeof *LISTS; i++)
		if (LISTS[i].action == action &&
		    (action != ACTION_BACK || (marked && marked->marks.len))) {
			LISTS[i].fill(app);
			return true;
		}
	if (sheet && sheet_does(action))
		return sheet_list(sheet, action, &app->list);
	return pane->class->list(pane->state, action, &app->list);
}

// ---- Choosing ----

static void choose_of_pane(struct app *app, enum action list_of, const struct list_item *item)
{
	struct pane *pane = places_shown(&app->places);
	struct sheet *sheet = app_sheet(app);
	struct outcome out = {0};
	struct err err = {0};
	if (sheet && sheet_does(list_of)) {
		app->stale = sheet_choose(sheet, list_of, item) || app->stale;
		return;
	}
	if (!pane->class->choose(pane->state, list_of, item, &out, &err))
		app_say(app, ROLE_BAD, err.text);
	else if (out.address)
		app_go(app, out.address, true);
	else
		app->stale = true;
	free(out.address);
}

static void choose_marks(struct app *app, enum action list_of, const struct list_item *item)
{
	struct sheet *sheet = app_sheet(app);
	if (item->value && list_of == ACTION_MARK_ALL)
		sheet_mark_all(sheet);
	else if (item->value)
		sheet_unmark(sheet);
}

static void choose_place(struct app *app, const struct list_item *item)
{
	struct err err = {0};
	app_depart(app);
	if (places_go(&app->places, item->value - (long)app->places.visit, &err))
		app_reveal(app);
	else
		app_say(app, ROLE_BAD, err.text);
}

static void choose_item(struct app *app, struct term *term, enum action list_of,
			const struct list_item *item)
{
	switch (list_of) {
	case ACTION_HELP: app_perform(app, term, (enum action)item->value); break;
	case ACTION_HISTORY: choose_place(app, item); break;
	case ACTION_EXPORT: app_export(app, item->value); break;
	case ACTION_JUMPS: app_go(app, item->text, true); break;
	case ACTION_MARK_ALL:
	case ACTION_BACK: choose_marks(app, list_of, item); break;
	default: choose_of_pane(app, list_of, item); break;
	}
}

// The columns stay open while they are chosen.
static void fill_again(struct app *app, size_t selected)
{
	list_fini(&app->list);
	sheet_list(app_sheet(app), ACTION_COLUMNS, &app->list);
	list_move(&app->list, (long)selected);
}

static void choose(struct app *app, struct term *term)
{
	struct list list = app->list;
	const struct list_item *item = &list.items.at[list.selected];
	enum action list_of = app->list_of;
	app->list = (struct list){0};
	if (list.items.len && item->reason)
		app_say(app, ROLE_WARN, item->reason);
	else if (list.items.len)
		choose_item(app, term, list_of, item);
	if (list_of == ACTION_COLUMNS)
		fill_again(app, list.selected);
	list_fini(&list);
}

static void move_column(struct app *app)
{
	struct sheet *sheet = app_sheet(app);
	size_t at = app->list.selected;
	if (app->list_of != ACTION_COLUMNS || !app->list.items.len)
		return;
	layout_move(sheet->layout, sheet->layout->names[at]);
	layout_apply(sheet->layout, &sheet->rows.table);
	fill_again(app, at ? at - 1 : app->list.items.len - 1);
}

void app_act_on_list(struct app *app, struct term *term, enum action action)
{
	long page = app->page;
	switch (action) {
	case ACTION_DOWN: list_move(&app->list, 1); break;
	case ACTION_UP: list_move(&app->list, -1); break;
	case ACTION_PAGE_DOWN: list_move(&app->list, page); break;
	case ACTION_PAGE_UP: list_move(&app->list, -page); break;
	case ACTION_HALF_DOWN: list_move(&app->list, (page + 1) / 2); break;
	case ACTION_HALF_UP: list_move(&app->list, -(page + 1) / 2); break;
	case ACTION_FIRST: app->list.selected = 0; break;
	case ACTION_LAST: list_move(&app->list, (long)app->list.items.len); break;
	case ACTION_OPEN: choose(app, term); break;
	case ACTION_COLUMN_BEFORE: move_column(app); break;
	case ACTION_REDRAW: term_redraw(term); break;
	case ACTION_QUIT: app->leaving = true; break;
	case ACTION_STOP: term_stop(term, true); break;
	default: list_fini(&app->list); break;
	}
}
