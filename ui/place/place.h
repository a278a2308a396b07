// Where a person is: nine tabs by number, each a stack of panes, and the places visited.
//
// A tab keeps its panes while another is shown. Enter and `:` put a pane on the stack, Esc takes
// it off. Must not: load or paint anything.
#ifndef GAVEL_UI_PLACE_PLACE_H
#define GAVEL_UI_PLACE_PLACE_H

#include "base/vec.h"
#include "ui/pane.h"

enum { PLACE_TABS = 9, PLACE_VISITS = 100 };

// A tab's facts: a new pane is a row of the table in place.c.
struct tab_row {
	const char *title; // "Sources"
	const char *view;  // that it begins with; a tab without such a view is not here yet
	const char *views; // others that belong to it, between blanks
	const char *first; // the address it begins with; NULL: the view
};
const struct tab_row *place_tab(size_t tab);

struct visit {
	size_t tab;
	const void *state; // of the pane, to be compared only
	char *address;
};

struct places {
	struct session *session;
	struct layouts layouts;
	struct {
		vec(struct pane) stack;
	} tabs[PLACE_TABS];
	size_t tab;
	vec(struct visit) visits;
	size_t visit, previous; // the present one, and the one seen before it
};

void places_init(struct places *places, struct session *session);
void places_fini(struct places *places);
struct pane *places_shown(const struct places *places); // NULL before the first opening
struct pane *places_below(const struct places *places); // the one that Esc leads to, or NULL
size_t places_depth(const struct places *places);

// Opens an address on top of what is there: in the present tab (`here`, so that Esc leads back), or
// in the one that its view belongs to. "" is the Cost pane where it begins.
bool places_open(struct places *places, const char *address, bool here, struct err *err);
void places_push(struct places *places, struct pane pane); // on top of the present one
bool places_pop(struct places *places);			   // false at the first level
// Shows a tab; when it is empty its own view is opened.
bool places_switch(struct places *places, size_t tab, struct err *err);

// ---- History ----

void places_visited(struct places *places); // the shown pane, once it is known to be good
// To a visited place, by the distance from the present one. ERR_NOT_FOUND when there is none.
bool places_go(struct places *places, long by, struct err *err);

// The titles of the panes below the shown one: "8 Sources > ".
void places_crumbs(const struct places *places, struct str *out);

#endif
