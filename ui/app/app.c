#include "ui/app/app.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

void app_say(struct app *app, enum role role, const char *text)
{
	str_clear(&app->message);
	str_add_text(&app->message, text);
	app->message_role = role;
}

void app_sayf(struct app *app, enum role role, const char *format, ...)
{
	va_list args;
	str_clear(&app->message);
	va_start(args, format);
	str_addv(&app->message, format, args);
	va_end(args);
	app->message_role = role;
}

// ---- Opening ----

bool app_open(struct app *app, struct session *session, const char *address, struct err *err)
{
	app->session = session;
	places_init(&app->places, session);
	app_recall_layouts(app);
	if (places_open(&app->places, address ? address : "", false, err))
		return true;
	// Without any cost yet the console begins with what there is to do.
	if ((address && *address) || err->code != ERR_CHECK)
		return false;
	app_say(app, ROLE_WARN, err->text);
	return places_open(&app->places, "docket", false, err);
}

void app_close(struct app *app)
{
	places_fini(&app->places);
	list_fini(&app->list);
	prompt_fini(&app->prompt);
	str_fini(&app->message);
	str_fini(&app->news);
	str_fini(&app->send);
	vec_fini(&app->keys);
	free(app->theme);
	memo_close(app->memo);
}

struct sheet *app_sheet(const struct app *app)
{
	struct pane *pane = places_shown(&app->places);
	return pane ? pane->class->sheet(pane->state) : NULL;
}

// A job is of the rows that were shown when it was asked for: keys that interrupt it may lead away.
void app_drop_job(struct app *app)
{
	if (app->job)
		app_say(app, ROLE_WARN, "stopped writing: other rows are shown now");
	app->job = NULL;
}

static void arrive(struct app *app)
{
	app_drop_job(app);
	app->stale = app->arrived = true;
	str_clear(&app->news);
}

void app_depart(struct app *app)
{
	struct pane *pane = places_shown(&app->places);
	pane->loaded = pane->loaded && !app->stale;
}

void app_reveal(struct app *app)
{
	app_drop_job(app);
	const struct pane *pane = places_shown(&app->places);
	app->stale = app->arrived = !pane->loaded;
	app->partial = pane->class->is_partial && pane->class->is_partial(pane->state);
	str_clear(&app->news);
	if (!app->stale)
		places_visited(&app->places);
}

void app_go(struct app *app, const char *address, bool here)
{
	struct err err = {0};
	app_depart(app);
	if (places_open(&app->places, address, here, &err))
		arrive(app);
	else
		app_say(app, ROLE_BAD, err.text);
}

void app_push(struct app *app, struct pane pane)
{
	app_depart(app);
	places_push(&app->places, pane);
	arrive(app);
}

// ---- Loading ----

const char *app_working(const struct app *app)
{
	struct pane *pane = places_shown(&app->places);
	if (app->job)
		return "writing";
	return app->stale && pane->class->working ? pane->class->working(pane->state) : NULL;
}

static void take_snapshot(struct app *app)
{
	struct cache *cache;
	struct err ignored;
	if (session_cache(app->session, &cache, &ignored))
		app->snapshot = cache_snapshot(cache);
	app->newest_run = view_newest_run(app->session);
	str_clear(&app->news);
}

static bool run_job(struct app *app, struct err *err)
{
	bool done = app->job(app, err);
	if (done || err->code != ERR_INTERRUPTED)
		app->job = NULL;
	return done;
}

bool app_load(struct app *app, struct err *err)
{
	struct pane *pane = places_shown(&app->places);
	if (app->job && !run_job(app, err))
		return false;
	if (!app->stale)
		return true;
	take_snapshot(app);
	if (!pane->class->load(pane->state, err)) {
		if (app->arrived && err->code != ERR_INTERRUPTED && places_depth(&app->places) > 1)
			places_pop(&app->places);
		app->arrived = app->arrived && err->code == ERR_INTERRUPTED;
		return false;
	}
	app->stale = app->arrived = false;
	pane->loaded = true;
	app->partial = pane->class->is_partial && pane->class->is_partial(pane->state);
	if (app->prompt.kind != PROMPT_FILTER)
		places_visited(&app->places);
	return true;
}

bool app_complete(struct app *app, struct err *err)
{
	struct pane *pane = places_shown(&app->places);
	bool done = !app->partial || pane->class->complete(pane->state, err);
	app->partial = !done && err->code == ERR_INTERRUPTED;
	return done;
}

// ---- The door without a terminal ----

bool ui_paint(struct session *session, const char *address, struct size size, struct str *out,
	      struct err *err)
{
	struct keymap keymap;
	struct app app = {.keymap = &keymap, .stale = true};
	struct screen screen;
	setlocale(LC_CTYPE, "");
	if (!keymap_init(&keymap, action_map_name(MAP_DEFAULT), err)) // the same for everyone
		return false;
	bool done = app_open(&app, session, address, err) && app_load(&app, err) &&
		    app_complete(&app, err);
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
