#include "ui/ui.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "ui/app/app.h"
#include "ui/rescue.h"
#include "ui/watch.h"
#include "view/text_index.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MINUTE_MS = 60000,
	PATIENCE_MS = 150, // a load that takes longer shows what there is meanwhile
	SETTLE_MS = 250,   // others' writing comes in bursts
	PAUSE_MS = 2000	   // what is typed is kept when nothing was typed for so long
};

struct console {
	struct app *app;
	struct term *term;
	int64_t deadline; // of a load, monotonic; 0 = none
	bool late;	  // it passed
	bool counting;	  // any key ends what is being read
	int watch;	  // of the cache's files, or -1
	int64_t look_at;  // when to look for news; 0 = nothing was told
	int64_t keep_at;  // when to keep what is typed; 0 = nothing new is
};

// ---- Keys ----

static void take_keys(struct app *app, struct term *term)
{
	for (uint32_t key = term_key(term); key; key = term_key(term))
		app_take_key(app, key);
}

static bool must_stop_reading(void *context)
{
	struct console *console = context;
	struct app *app = console->app;
	if (term_waiting(console->term))
		take_keys(app, console->term);
	// What still waits is a signal.
	if ((console->counting && app_keys_end_count(app)) || app_keys_interrupt(app) ||
	    term_waiting(console->term))
		return true;
	console->late = console->deadline && clock_monotonic_ms() > console->deadline;
	return console->late;
}

// ---- Frames ----

static bool paint_frame(const struct console *console, bool whole, struct err *err)
{
	struct screen screen;
	screen_init(&screen, term_size(console->term));
	screen.ascii = term_is_ascii();
	app_paint(console->app, &screen);
	bool done = term_paint(console->term, &screen, whole, err);
	screen_fini(&screen);
	return done;
}

static bool paint_saying(const struct console *console, const char *text, bool whole,
			 struct err *err)
{
	struct app *app = console->app;
	if (text)
		app_say_working(app, text);
	bool done = paint_frame(console, whole, err);
	if (text)
		str_clear(&app->message);
	return done;
}

// ---- Loading ----

// Slow SQL asks whether a key waits; the cache may be another one since the last load.
static void watch_keys(struct console *console, bool on)
{
	struct cache *cache;
	struct err ignored;
	if (session_cache(console->app->session, &cache, &ignored))
		cache_on_busy(cache, on ? must_stop_reading : NULL, console);
}

// One attempt; what goes wrong, but for interruptions, is said and over.
static void attempt(struct console *console, int patience_ms,
		    bool (*read)(struct app *app, struct err *err))
{
	struct app *app = console->app;
	struct err fault = {0};
	console->late = false;
	console->deadline = patience_ms ? clock_monotonic_ms() + patience_ms : 0;
	watch_keys(console, true);
	if (!read(app, &fault) && fault.code != ERR_INTERRUPTED) {
		app->stale = false;
		app_say(app, ROLE_BAD, fault.text);
	}
	watch_keys(console, false);
}

static bool load(struct console *console, struct err *err)
{
	struct app *app = console->app;
	if (!app->stale && !app->job)
		return true;
	const char *working = app_working(app);
	if (working && !paint_saying(console, working, true, err))
		return false;
	attempt(console, working ? 0 : PATIENCE_MS, app_load);
	if (!console->late)
		return true;
	if (!paint_saying(console, app->prompt.kind ? NULL : "reading", false, err))
		return false;
	attempt(console, 0, app_load);
	return true;
}

// How many rows match comes with them when that takes no time, else behind them.
static bool count(struct console *console, struct err *err)
{
	struct app *app = console->app;
	if (!app->partial || app->stale || app->job)
		return true;
	console->counting = true;
	attempt(console, PATIENCE_MS, app_complete);
	bool done = !console->late ||
		    paint_saying(console, app->prompt.kind ? NULL : "counting", true, err);
	if (done && console->late)
		attempt(console, 0, app_complete);
	console->counting = false;
	return done;
}

// A key goes before it; it is done when none waits.
static bool look_for_news(struct console *console)
{
	console->deadline = 0;
	watch_keys(console, true);
	enum news news = app_look_for_news(console->app);
	watch_keys(console, false);
	console->look_at = news == NEWS_UNREAD ? clock_monotonic_ms() + SETTLE_MS : 0;
	return news != NEWS_NONE;
}

// ---- The loop ----

