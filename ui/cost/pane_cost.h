// What pane_cost.c (state and actions), load.c (queries) and paint.c (layout) share of the Cost
// pane.
#ifndef GAVEL_UI_COST_PANE_COST_H
#define GAVEL_UI_COST_PANE_COST_H

#include "base/vec.h"
#include "ui/pane.h"
#include "ui/table.h"
#include "view/burn.h"

// What the rows of a level sum to.
struct cost_sum {
	struct decimal sum; // of the measure over all rows, also those beyond the limit
	bool mixed;	    // rows of several currencies: no sum
	bool has;	    // false when a row has none: net, where a bill has no such column
};

// One step of a drill: what is shown, and the number that was opened to get here.
struct cost_level {
	struct sheet sheet;
	bool has_opened;
	struct decimal opened;
	const char *opened_label; // of the sheet's `keep`
	int64_t cell;		  // of a level of line items: the cell they are of; else 0
	struct cost_sum sum;
};

struct cost_pane {
	struct session *session;
	struct layouts *layouts;
	vec(struct cost_level) levels; // never empty; the last is shown
	size_t measure;		       // in COST_MEASURES
	struct arena burn_arena;
	struct burn burn;
	bool has_burn;
};

enum { COST_MEASURES_COUNT = 4 };
extern const char *const COST_MEASURES[COST_MEASURES_COUNT];

const char *cost_measure(const struct cost_pane *pane);
// Holds a column of the level to one value, instead of what held it before.
void cost_hold(struct cost_level *level, const char *column, const char *value);
bool cost_next_currency(struct cost_pane *pane, struct err *err);
// The list behind `b`, and what choosing from it does; as in struct pane_class.
bool cost_list(void *state, enum action action, struct list *out);
bool cost_choose(void *state, enum action action, const struct list_item *item, struct outcome *out,
		 struct err *err);

void cost_leave(struct cost_pane *pane); // the shown level
struct cost_level *cost_shown(struct cost_pane *pane);
bool cost_is_grouped(const struct cost_level *level); // view cost; else cells, or line items
// Adds a value; false when there is none.
bool cost_add(const struct value *value, struct decimal *sum);

// Runs a level's queries; what it held stays when they fail.
bool cost_load_level(struct cost_pane *pane, struct cost_level *level, struct err *err);
// The bill's own line items of level->cell, by `gavel cost lines` in a child. ERR_INTERRUPTED when
// a key waits; ERR_INCOMPLETE when a part is gone or has changed.
bool cost_load_lines(struct cost_pane *pane, struct cost_level *level, struct err *err);
bool cost_load(void *state, struct err *err); // of the shown level, and the burn
void cost_paint(void *state, struct area area);
void cost_address(const void *state, struct str *out);
enum role cost_facts(const void *state, struct str *out);
// Daily cost, and the month to date against the month before, side by side.
void cost_paint_charts(const struct burn *burn, struct area area);

#endif
