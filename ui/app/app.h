// What is shown and what a key does: the panes, a list or a prompt over them, the last line.
// No terminal needed, but for the actions that are about it.
#ifndef GAVEL_UI_APP_APP_H
#define GAVEL_UI_APP_APP_H

#include "base/vec.h"
#include "ui/keys/keymap.h"
#include "ui/memo/memo.h"
#include "ui/pane.h"
#include "ui/place/place.h"
#include "ui/prompt/prompt.h"
#include "ui/term.h"
#include "ui/ui.h"

struct app {
	struct session *session;
	const struct ui_commands *commands; // or NULL
	const struct keymap *keymap;
	struct memo *memo; // or NULL: nothing is remembered
	struct places places;
	struct list list;    // shown over the pane while it has a title
	enum action list_of; // the action that opened it
	struct prompt prompt;
	struct str message; // of the last action, until the next
	enum role message_role;
	bool stale, leaving;
	bool arrived;	 // at a pane that was not loaded yet
	bool partial;	 // what is shown waits for what its pane asks for last
	char *theme;	 // asked for by name; the console takes it
	struct str send; // to the terminal beside the next frame: what is copied
	// To be done with the next load, or NULL.
	bool (*job)(struct app *app, struct err *err);
	int job_format;	    // of an export
	struct str news;    // what is new in the cache: "3 new"
	int64_t snapshot;   // of the cache, as last looked at
	int64_t newest_run; // in it, as last loaded
	vec(uint32_t) keys; // typed and not yet acted on
	int page;	    // rows that a page of a list moves by
};

// ---- app.c ----

// Opens the pane of an address ("" = the Cost pane where it begins).
bool app_open(struct app *app, struct session *session, const char *address, struct err *err);
void app_close(struct app *app);
void app_say(struct app *app, enum role role, const char *text); // in the last line
void app_sayf(struct app *app, enum role role, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
// Runs the queries of what is shown; where a new pane has nothing to show, it is left again.
bool app_load(struct app *app, struct err *err);
// Asks for what the shown rows do without; interrupted it stays to be asked for.
bool app_complete(struct app *app, struct err *err);
// What takes long about it, or NULL.
const char *app_working(const struct app *app);
struct sheet *app_sheet(const struct app *app); // of the shown pane, or NULL
// Goes to an address (see places_open) or a pane; what goes wrong is said.
void app_go(struct app *app, const char *address, bool here);
void app_push(struct app *app, struct pane pane);
// Before another pane is shown: what was not read to its end is read when this one is seen again.
void app_depart(struct app *app);
void app_reveal(struct app *app);   // after it: loaded or not
void app_drop_job(struct app *app); // because other rows are shown; says so

// ---- keys.c ----

// What the keys that wait mean, from the oldest on or from a later one; see keymap_match. In a
// prompt a key is a key.
struct keymap_hit app_next(const struct app *app);
struct keymap_hit app_match(const struct app *app, size_t from);
// The first key that an action has here, and all; "" when it has none. The arena's.
const char *app_key(const struct app *app, enum action action, struct arena *arena);
const char *app_keys(const struct app *app, enum action action, struct arena *arena);
// Says what is going on, and the key that stops it.
void app_say_working(struct app *app, const char *text);
void app_drop_keys(struct app *app, size_t count); // the oldest
// Does what the oldest keys that wait mean, and takes them off. Not to be called while they only
// begin a sequence, or none waits.
void app_act(struct app *app, struct term *term);

// ---- queue.c ----

// Does all that the waiting keys mean; those that need rows wait while rows are being read.
void app_take_key(struct app *app, uint32_t key); // one more that waits
void app_act_on_keys(struct app *app, struct term *term);
// Do they end what is being read? Those before one that gives it up are void.
bool app_keys_interrupt(struct app *app);
// Do they end the counting of what is shown?
bool app_keys_end_count(const struct app *app);

// ---- act.c ----

const char *app_refusal(const struct app *app, enum action action);
void app_perform(struct app *app, struct term *term, enum action action);

// ---- lists.c ----

// Opens the list behind an action; false when there is none.
bool app_list(struct app *app, enum action action);
void app_act_on_list(struct app *app, struct term *term, enum action action);

// ---- prompts.c ----

void app_filter(struct app *app);  // opens the prompt of the shown rows
void app_command(struct app *app); // and the one for commands
void app_prompt_key(struct app *app, struct term *term, uint32_t key);
// Does what a line behind ':' says; false, with the piece that is wrong, when it says nothing.
bool app_run(struct app *app, struct term *term, struct slice text, struct piece *wrong,
	     struct err *err);

// ---- out.c ----

void app_copy(struct app *app);
void app_link(struct app *app);
void app_export(struct app *app, int format); // of enum export_format
// The text of the first column of the row that looks like a link; NULL when there is none.
const char *app_row_link(const struct app *app);

// ---- news.c ----

// Something was written beside the cache: is anything shown no longer what it was? Interruptible
// as loads are: then it is to be asked again. Nothing moves.
enum news {
	NEWS_NONE,   // nothing was written
	NEWS_UNREAD, // something was, and a key came before it was read
	NEWS_READ    // what changed of the rows, maybe nothing, is in app->news
};
enum news app_look_for_news(struct app *app);

// ---- remember.c ----

// Opens what the person left behind and takes up histories and columns. The address to begin at:
// the one given, or, when it is NULL, where the person was on this cache, else "". The memo's.
const char *app_recall(struct app *app, const char *address);
void app_recall_layouts(struct app *app); // before the first rows are read
// Once the first rows are there: the selected row and a prompt that was being typed.
void app_resume(struct app *app);
// Notes what is being typed, to be kept soon: true when there is something new to keep.
bool app_note_draft(struct app *app);
// Closes the prompt for good: no draft of it is left, the line may be kept in its history.
void app_close_prompt(struct app *app, bool keep);
// Notes all of it, at the end; a filter being typed becomes a draft.
void app_remember(struct app *app);

// ---- terminal.c ----

// A theme by name; plain where there are no colours, or nobody wants any.
bool app_use_theme(struct term *term, const char *name, struct err *err);
void app_change_theme(struct app *app, struct term *term); // to the one that was asked for
void app_send(struct app *app, struct term *term);	   // what is copied, by a way of its own

// ---- paint.c ----

void app_paint(struct app *app, struct screen *screen);

#endif
