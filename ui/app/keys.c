// From keys to what they mean here.
#include "ui/app/app.h"

#include <stdlib.h>
#include <string.h>

// The section of a keys file that is about the shown pane.
static const char *section(const struct app *app)
{
	const struct pane *pane = places_shown(&app->places);
	const struct sheet *sheet = app_sheet(app);
	return pane->class->view      ? pane->class->view
	       : sheet && sheet->view ? sheet->view->name
				      : KEYMAP_ALL;
}

struct keymap_hit app_match(const struct app *app, size_t from)
{
	if (app->prompt.kind)
		return (struct keymap_hit){.used = app->keys.len > from};
	return keymap_match(app->keymap, section(app), app->keys.at + from, app->keys.len - from);
}

struct keymap_hit app_next(const struct app *app)
{
	return app_match(app, 0);
}

const char *app_key(const struct app *app, enum action action, struct arena *arena)
{
	return keymap_key(app->keymap, section(app), action, arena);
}

const char *app_keys(const struct app *app, enum action action, struct arena *arena)
{
	return keymap_keys(app->keymap, section(app), action, arena);
}

void app_drop_keys(struct app *app, size_t count)
{
	app->keys.len -= count;
	if (count)
		memmove(app->keys.at, app->keys.at + count, app->keys.len * sizeof *app->keys.at);
}

// "TEXT KEY AFTER": a hint with the key that the person has for an action.
static void say_key(struct app *app, const char *text, enum action action, const char *after)
{
	struct arena arena = {0};
	app_sayf(app, ROLE_WARN, "%s%s%s", text, app_key(app, action, &arena), after);
	arena_fini(&arena);
}

static void run_binding(struct app *app, struct term *term, const char *command)
{
	struct err err = {0};
	struct piece wrong;
	list_fini(&app->list);
	if (!app_run(app, term, slice_of(command), &wrong, &err))
		app_say(app, ROLE_BAD, err.text);
}

void app_say_working(struct app *app, const char *text)
{
	struct arena arena = {0};
	const char *key = app_key(app, ACTION_BACK, &arena);
	app_sayf(app, ROLE_TEXT, "%s%s%s%s", text, *key ? "; " : "", key, *key ? " stops it" : "");
	arena_fini(&arena);
}

static void give_up(struct app *app)
{
	app->stale = app->partial = false;
	app->job = NULL;
	say_key(app, "stopped; ", ACTION_RELOAD, " reads again");
}

// What is going on ends; by the key that goes back only where there is nothing to go back from.
static bool stops(const struct app *app, enum action action)
{
	bool going_on = app->stale || app->job || app->partial;
	if (action == ACTION_INTERRUPT)
		return going_on;
	return action == ACTION_BACK && !app->list.title && going_on && app_refusal(app, action);
}

void app_act(struct app *app, struct term *term)
{
	uint32_t key = app->keys.at[0];
	struct keymap_hit hit = app_next(app);
	enum action action = hit.binding ? hit.binding->action : ACTION_NONE;
	app_drop_keys(app, hit.used);
	str_clear(&app->message);
	if (hit.dropped)
		return;
	if (app->prompt.kind)
		app_prompt_key(app, term, key);
	else if (hit.binding && hit.binding->command)
		run_binding(app, term, hit.binding->command);
	else if (stops(app, action))
		give_up(app);
	else if (action == ACTION_NONE)
		say_key(app, "that key does nothing here; ", ACTION_HELP, " lists those that do");
	else if (app->list.title)
		app_act_on_list(app, term, action);
	else
		app_perform(app, term, action);
}
