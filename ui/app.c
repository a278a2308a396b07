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

// What the last line offers while there is nothing to say; the key is the person's own.
struct hint {
	enum action action;
	const char *word;
};

static const struct hint PANE_HINTS[] = {{ACTION_OPEN, " rows behind it   "},
					 {ACTION_BY, " by   "},
					 {ACTION_MEASURE, " measure   "},
					 {ACTION_EARLIER, " "},
					 {ACTION_LATER, " month   "},
					 {ACTION_HELP, " help   "},
					 {ACTION_BACK, " back   "},
					 {ACTION_QUIT, " quit"},
					 {ACTION_NONE, NULL}};
static const struct hint LIST_HINTS[] = {
	{ACTION_OPEN, " choose   "}, {ACTION_BACK, " back"}, {ACTION_NONE, NULL}};

static void paint_hints(const struct app *app, struct area area, const struct hint *hints)
{
	struct arena arena = {0};
	int column = 0;
	for (const struct hint *h = hints; h->word; h++) {
		const char *key = keymap_key(app->keymap, app->class->view, h->action, &arena);
		column += *key ? area_text(area, 0, column, ROLE_DIM, slice_of(key)) : 0;
		column += *key ? area_text(area, 0, column, ROLE_DIM, slice_of(h->word)) : 0;
	}
	arena_fini(&arena);
}

static void paint_waiting(const struct app *app, struct area area)
{
	struct str text = {0};
	key_add_name(&text, app->keys.at[0]);
	str_add_text(&text, " and another key; Esc drops it");
	area_text(area, 0, 0, ROLE_TEXT, str_slice(&text));
	str_fini(&text);
}

static void paint_status(struct app *app, struct area area)
{
	struct area line = area_cut(area, area.rows - 1, 0, 1, area.columns);
	if (app_next(app).waits)
		paint_waiting(app, line);
	else if (app->message.len)
		area_text(line, 0, 0, app->message_role, str_slice(&app->message));
	else
		paint_hints(app, line, app->list.title ? LIST_HINTS : PANE_HINTS);
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
	struct keymap keymap;
	struct app app = {.session = session, .keymap = &keymap};
	struct screen screen;
	setlocale(LC_CTYPE, "");
	if (!keymap_init(&keymap, action_map_name(MAP_DEFAULT), err)) // the same for everyone
		return false;
	bool done = app_open(&app, address, err) && app.class->load(app.pane, err);
	if (done) {
		screen_init(&screen, size);
		screen.ascii = term_is_ascii();
		app_paint(&app, &screen);
		screen_text(&screen, out);
		screen_fini(&screen);
	}
	app_close(&app);
	keymap_fini(&keymap);
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
			(struct list_item){keymap_keys(app->keymap, app->class->view,
						       (enum action)a, &app->list.arena),
					   row->help, refusal(app, (enum action)a), a};
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
	case ACTION_HALF_DOWN: list_move(&app->list, (page + 1) / 2); break;
	case ACTION_HALF_UP: list_move(&app->list, -(page + 1) / 2); break;
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

// ---- Keys ----

struct keymap_hit app_next(const struct app *app)
{
	return keymap_match(app->keymap, app->class->view, app->keys.at, app->keys.len);
}

// "TEXT KEY AFTER": a hint with the key that the person has for an action.
static void say_key(struct app *app, const char *text, enum action action, const char *after)
{
	struct arena arena = {0};
	app_say(app, ROLE_WARN,
		arena_printf(&arena, "%s%s%s", text,
			     keymap_key(app->keymap, app->class->view, action, &arena), after));
	arena_fini(&arena);
}

void app_drop_keys(struct app *app, size_t count)
{
	app->keys.len -= count;
	memmove(app->keys.at, app->keys.at + count, app->keys.len * sizeof *app->keys.at);
}

// A key bound to a command line: so far those that are addresses.
static void run_command(struct app *app, const char *command)
{
	struct app next = {.session = app->session, .keymap = app->keymap};
	struct err err = {0};
	if (!app_open(&next, command, &err)) {
		app_say(app, ROLE_BAD, err.text);
		return;
	}
	app->class->close(app->pane);
	list_fini(&app->list);
	app->class = next.class;
	app->pane = next.pane;
	app->stale = true;
}

void app_act(struct app *app, struct term *term)
{
	struct keymap_hit hit = app_next(app);
	enum action action = hit.binding ? hit.binding->action : ACTION_NONE;
	app_drop_keys(app, hit.used);
	str_clear(&app->message);
	if (hit.dropped)
		return;
	if (hit.binding && hit.binding->command)
		run_command(app, hit.binding->command);
	else if (action == ACTION_INTERRUPT && app->stale) {
		app->stale = false;
		say_key(app, "stopped; ", ACTION_RELOAD, " reads again");
	} else if (action == ACTION_NONE)
		say_key(app, "that key does nothing here; ", ACTION_HELP, " lists those that do");
	else if (app->list.title)
		act_on_list(app, term, action);
	else
		perform(app, term, action);
}
