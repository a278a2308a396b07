#include "ui/app/app.h"

#include "ui/form/form.h"

#include <stdlib.h>
#include <string.h>

// ---- What cannot be done now, and why ----

static const char *refuse_tab(const struct app *app, size_t tab)
{
	bool here = app->places.tabs[tab].stack.len || view_find(slice_of(place_tab(tab)->view));
	return here ? NULL : "it is not here yet";
}

static const char *refuse_place(const struct app *app, enum action action)
{
	const struct places *places = &app->places;
	bool any = action == ACTION_PLACE_NEXT	   ? places->visit + 1 < places->visits.len
		   : action == ACTION_PLACE_BEFORE ? places->visit > 0
						   : places->visits.len > 1;
	return any			     ? NULL
	       : action == ACTION_PLACE_NEXT ? "there is no place after this one"
					     : "there is no place before this one";
}

static const char *refuse_back(const struct app *app, const struct pane *pane)
{
	const struct sheet *sheet = app_sheet(app);
	if ((sheet && sheet->marks.len) || places_depth(&app->places) > 1)
		return NULL;
	return pane->class->refusal(pane->state, ACTION_BACK);
}

static const char *refuse_copy(const struct pane *pane)
{
	return pane->class->open ? NULL : pane->class->refusal(pane->state, ACTION_COPY);
}

static const char *refuse_jumps(const struct app *app)
{
	const struct sheet *sheet = app_sheet(app);
	return !sheet || !sheet->view	    ? "there are no rows"
	       : !sheet->rows.table.rows    ? "there is no row"
	       : !sheet->view->target_count ? "these rows lead nowhere else"
					    : NULL;
}

// The rows that the shown pane was opened from; NULL when it was not.
static struct sheet *rows_below(const struct app *app)
{
	struct pane *below = places_below(&app->places);
	struct sheet *sheet = below && below->class->sheet && places_shown(&app->places)->from
				      ? below->class->sheet(below->state)
				      : NULL;
	return sheet && sheet->view && sheet->rows.table.rows ? sheet : NULL;
}

static const char *refuse_step(const struct app *app, enum action action)
{
	const struct sheet *sheet = rows_below(app);
	if (!sheet)
		return "this was not opened from a row of a list";
	if (action == ACTION_NEXT)
		return sheet_has_next(sheet) ? NULL : "this is the last row of the list";
	return sheet_has_previous(sheet) ? NULL : "this is the first row of the list";
}

static const char *refuse_of_pane(const struct app *app, enum action action)
{
	const struct pane *pane = places_shown(&app->places);
	const struct sheet *sheet = app_sheet(app);
	if (sheet_does(action) && sheet)
		return sheet_refusal(sheet, action);
	return pane->class->refusal(pane->state, action);
}

const char *app_refusal(const struct app *app, enum action action)
{
	if (action >= ACTION_TAB_1 && action <= ACTION_TAB_9)
		return refuse_tab(app, action - ACTION_TAB_1);
	switch (action) {
	case ACTION_HELP:
	case ACTION_REDRAW:
	case ACTION_STOP:
	case ACTION_QUIT:
	case ACTION_RELOAD:
	case ACTION_COMMAND: return NULL;
	case ACTION_INTERRUPT: return "nothing runs";
	case ACTION_COPY: return refuse_copy(places_shown(&app->places));
	case ACTION_NEWS: return app->news.len ? NULL : "nothing is new";
	case ACTION_LINK: return app_row_link(app) ? NULL : "this row has no link";
	case ACTION_JUMPS: return refuse_jumps(app);
	case ACTION_NEXT:
	case ACTION_PREVIOUS: return refuse_step(app, action);
	case ACTION_LAST_PLACE:
	case ACTION_PLACE_BEFORE:
	case ACTION_PLACE_NEXT:
	case ACTION_HISTORY: return refuse_place(app, action);
	case ACTION_BACK: return refuse_back(app, places_shown(&app->places));
	default: return refuse_of_pane(app, action);
	}
}

// ---- Doing it ----

static void go_to_tab(struct app *app, size_t tab)
{
	struct err err = {0};
	app_depart(app);
	if (places_switch(&app->places, tab, &err))
		app_reveal(app);
	else
		app_say(app, ROLE_BAD, err.text);
}

