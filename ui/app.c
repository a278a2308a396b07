#include "ui/app.h"

#include "ui/ui.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_COLUMNS = 40, LEAST_ROWS = 10 };

static const struct pane_class *const PANES[] = {&PANE_COST};

// ---- Painting ----

void app_say(struct app *app, enum role role, const char *text)
{
	str_clear(&app->message);
	str_add_text(&app->message, text);
	app->message_role = role;
}

static void paint_status(struct app *app, struct area area)
{
	int row = area.rows - 1;
	if (app->message.len)
		area_text(area, row, 0, app->message_role, str_slice(&app->message));
	else if (app->list.title)
		area_text(area, row, 0, ROLE_DIM, SLICE("Enter choose   q back"));
	else
		area_text(area, row, 0, ROLE_DIM,
			  SLICE("Enter rows behind it   b by   m measure   [ ] month   ? help   "
				"q back   Q quit"));
}

void app_paint(struct app *app, struct screen *screen)
{
	struct area area = screen_area(screen);
	screen_clear(screen);
	app->page = area.rows > 4 ? area.rows / 2 : 1;
	if (area.columns < LEAST_COLUMNS || area.rows < LEAST_ROWS) {
		area_print(area, ROLE_TEXT, "gavel needs %dx%d (now %dx%d)", LEAST_COLUMNS,
			   LEAST_ROWS, area.columns, area.rows);
		return;
	}
	app->class->paint(app->pane, area_cut(area, 0, 0, area.rows - 1, area.columns));
	if (app->list.title)
		list_paint(&app->list, area_cut(area, 1, 0, area.rows - 2, area.columns));
	paint_status(app, area);
}

// ---- Opening ----

bool app_open(struct app *app, const char *address, struct err *err)
{
	struct slice rest = slice_of(address ? address : "");
	struct slice name = slice_cut(&rest, ' ');
	app->class = PANES[0];
	for (size_t i = 0; i < sizeof PANES / sizeof *PANES; i++)
		if (slice_is(name, PANES[i]->view))
			app->class = PANES[i];
	if (name.len && !slice_is(name, app->class->view))
		return err_set(err, ERR_INVALID, "'%.*s' has no pane yet; `gavel show` prints it",
			       (int)name.len, name.at);
	return app->class->open(app->session, address ? address : "", &app->pane, err);
}

void app_close(struct app *app)
{
	if (app->pane)
		app->class->close(app->pane);
	list_fini(&app->list);
	str_fini(&app->message);
	vec_fini(&app->keys);
}

bool ui_paint(struct session *session, const char *address, struct size size, struct str *out,
	      struct err *err)
{
	struct app app = {.session = session};
	struct screen screen;
	setlocale(LC_CTYPE, "");
	bool done = app_open(&app, address, err) && app.class->load(app.pane, err);
	if (done) {
		screen_init(&screen, size);
		screen.ascii = term_is_ascii();
		app_paint(&app, &screen);
		screen_text(&screen, out);
		screen_fini(&screen);
	}
	app_close(&app);
	return done;
}

// ---- Actions ----

static const char *refusal(const struct app *app, enum action action)
{
	switch (action) {
	case ACTION_HELP:
	case ACTION_REDRAW:
	case ACTION_STOP:
	case ACTION_QUIT:
	case ACTION_RELOAD: return NULL;
	case ACTION_INTERRUPT: return "nothing runs";
	default: return app->class->refusal(app->pane, action);
	}
}

static void open_help(struct app *app)
{
	app->list.title = "What can be done here";
	for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++) {
		const struct action_row *row = action_row((enum action)a);
		*vec_push(&app->list.items) =
			(struct list_item){row->shown, row->help, refusal(app, (enum action)a), a};
	}
}

static void perform(struct app *app, struct term *term, enum action action);

// The chosen line of help is an action; of another list, the pane's matter.
static void choose(struct app *app, struct term *term)
{
	struct err err = {0};
	struct list list = app->list;
	bool help = app->list_of == ACTION_HELP;
	const struct list_item *item = &list.items.at[list.selected];
	app->list = (struct list){0};
	if (list.items.len && item->reason)
		app_say(app, ROLE_WARN, item->reason);
	else if (list.items.len && help)
		perform(app, term, (enum action)item->value);
	else if (list.items.len && !app->class->choose(app->pane, app->list_of, item, &err))
		app_say(app, ROLE_BAD, err.text);
	app->stale = app->stale || !help;
	list_fini(&list);
}

static void act_on_list(struct app *app, struct term *term, enum action action)
{
	long page = app->page;
	switch (action) {
	case ACTION_DOWN: list_move(&app->list, 1); break;
	case ACTION_UP: list_move(&app->list, -1); break;
	case ACTION_PAGE_DOWN: list_move(&app->list, page); break;
	case ACTION_PAGE_UP: list_move(&app->list, -page); break;
	case ACTION_FIRST: app->list.selected = 0; break;
	case ACTION_LAST: list_move(&app->list, (long)app->list.items.len); break;
	case ACTION_OPEN: choose(app, term); break;
	case ACTION_REDRAW: term_redraw(term); break;
	case ACTION_QUIT: app->leaving = true; break;
	case ACTION_STOP: term_stop(term, true); break;
	default: list_fini(&app->list); break;
	}
}

static void act_on_pane(struct app *app, enum action action)
{
	struct err err = {0};
	if (app->class->list(app->pane, action, &app->list)) {
		app->list_of = action;
		return;
	}
	if (!app->class->act(app->pane, action, &app->stale, &err))
		app_say(app, ROLE_BAD, err.text);
}

static void perform(struct app *app, struct term *term, enum action action)
{
	const char *reason = refusal(app, action);
	if (reason) {
		app_say(app, ROLE_WARN, reason);
		return;
	}
	switch (action) {
	case ACTION_HELP:
		app->list_of = ACTION_HELP;
		open_help(app);
		break;
	case ACTION_REDRAW: term_redraw(term); break;
	case ACTION_STOP: term_stop(term, true); break;
	case ACTION_RELOAD: app->stale = true; break;
	case ACTION_QUIT: app->leaving = true; break;
	default: act_on_pane(app, action); break;
	}
}

void app_key(struct app *app, struct term *term, uint32_t key)
{
	enum action action = action_of_key(key);
	str_clear(&app->message);
	if (action == ACTION_INTERRUPT && app->stale) {
		app->stale = false;
		app_say(app, ROLE_WARN, "stopped; r reads again");
	} else if (action == ACTION_NONE)
		app_say(app, ROLE_WARN, "that key does nothing here; ? lists those that do");
	else if (app->list.title)
		act_on_list(app, term, action);
	else
		perform(app, term, action);
}
