// One pane of the console: its layout and its actions, behind one table of functions.
//
// A new pane is a file pane_NAME.c with a `const struct pane_class` and a row in app.c's table.
// A pane reads through view/, draws on an area and never sees the terminal.
#ifndef GAVEL_UI_PANE_H
#define GAVEL_UI_PANE_H

#include "ui/action.h"
#include "ui/list.h"
#include "ui/screen.h"
#include "view/view.h"

struct pane_class {
	const char *view; // the view whose addresses it opens
	// Takes over an address. The state is the pane's own, freed by `close`.
	bool (*open)(struct session *session, const char *address, void **state, struct err *err);
	void (*close)(void *state);
	// Runs the queries; what was loaded before stays when it fails. ERR_INTERRUPTED when the
	// cache's busy callback asked.
	bool (*load)(void *state, struct err *err);
	void (*paint)(void *state, struct area area);
	// NULL when the action can be done now, else the reason why not, in words.
	const char *(*refusal)(const void *state, enum action action);
	// Does an action. *stale becomes true when `load` must run again, and is left alone else.
	bool (*act)(void *state, enum action action, bool *stale, struct err *err);
	// Fills the list that an action opens; false when it opens none.
	bool (*list)(void *state, enum action action, struct list *out);
	bool (*choose)(void *state, enum action action, const struct list_item *item,
		       struct err *err);
	// What `load` will be doing when it may take long, or NULL: shown while it runs.
	const char *(*working)(const void *state);
};

extern const struct pane_class PANE_COST;

#endif
