// A form: labelled texts below each other, whole and wrapped; some lead somewhere.
//
// What a row is in full, where a number comes from, what a command said.
#ifndef GAVEL_UI_FORM_FORM_H
#define GAVEL_UI_FORM_FORM_H

#include "ui/pane.h"

struct form_line {
	const char *label; // "" below the one before
	const char *text;
	enum role role;	     // of the text
	int depth;	     // indented by so much
	const char *address; // where Enter leads, or NULL
	const char *whole;   // a text that is long: Enter shows all of it; or NULL
};

struct form {
	struct session *session;
	const char *title; // of the arena, as all below
	struct arena arena;
	vec(struct form_line) lines;
	size_t selected, top, below; // of the lines: below those that were painted last
	long page;
	int turn; // pages on, or back, that the next painting turns
	// Fills the lines, or NULL: they are there. Called again when the form is read anew.
	bool (*fill)(struct form *form, struct err *err);
	const void *of;	     // what `fill` is about; of the arena
	const char *working; // what `fill` does when it may take long, or NULL
	bool once;	     // a command: what it does is not done again
	bool filled;
};

// An empty form, to be filled; its pane frees it.
struct form *form_new(struct session *session, const char *title, struct pane *pane);
// Label and text are copied.
void form_add(struct form *form, const struct form_line *line);

// All columns of the selected row, with their full texts and where they lead.
struct pane form_of_row(const struct sheet *sheet);
// Where the selected value (or row) comes from.
struct pane form_of_proof(const struct sheet *sheet);
struct pane form_of_text(struct session *session, const char *title, const char *text);
// What `gavel WORDS…` prints, run in a child so that the console never waits.
struct pane form_of_command(struct session *session, const char *const *words);

// The functions of PANE_FORM, for other classes whose state is a form.
void form_close(void *state);
bool form_load(void *state, struct err *err);
void form_paint(void *state, struct area area);
void form_address(const void *state, struct str *out);
enum role form_facts(const void *state, struct str *out);
struct sheet *form_sheet(void *state);
const char *form_refusal(const void *state, enum action action);
bool form_act(void *state, enum action action, struct outcome *out, struct err *err);
bool form_list(void *state, enum action action, struct list *out);
const char *form_working(const void *state);

#endif
