// The two prompts: '/' narrows the rows while it is typed, ':' runs commands, addresses, actions.
#include "ui/app/app.h"

#include "ui/form/form.h"
#include "ui/key.h"
#include "ui/prompt/palette.h"

#include <stdlib.h>
#include <string.h>

// ---- Filter ----

void app_filter(struct app *app)
{
	struct sheet *sheet = app_sheet(app);
	struct str text = {0};
	address_print_conditions(&sheet->select, &text);
	if (text.len)
		str_add_char(&text, ' ');
	prompt_open(&app->prompt, PROMPT_FILTER, str_slice(&text));
	sheet_keep(sheet);
	str_fini(&text);
}

// A term that ends with its operator waits for its value: nothing is asked yet.
static bool is_half_typed(const struct prompt *prompt)
{
	return prompt->caret && prompt->caret == prompt->text.len &&
	       strchr(":=<>!,-\"", prompt->text.at[prompt->caret - 1]);
}

static bool same_rows(const struct view *view, const struct select *a, const struct select *b)
{
	struct str of_a = {0}, of_b = {0};
	address_print(view, a, &of_a);
	address_print(view, b, &of_b);
	bool same = str_equal(&of_a, &of_b);
	str_fini(&of_a);
	str_fini(&of_b);
	return same;
}

// What is typed becomes what is asked; false when it is wrong, and the prompt says so.
static bool apply_filter(struct app *app)
{
	struct sheet *sheet = app_sheet(app);
	struct slice text = str_slice(&app->prompt.text);
	struct select next = sheet->select;
	struct piece wrong = {0};
	struct err err = {0};
	bool good = address_check(sheet->view, text, &wrong, &err) &&
		    address_filter(text, &sheet->keep, &next, &err);
	prompt_fault(&app->prompt, good ? NULL : err.text, wrong);
	if (good && !same_rows(sheet->view, &sheet->select, &next)) {
		sheet->select = next;
		sheet_rewind(sheet);
		app_drop_job(app);
		app->stale = true;
	}
	return good;
}

static void complete_filter(struct app *app)
{
	struct prompt *prompt = &app->prompt;
	struct typed typed = {app_sheet(app)->view, str_slice(&prompt->text), prompt->caret};
	address_complete(app->session, &typed, &prompt->arena, &prompt->candidates);
}

static void leave_filter(struct app *app)
{
	struct pane *pane = places_shown(&app->places);
	sheet_restore(app_sheet(app));
	app->stale = pane->class->head;
	app_close_prompt(app, false);
}

static void enter_filter(struct app *app)
{
	struct sheet *sheet = app_sheet(app);
	if (!apply_filter(app)) {
		prompt_go_to_fault(&app->prompt);
		return;
	}
	sheet->filtered = true;
	sheet_forget(sheet);
	app_close_prompt(app, true);
}

static void act_on_filter(struct app *app, enum prompt_event event)
{
	switch (event) {
	case PROMPT_TYPED:
		if (is_half_typed(&app->prompt))
			prompt_fault(&app->prompt, NULL, (struct piece){0});
		else
			apply_filter(app);
		break;
	case PROMPT_ENTERED: enter_filter(app); break;
	case PROMPT_LEFT: leave_filter(app); break;
	case PROMPT_NOTHING: break;
	}
}

// ---- Commands ----

void app_command(struct app *app)
{
	prompt_open(&app->prompt, PROMPT_COMMAND, SLICE(""));
	palette_complete(app->commands, app->session, &app->prompt, false);
}

static void run_line(struct app *app, struct term *term, const struct palette_line *line)
{
	switch (line->kind) {
	case PALETTE_COMMAND: app_push(app, form_of_command(app->session, line->words)); break;
	case PALETTE_ADDRESS: app_go(app, line->text, false); break;
	case PALETTE_ACTION: app_perform(app, term, line->action); break;
	case PALETTE_THEME:
		free(app->theme);
		app->theme = mem_text(line->text);
		break;
	}
}

bool app_run(struct app *app, struct term *term, struct slice text, struct piece *wrong,
	     struct err *err)
{
	struct arena arena = {0};
	struct palette_line line;
	bool good = palette_read(app->commands, text, &arena, &line, err);
	*wrong = line.wrong;
	if (good)
		run_line(app, term, &line);
	arena_fini(&arena);
	return good;
}

// The prompt is gone before the line runs, which may open another.
static void enter_command(struct app *app, struct term *term)
{
	struct piece wrong;
	struct err err = {0};
	char *text = mem_slice(slice_trim(str_slice(&app->prompt.text)));
	char *typed = mem_slice(str_slice(&app->prompt.text));
	app_close_prompt(app, true);
	if (*text && !app_run(app, term, slice_of(typed), &wrong, &err)) {
		prompt_open(&app->prompt, PROMPT_COMMAND, slice_of(typed));
		prompt_fault(&app->prompt, err.text, wrong);
		prompt_go_to_fault(&app->prompt);
	}
	free(text);
	free(typed);
}

static void act_on_command(struct app *app, struct term *term, enum prompt_event event)
{
	if (event == PROMPT_ENTERED)
		enter_command(app, term);
	else if (event == PROMPT_LEFT)
		app_close_prompt(app, false);
	else if (event == PROMPT_TYPED)
		prompt_fault(&app->prompt, NULL, (struct piece){0});
	if (app->prompt.kind && !app->prompt.candidates.count)
		palette_complete(app->commands, app->session, &app->prompt, false);
}

// ---- Both ----

void app_prompt_key(struct app *app, struct term *term, uint32_t key)
{
	struct prompt *prompt = &app->prompt;
	bool tab = key == KEY_TAB || key == KEY_TAB_BACK;
	if (key == KEY_REDRAW) {
		term_redraw(term);
		return;
	}
	if (key == KEY_STOP) {
		term_stop(term, true);
		return;
	}
	if (tab && !prompt->candidates.count && prompt->kind == PROMPT_FILTER)
		complete_filter(app);
	else if (tab && !prompt->candidates.count)
		palette_complete(app->commands, app->session, prompt, true);
	bool filter = prompt->kind == PROMPT_FILTER;
	enum prompt_event event = prompt_key(prompt, key);
	if (filter)
		act_on_filter(app, event);
	else
		act_on_command(app, term, event);
}
