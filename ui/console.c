#include "ui/ui.h"

#include "base/clock.h"
#include "ui/app.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

enum { KEYS_MAX = 1000 };

// ---- Keys ----
//
// While rows are being read, keys that are about them (moves, Enter, what help says of them) wait
// their turn, so that what is typed ahead means what it says; keys that give up the reading do so
// at once; all others change what is to be read, and interrupt it when they are next.

static bool needs_rows(uint32_t key)
{
	enum action action = action_of_key(key);
	return (action >= ACTION_DOWN && action <= ACTION_OPEN) || action == ACTION_CURRENCY ||
	       action == ACTION_HELP;
}

static bool gives_up(uint32_t key)
{
	enum action action = action_of_key(key);
	return action == ACTION_BACK || action == ACTION_INTERRUPT || action == ACTION_QUIT ||
	       action == ACTION_STOP;
}

static void drop_keys(struct app *app, size_t count)
{
	app->keys.len -= count;
	memmove(app->keys.at, app->keys.at + count, app->keys.len * sizeof *app->keys.at);
}

static void take_keys(struct app *app, struct term *term)
{
	// Beyond all that anyone types ahead it is a paste gone astray.
	for (uint32_t key = term_key(term); key; key = term_key(term))
		if (app->keys.len < KEYS_MAX)
			*vec_push(&app->keys) = key;
}

// What waits is taken in before anything is painted: fifty keys are one frame.
static void act_on_keys(struct app *app, struct term *term)
{
	take_keys(app, term);
	while (app->keys.len && !app->leaving) {
		uint32_t key = app->keys.at[0];
		if (app->stale && !app->list.title && needs_rows(key))
			return;
		drop_keys(app, 1);
		app_key(app, term, key);
	}
}

struct console {
	struct app *app;
	struct term *term;
};

static bool must_stop_reading(void *context)
{
	struct console *console = context;
	struct app *app = console->app;
	if (term_waiting(console->term))
		take_keys(app, console->term);
	for (size_t i = app->keys.len; i > 0; i--)
		if (gives_up(app->keys.at[i - 1])) {
			drop_keys(app, i - 1);
			return true;
		}
	// What still waits is a signal.
	return term_waiting(console->term) || (app->keys.len && !needs_rows(app->keys.at[0]));
}

// ---- The loop ----

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
static void watch_keys(struct console *console, bool on)
{
	struct cache *cache;
	struct err ignored;
	if (session_cache(console->app->session, &cache, &ignored))
		cache_on_busy(cache, on ? must_stop_reading : NULL, console);
}

static bool load(struct app *app, struct term *term, struct err *err)
{
	struct console console = {app, term};
	struct err fault = {0};
	const char *working = app->stale ? app->class->working(app->pane) : NULL;
	if (working)
		app_say(app, ROLE_TEXT, working);
	if (working && !paint_frame(app, term, err))
		return false;
	if (working)
		str_clear(&app->message);
	watch_keys(&console, true);
	if (!app->stale || app->class->load(app->pane, &fault)) {
		app->stale = false;
	} else if (fault.code != ERR_INTERRUPTED) {
		app->stale = false;
		app_say(app, ROLE_BAD, fault.text);
	}
	watch_keys(&console, false);
	return true;
}

static bool loop(struct app *app, struct term *term, struct err *err)
{
	while (!app->leaving) {
		if (!load(app, term, err))
			return false;
		// What interrupted the load comes first, then the load again.
		if (!app->stale && !paint_frame(app, term, err))
			return false;
		bool more = app->keys.len && !term_waiting(term);
		enum term_event event = more ? TERM_KEY : term_wait(term);
		if (event == TERM_GONE)
			return true;
		if (event == TERM_STOP)
			term_stop(term, false);
		app->session->now = clock_now();
		if (event == TERM_KEY)
			act_on_keys(app, term);
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
	term_close(term);
	app_close(&app);
	return done;
}
