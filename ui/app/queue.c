// The keys that wait: which are done now, and which stop what is being read.
//
// While rows are being read, keys that are about them (moves, Enter, what help says of them) wait
// their turn, so that what is typed ahead means what it says; keys that give up the reading do so
// at once; all others change what is to be read, and interrupt it when they are next.
#include "ui/app/app.h"

#include "ui/key.h"

enum { KEYS_MAX = 1000 };

// Beyond all that anyone types ahead it is a paste gone astray. The last two still count: out of a
// prompt, and what stops that which the others wait for.
void app_take_key(struct app *app, uint32_t key)
{
	if (app->keys.len == KEYS_MAX) {
		app->keys.at[KEYS_MAX - 2] = app->keys.at[KEYS_MAX - 1];
		app->keys.len--;
	}
	*vec_push(&app->keys) = key;
}

static bool in_prompt(const struct app *app)
{
	return app->prompt.kind != PROMPT_NONE;
}

static bool needs_rows(enum action action)
{
	return (action >= ACTION_DOWN && action <= ACTION_OPEN) || action == ACTION_CURRENCY ||
	       action == ACTION_HELP || (action >= ACTION_FILTER && action <= ACTION_NEWS);
}

static bool gives_up(enum action action)
{
	return action == ACTION_BACK || action == ACTION_INTERRUPT || action == ACTION_QUIT ||
	       action == ACTION_STOP;
}

static bool opens_prompt(enum action action)
{
	return action == ACTION_FILTER || action == ACTION_COMMAND;
}

// Behind the text of a prompt that will be opened, and the key that closes it.
static size_t text_end(const struct app *app, size_t at)
{
	while (at < app->keys.len) {
		uint32_t key = app->keys.at[at++];
		if (key == KEY_ENTER_KEY || key == KEY_ESCAPE || key == KEY_INTERRUPT)
			break;
	}
	return at;
}

static enum action action_of(struct keymap_hit hit)
{
	return hit.binding ? hit.binding->action : ACTION_NONE;
}

static bool is_loading(const struct app *app)
{
	return (app->stale || app->job) && !app->list.title;
}

// Where the last row is, the count says.
static bool needs_count(const struct app *app, struct keymap_hit next)
{
	return app->partial && !in_prompt(app) && !app->list.title &&
	       action_of(next) == ACTION_LAST;
}

bool app_keys_end_count(const struct app *app)
{
	return app->keys.len && !needs_count(app, app_next(app));
}

// What waits is taken in before anything is painted: fifty keys are one frame.
void app_act_on_keys(struct app *app, struct term *term)
{
	while (app->keys.len && !app->leaving) {
		struct keymap_hit next = app_next(app);
		if (next.waits || (is_loading(app) && needs_rows(action_of(next))) ||
		    needs_count(app, next))
			return;
		app_act(app, term);
	}
}

// The last of the keys that gives up the reading makes those before it void; not those that are
// text, or will be.
static bool find_giving_up(struct app *app)
{
	size_t at = 0, found = SIZE_MAX;
	while (at < app->keys.len && !in_prompt(app)) {
		struct keymap_hit hit = app_match(app, at);
		if (gives_up(action_of(hit)))
			found = at;
		at += hit.waits ? app->keys.len : hit.used;
		if (opens_prompt(action_of(hit)))
			at = text_end(app, at);
	}
	if (found != SIZE_MAX)
		app_drop_keys(app, found);
	return found != SIZE_MAX;
}

bool app_keys_interrupt(struct app *app)
{
	if (find_giving_up(app))
		return true;
	struct keymap_hit next = app_next(app);
	return next.used && !needs_rows(action_of(next));
}
