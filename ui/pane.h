// One pane of the console: its layout and its actions, behind one table of functions.
//
// What every pane of rows can do (sort, filter, mark, export…) is its sheet's, and not written
// here again. A new kind of pane is a `const struct pane_class`; most views need none, PANE_VIEW
// shows any. A pane reads through view/, draws on an area and never sees the terminal.
#ifndef GAVEL_UI_PANE_H
#define GAVEL_UI_PANE_H

#include "ui/action.h"
#include "ui/list.h"
#include "ui/screen.h"
#include "ui/sheet/sheet.h"
#include "view/view.h"

struct pane_class;

struct pane {
	const struct pane_class *class;
	void *state;
	bool loaded;	  // once
	enum action from; // done with a row of the pane below, it opened this one; or none
};

// What an action asks of the console.
struct outcome {
	bool stale;	  // `load` must run again
	struct pane next; // a pane to go to; class NULL: none
	char *address;	  // an address to go to, or NULL; the console frees it
};

struct pane_class {
	const char *view; // the view whose addresses it opens; NULL: see pane_open
	bool head;	  // shows more than its sheet, all of which a filter changes
	// Takes over an address. The state is the pane's own, freed by `close`. NULL: never
	// opened by an address.
	bool (*open)(struct session *session, struct layouts *layouts, const char *address,
		     void **state, struct err *err);
	void (*close)(void *state);
	// Runs the queries; what was loaded before stays when it fails. ERR_INTERRUPTED when the
	// cache's busy callback asked.
	bool (*load)(void *state, struct err *err);
	// Row 0 is the title, which the console paints from these two.
	void (*paint)(void *state, struct area area);
	void (*address)(const void *state, struct str *out);
	// Goes back to the level that has this address; false when there is none. NULL: one level.
	bool (*return_to)(void *state, const char *address);
	// What stands to its right, and how; or NULL.
	enum role (*facts)(const void *state, struct str *out);
	// The shown rows, or NULL: there are none of this kind.
	struct sheet *(*sheet)(void *state);
	// NULL when the action can be done now, else the reason why not, in words. Not asked about
	// what sheets do.
	const char *(*refusal)(const void *state, enum action action);
	bool (*act)(void *state, enum action action, struct outcome *out, struct err *err);
	// Fills the list that an action opens; false when it opens none.
	bool (*list)(void *state, enum action action, struct list *out);
	bool (*choose)(void *state, enum action action, const struct list_item *item,
		       struct outcome *out, struct err *err);
	// What the rows do without at first, such as how many match: asked for once they are shown.
	// Any key interrupts it, and it is asked again when none waits. NULL: there is no such
	// thing.
	bool (*complete)(void *state, struct err *err);
	bool (*is_partial)(const void *state); // whether that is to be asked for
	// What `load` will be doing when it may take long, or NULL: shown while it runs.
	const char *(*working)(const void *state);
};

extern const struct pane_class PANE_COST; // cost/
extern const struct pane_class PANE_VIEW; // view/: any view
extern const struct pane_class
	PANE_FINDINGS; // findings/: what stands and how it went, above the rows
extern const struct pane_class PANE_FINDING; // findings/: one of them with its history
extern const struct pane_class PANE_FORM;    // form/: labelled texts, each may lead somewhere

#endif
