// The pane of any view, for panes that show more above its rows: their state begins with one.
#ifndef GAVEL_UI_VIEW_PANE_VIEW_H
#define GAVEL_UI_VIEW_PANE_VIEW_H

#include "ui/pane.h"

struct view_pane {
	struct sheet sheet;
};

// Fills a pane's beginning.
bool view_pane_open(struct view_pane *pane, struct session *session, struct layouts *layouts,
		    const char *address, struct err *err);
// How many rows match, once they are shown.
bool view_pane_complete(void *state, struct err *err);
bool view_pane_is_partial(const void *state);
// The rows and, below them, how many there are.
void view_pane_paint(struct view_pane *pane, struct area area);
// The dimensions of a relation, behind `b`.
void view_pane_list(const struct relation *relation, struct list *out);

// The functions of PANE_VIEW, for other classes whose state begins with a view_pane.
void view_pane_close(void *state);
bool view_pane_load(void *state, struct err *err);
void view_pane_address(const void *state, struct str *out);
enum role view_pane_facts(const void *state, struct str *out);
struct sheet *view_pane_sheet(void *state);
const char *view_pane_refusal(const void *state, enum action action);
bool view_pane_act(void *state, enum action action, struct outcome *out, struct err *err);
const char *view_pane_working(const void *state);

#endif