static enum term_event wait(const struct console *console)
{
	int64_t until = console->look_at, now = clock_monotonic_ms(), left = MINUTE_MS;
	bool more = app_next(console->app).used && !term_waiting(console->term);
	if (more)
		return TERM_KEY;
	if (console->keep_at && (!until || console->keep_at < until))
		until = console->keep_at;
	if (until)
		left = until > now ? until - now + 1 : 0;
	return term_wait(console->term, console->look_at ? -1 : console->watch, (int)left);
}

static void keep_draft(struct console *console)
{
	struct err fault = {0};
	console->keep_at = 0;
	if (app_note_draft(console->app) && !memo_save(console->app->memo, &fault))
		app_say(console->app, ROLE_BAD, fault.text);
}

// The time has come for something; a minute is over when it has for nothing else. True when the
// screen may have to show it.
static bool act_on_time(struct console *console)
{
	int64_t now = clock_monotonic_ms();
	bool look = console->look_at && console->look_at <= now;
	bool keep = console->keep_at && console->keep_at <= now;
	bool news = look && look_for_news(console);
	if (keep)
		keep_draft(console);
	return news || !look;
}

// True when the screen may have to show it.
static bool act_on(struct console *console, enum term_event event)
{
	struct app *app = console->app;
	bool shows = event != TERM_OTHER;
	if (event == TERM_STOP)
		term_stop(console->term, false);
	app->session->now = clock_now();
	if (event == TERM_KEY) {
		take_keys(app, console->term);
		app_act_on_keys(app, console->term);
		console->keep_at = app->prompt.kind ? clock_monotonic_ms() + PAUSE_MS : 0;
	}
	if (event == TERM_OTHER && watch_take(console->watch, app->session->config.cache))
		console->look_at = clock_monotonic_ms() + SETTLE_MS;
	if (event == TERM_TIME)
		shows = act_on_time(console);
	app_change_theme(app, console->term);
	app_send(app, console->term);
	return shows;
}

static bool loop(struct console *console, struct err *err)
{
	struct app *app = console->app;
	bool shows = true;
	while (!app->leaving) {
		if (!load(console, err) || !count(console, err))
			return false;
		// What interrupted the load comes first, then the load again.
		if (shows && !app->stale && !app->job && !paint_frame(console, true, err))
			return false;
		enum term_event event = wait(console);
		if (event == TERM_GONE || event == TERM_LEAVE)
			return true;
		shows = act_on(console, event);
	}
	return true;
}

// ---- The whole of it ----

// At an address, or where the person was; what cannot be opened any more is said.
static bool open_app(struct app *app, const char *address, struct err *err)
{
	const char *at = app_recall(app, address);
	bool resumes = !address && *at;
	if (app_open(app, app->session, at, err) && app_load(app, err)) {
		if (resumes)
			app_resume(app);
		return true;
	}
	if (!resumes)
		return false;
	app_sayf(app, ROLE_WARN, "where you were is gone: %s", err->text);
	places_fini(&app->places);
	return app_open(app, app->session, "", err) && app_load(app, err);
}

// The terminal is as it was: what cannot be kept can only be told there.
static void keep_all(struct app *app)
{
	struct err fault = {0};
	struct str safe = {0};
	app_remember(app);
	if (!memo_save(app->memo, &fault)) {
		utf8_add_safe(&safe, slice_of(fault.text), false);
		fprintf(stderr, "gavel: where you were is not remembered: %s\n", str_text(&safe));
	}
	str_fini(&safe);
}

static bool run(struct console *console, struct err *err)
{
	struct app *app = console->app;
	const struct config *config = &app->session->config;
	if (!term_open(&console->term, err))
		return false;
	bool done = app_use_theme(console->term, config->theme, err);
	if (done && !app->session->as_of) {
		console->watch = watch_open(config->cache);
		text_index_start(config);
	}
	done = done && loop(console, err);
	watch_close(console->watch);
	term_close(console->term);
	return done;
}

bool ui_console(struct session *session, const char *address, const struct ui_commands *commands,
		struct err *err)
{
	struct keymap keymap;
	struct app app = {.session = session,
			  .keymap = &keymap,
			  .commands = commands,
			  .stale = true,
			  .arrived = true};
	struct console console = {.app = &app, .watch = -1};
	setlocale(LC_CTYPE, "");
	if (!keymap_configured(&session->config, &keymap, err))
		return false;
	bool done = open_app(&app, address, err) && run(&console, err);
	if (console.term)
		keep_all(&app);
	app_close(&app);
	keymap_fini(&keymap);
	rescue_leave();
	return done;
}
