// The columns of a view as a person chose them: which, and in what order. One per view.
#ifndef GAVEL_UI_SHEET_LAYOUT_H
#define GAVEL_UI_SHEET_LAYOUT_H

#include "base/vec.h"
#include "ui/table.h"

struct layout {
	const char *view;
	bool chosen;	// by the person; else the view's own
	int64_t looked; // when the person last looked at it, 0: never
	const char *names[TABLE_COLUMNS];
	bool hidden[TABLE_COLUMNS];
	size_t count;
};

struct layouts {
	vec(struct layout *) of;
};

void layouts_fini(struct layouts *layouts);
// The layout of a view (a name that stays); made when there is none yet.
struct layout *layouts_of(struct layouts *layouts, const char *view);

// The table's columns in the layout's order; those it does not know stay behind, shown.
void layout_apply(const struct layout *layout, struct table *table);
// Takes in the columns of a table that the layout does not know yet.
void layout_learn(struct layout *layout, const struct table *table);
// The column that says when a row of the view changed; NULL: none does.
const char *layout_since(const struct layout *layout);
void layout_toggle(struct layout *layout, const char *name);
// One place to the left; the first goes to the end.
void layout_move(struct layout *layout, const char *name);
// "source,state,-rows": hidden ones with a minus.
void layout_print(const struct layout *layout, struct str *out);
void layout_read(struct layout *layout, struct slice text);

#endif
