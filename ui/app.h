// What is shown and what a key does: the pane, a list over it, the last line. No terminal needed,
// but for the actions that are about it.
#ifndef GAVEL_UI_APP_H
#define GAVEL_UI_APP_H

#include "base/vec.h"
#include "ui/keys/keymap.h"
#include "ui/pane.h"
#include "ui/term.h"

struct app {
	struct session *session;
	const struct pane_class *class;
	void *pane;
	struct list list;    // shown over the pane while it has a title
	enum action list_of; // the action that opened it
	struct str message;  // of the last action, until the next
	enum role message_role;
	bool stale, leaving;
	const struct keymap *keymap;
	vec(uint32_t) keys; // typed and not yet acted on
	int page;	    // rows that a page moves by
};

// Opens the pane of an address ("" = the Cost pane where it begins).
bool app_open(struct app *app, const char *address, struct err *err);
void app_close(struct app *app);
void app_say(struct app *app, enum role role, const char *text); // in the last line
void app_paint(struct app *app, struct screen *screen);
// What the keys that wait mean; see keymap_match.
struct keymap_hit app_next(const struct app *app);
void app_drop_keys(struct app *app, size_t count); // the oldest
// Does it, and takes its keys off those that wait. Not to be called while they only begin a
// sequence, or none waits.
void app_act(struct app *app, struct term *term);

#endif
