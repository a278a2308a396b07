// What the console remembers of this session, and takes up again in the next.
#include "ui/app/app.h"

#include <stdlib.h>
#include <string.h>

static const char *const PROMPTS[PROMPT_KINDS] = {
	[PROMPT_NONE] = "none", [PROMPT_FILTER] = "filter", [PROMPT_COMMAND] = "command"};

// ---- Taking up ----

static void recall_lines(struct app *app, enum prompt_kind kind)
{
	struct slice rest = slice_of(memo_get(app->memo, MEMO_HISTORY, PROMPTS[kind]));
	while (rest.len) {
		struct slice line = slice_cut(&rest, '\n');
		*vec_push(&app->prompt.history[kind].lines) = mem_slice(line);
	}
}

void app_recall_layouts(struct app *app)
{
	size_t count;
	const struct view *views = view_list(&count);
	for (size_t i = 0; app->memo && i < count; i++) {
		const char *text = memo_get(app->memo, MEMO_LAYOUT, views[i].name);
		layouts_of(&app->places.layouts, views[i].name)->looked =
			memo_get_time(app->memo, MEMO_LOOKED, views[i].name);
		if (text)
			layout_read(layouts_of(&app->places.layouts, views[i].name),
				    slice_of(text));
	}
}

const char *app_recall(struct app *app, const char *address)
{
	char *folder = app->session->forgets ? NULL : memo_folder(), *warning = NULL;
	app->memo = memo_open(folder, &warning);
	if (warning)
		app_say(app, ROLE_WARN, warning);
	free(warning);
	free(folder);
	for (int kind = PROMPT_NONE + 1; kind < PROMPT_KINDS; kind++)
		recall_lines(app, (enum prompt_kind)kind);
	const char *cache = memo_get(app->memo, MEMO_PLACE, "cache");
	const char *place = memo_get(app->memo, MEMO_PLACE, "");
	bool here = cache && place && strcmp(cache, app->session->config.cache) == 0;
	return address ? address : here ? place : "";
}

static void resume_row(struct app *app)
{
	struct sheet *sheet = app_sheet(app);
	const char *row = memo_get(app->memo, MEMO_PLACE, "row");
	const struct result *result = sheet ? &sheet->rows.result : NULL;
	for (size_t i = 0; row && result && result->keys && i < result->row_count; i++)
		if (strcmp(result->keys[i], row) == 0)
			sheet->rows.table.selected = i;
}

static void resume_prompt(struct app *app, enum prompt_kind kind)
{
	const char *draft = memo_get(app->memo, MEMO_DRAFT, PROMPTS[kind]);
	if (!draft || app->prompt.kind || (kind == PROMPT_FILTER && !app_sheet(app)))
		return;
	if (kind == PROMPT_FILTER)
		app_filter(app);
	else
		app_command(app);
	prompt_open(&app->prompt, kind, slice_of(draft));
}

void app_resume(struct app *app)
{
	resume_row(app);
	for (int kind = PROMPT_NONE + 1; kind < PROMPT_KINDS; kind++)
		resume_prompt(app, (enum prompt_kind)kind);
}

// ---- Remembering ----

bool app_note_draft(struct app *app)
{
	struct prompt *prompt = &app->prompt;
	if (prompt->kind && prompt->text.len)
		memo_set(app->memo, MEMO_DRAFT, PROMPTS[prompt->kind], str_text(&prompt->text));
	return memo_is_changed(app->memo);
}

void app_close_prompt(struct app *app, bool keep)
{
	struct prompt *prompt = &app->prompt;
	if (keep)
		memo_add_line(app->memo, PROMPTS[prompt->kind], str_text(&prompt->text));
	memo_set(app->memo, MEMO_DRAFT, PROMPTS[prompt->kind], NULL);
	prompt_close(prompt, keep);
}

static void remember_layouts(struct app *app)
{
	for (size_t i = 0; i < app->places.layouts.of.len; i++) {
		const struct layout *layout = app->places.layouts.of.at[i];
		struct str text = {0};
		layout_print(layout, &text);
		if (layout->chosen)
			memo_set(app->memo, MEMO_LAYOUT, layout->view, str_text(&text));
		str_fini(&text);
	}
}

// The topmost pane that an address opens.
static const struct pane *remembered_pane(const struct app *app)
{
	const struct places *places = &app->places;
	for (size_t i = places_depth(places); i > 0; i--) {
		const struct pane *pane = &places->tabs[places->tab].stack.at[i - 1];
		if (pane->class->open)
			return pane;
	}
	return NULL;
}

static void remember_place(struct app *app)
{
	const struct pane *pane = remembered_pane(app);
	struct str address = {0};
	if (!pane)
		return;
	struct sheet *sheet = pane->class->sheet(pane->state);
	const struct result *result = sheet ? &sheet->rows.result : NULL;
	size_t at = sheet ? sheet->rows.table.selected : 0;
	bool has_row = result && result->keys && at < result->row_count;
	pane->class->address(pane->state, &address);
	memo_set(app->memo, MEMO_PLACE, "", str_text(&address));
	memo_set(app->memo, MEMO_PLACE, "row", has_row ? result->keys[at] : NULL);
	memo_set(app->memo, MEMO_PLACE, "cache", app->session->config.cache);
	str_fini(&address);
}

// Every view that was opened by its address; not what it was at another time.
static void remember_looks(struct app *app)
{
	for (size_t i = 0; i < app->places.visits.len && !app->session->as_of; i++) {
		struct slice rest = slice_of(app->places.visits.at[i].address);
		const struct view *view = view_find(slice_cut(&rest, ' '));
		if (view)
			memo_set_time(app->memo, MEMO_LOOKED, view->name, app->session->now);
	}
}

void app_remember(struct app *app)
{
	app_note_draft(app);
	if (app->prompt.kind == PROMPT_FILTER)
		sheet_restore(app_sheet(app));
	remember_layouts(app);
	remember_place(app);
	remember_looks(app);
}