static void go_to_place(struct app *app, long by)
{
	struct err err = {0};
	app_depart(app);
	if (places_go(&app->places, by, &err))
		app_reveal(app);
	else
		app_say(app, ROLE_WARN, err.text);
}

static void act_on_pane(struct app *app, enum action action)
{
	struct pane *pane = places_shown(&app->places);
	struct err err = {0};
	struct outcome outcome = {0};
	if (!pane->class->act(pane->state, action, &outcome, &err))
		app_say(app, ROLE_BAD, err.text);
	app->stale = app->stale || outcome.stale;
	if (outcome.address)
		app_go(app, outcome.address, true);
	else if (outcome.next.class)
		app_push(app, outcome.next);
	free(outcome.address);
}

// One level back: the marks first, then what the pane itself goes back from, then the pane.
static void go_back(struct app *app)
{
	struct pane *pane = places_shown(&app->places);
	const struct sheet *sheet = app_sheet(app);
	if (sheet && sheet->marks.len) {
		app_list(app, ACTION_BACK);
		return;
	}
	if (!pane->class->refusal(pane->state, ACTION_BACK)) {
		act_on_pane(app, ACTION_BACK);
		return;
	}
	places_pop(&app->places);
	app_reveal(app);
}

static void act_on_sheet(struct app *app, struct sheet *sheet, enum action action)
{
	switch (action) {
	case ACTION_FILTER: app_filter(app); break;
	case ACTION_DETAIL: app_push(app, form_of_row(sheet)); break;
	case ACTION_PROOF: app_push(app, form_of_proof(sheet)); break;
	default: app->stale = sheet_act(sheet, action) || app->stale; break;
	}
}

static void act_on_rows(struct app *app, enum action action)
{
	struct sheet *sheet = app_sheet(app);
	size_t depth = places_depth(&app->places);
	if (sheet && sheet_does(action))
		act_on_sheet(app, sheet, action);
	else
		act_on_pane(app, action);
	if (places_depth(&app->places) > depth)
		places_shown(&app->places)->from = action;
}

// What was done with one row is done with its neighbour, whatever the rows are sorted and narrowed
// by.
static void step(struct app *app, enum action action)
{
	struct pane *below = places_below(&app->places);
	enum action from = places_shown(&app->places)->from;
	struct err err = {0};
	bool turned = sheet_act(rows_below(app), action == ACTION_NEXT ? ACTION_DOWN : ACTION_UP);
	if (turned && !below->class->load(below->state, &err)) {
		app_say(app, ROLE_BAD, err.text);
		return;
	}
	places_pop(&app->places);
	size_t depth = places_depth(&app->places);
	act_on_rows(app, from);
	if (places_depth(&app->places) == depth)
		app_reveal(app);
}

static void act(struct app *app, struct term *term, enum action action)
{
	switch (action) {
	case ACTION_REDRAW: term_redraw(term); break;
	case ACTION_STOP: term_stop(term, true); break;
	case ACTION_NEWS:
	case ACTION_RELOAD: app->stale = true; break;
	case ACTION_QUIT: app->leaving = true; break;
	case ACTION_BACK: go_back(app); break;
	case ACTION_COMMAND: app_command(app); break;
	case ACTION_COPY: app_copy(app); break;
	case ACTION_LINK: app_link(app); break;
	case ACTION_LAST_PLACE:
		go_to_place(app, (long)app->places.previous - (long)app->places.visit);
		break;
	case ACTION_PLACE_BEFORE: go_to_place(app, -1); break;
	case ACTION_PLACE_NEXT: go_to_place(app, 1); break;
	case ACTION_NEXT:
	case ACTION_PREVIOUS: step(app, action); break;
	default: act_on_rows(app, action);
	}
}

void app_perform(struct app *app, struct term *term, enum action action)
{
	const char *reason = app_refusal(app, action);
	if (reason)
		app_say(app, ROLE_WARN, reason);
	else if (action >= ACTION_TAB_1 && action <= ACTION_TAB_9)
		go_to_tab(app, action - ACTION_TAB_1);
	else if (!app_list(app, action))
		act(app, term, action);
}
