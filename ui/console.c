#include "ui/ui.h"

#include "base/clock.h"
#include "ui/app.h"
#include "ui/rescue.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

enum { KEYS_MAX = 1000 };

// ---- Keys ----
//
// While rows are being read, keys that are about them (moves, Enter, what help says of them) wait
// their turn, so that what is typed ahead means what it says; keys that give up the reading do so
// at once; all others change what is to be read, and interrupt it when they are next.

static bool needs_rows(enum action action)
{
	return (action >= ACTION_DOWN && action <= ACTION_OPEN) || action == ACTION_CURRENCY ||
	       action == ACTION_HELP;
}

static bool gives_up(enum action action)
{
	return action == ACTION_BACK || action == ACTION_INTERRUPT || action == ACTION_QUIT ||
	       action == ACTION_STOP;
}

static enum action action_of(struct keymap_hit hit)
{
	return hit.binding ? hit.binding->action : ACTION_NONE;
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
		struct keymap_hit next = app_next(app);
		if (next.waits || (app->stale && !app->list.title && needs_rows(action_of(next))))
			return;
		app_act(app, term);
	}
}

struct console {
	struct app *app;
	struct term *term;
};

// The last of the keys that gives up the reading makes those before it void.
static bool find_giving_up(struct app *app)
{
	size_t at = 0, found = SIZE_MAX;
	while (at < app->keys.len) {
		struct keymap_hit hit = keymap_match(app->keymap, app->class->view,
						     app->keys.at + at, app->keys.len - at);
		if (gives_up(action_of(hit)))
			found = at;
		at += hit.waits ? app->keys.len : hit.used;
	}
	if (found != SIZE_MAX)
		app_drop_keys(app, found);
	return found != SIZE_MAX;
}

static bool must_stop_reading(void *context)
{
	struct console *console = context;
	struct app *app = console->app;
	if (term_waiting(console->term))
		take_keys(app, console->term);
	if (find_giving_up(app))
		return true;
	struct keymap_hit next = app_next(app);
	// What still waits is a signal.
	return term_waiting(console->term) || (next.used && !needs_rows(action_of(next)));
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
		bool more = app_next(app).used && !term_waiting(term);
		enum term_event event = more ? TERM_KEY : term_wait(term);
		if (event == TERM_GONE || event == TERM_LEAVE)
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

static bool load_keys(const struct config *config, struct keymap *keymap, struct err *err)
{
	struct keymap_source source = {config->keys, config->keys_file, config->keys_file_named};
	return keymap_load(&source, keymap, err);
}

bool ui_console(struct session *session, const char *address, struct err *err)
{
	struct keymap keymap;
	struct app app = {.session = session, .keymap = &keymap};
	struct term *term = NULL;
	setlocale(LC_CTYPE, "");
	if (!load_keys(&session->config, &keymap, err))
		return false;
	bool done = app_open(&app, address, err) && app.class->load(app.pane, err) &&
		    term_open(&term, err) && choose_theme(term, session->config.theme, err) &&
		    loop(&app, term, err);
	term_close(term);
	app_close(&app);
	keymap_fini(&keymap);
	rescue_leave();
	return done;
}

bool ui_keys(struct session *session, const char *file, bool json, struct str *out, struct err *err)
{
	const struct config *config = &session->config;
	struct keymap_source given = {config->keys, file, true};
	struct keymap keymap;
	if (file ? !keymap_load(&given, &keymap, err) : !load_keys(config, &keymap, err))
		return false;
	if (json)
		keymap_write_json(&keymap, out);
	else
		keymap_write(&keymap, out);
	keymap_fini(&keymap);
	return true;
}

bool ui_manual(const char *page, struct str *out)
{
	static const struct {
		const char *page;
		void (*write)(struct str *out);
	} PAGES[] = {{"gavel-keys", keymap_write_manual}, {"gavel-theme", theme_write_manual}};
	for (size_t i = 0; i < sizeof PAGES / sizeof *PAGES; i++)
		if (strcmp(PAGES[i].page, page) == 0) {
			PAGES[i].write(out);
			return true;
		}
	return false;
}
