#include "ui/ui.h"

#include "base/clock.h"
#include "ui/app.h"

#include <locale.h>
#include <stdlib.h>

// What waits is taken in before anything is painted: fifty keys are one frame.
static void take_input(struct app *app, struct term *term)
{
	for (uint32_t key = term_key(term); key && !app->leaving; key = term_key(term))
		app_key(app, term, key);
}

static bool paint_frame(struct app *app, struct term *term, struct err *err)
{
	struct screen screen;
	screen_init(&screen, term_size(term));
	screen.ascii = term_is_ascii();
	app_paint(app, &screen);
	bool done = term_paint(term, &screen, err);
	screen_fini(&screen);
	return done;
}

// Slow SQL asks whether a key waits; the cache may be another one since the last load.
static void watch_keys(struct app *app, struct term *term)
{
	struct cache *cache;
	struct err ignored;
	if (session_cache(app->session, &cache, &ignored))
		cache_on_busy(cache, term ? term_waiting : NULL, term);
}

static bool load(struct app *app, struct term *term, struct err *err)
{
	struct err fault = {0};
	const char *working = app->stale ? app->class->working(app->pane) : NULL;
	if (working)
		app_say(app, ROLE_TEXT, working);
	if (working && !paint_frame(app, term, err))
		return false;
	if (working)
		str_clear(&app->message);
	watch_keys(app, term);
	if (!app->stale || app->class->load(app->pane, &fault)) {
		app->stale = false;
	} else if (fault.code != ERR_INTERRUPTED) {
		app->stale = false;
		app_say(app, ROLE_BAD, fault.text);
	}
	return true;
}

static bool loop(struct app *app, struct term *term, struct err *err)
{
	while (!app->leaving) {
		if (!load(app, term, err))
			return false;
		// A key interrupted the load: it comes first, then the load again.
		if (!(app->stale && term_waiting(term)) && !paint_frame(app, term, err))
			return false;
		enum term_event event = term_wait(term);
		if (event == TERM_GONE)
			return true;
		if (event == TERM_STOP)
			term_stop(term, false);
		app->session->now = clock_now();
		if (event == TERM_KEY)
			take_input(app, term);
	}
	return true;
}

static bool choose_theme(struct term *term, const char *name, struct err *err)
{
	struct theme theme;
	const char *no_colour = getenv("NO_COLOR");
	if ((no_colour && *no_colour) || !term_has_colour(term))
		theme_plain(&theme);
	else if (!theme_load(name, &theme, err))
		return false;
	term_use(term, &theme);
	return true;
}

bool ui_console(struct session *session, const char *address, struct err *err)
{
	struct app app = {.session = session};
	struct term *term = NULL;
	setlocale(LC_CTYPE, "");
	bool done = app_open(&app, address, err) && app.class->load(app.pane, err) &&
		    term_open(&term, err) && choose_theme(term, session->config.theme, err) &&
		    loop(&app, term, err);
	watch_keys(&app, NULL);
	term_close(term);
	app_close(&app);
	return done;
}
