// A sheet: the rows of a view on the screen, and all that can be done with any rows whatever they
// are: moving, sorting, filtering, choosing columns, marking, telling where a row comes from.
//
// Panes hold sheets and say what they add. The selection and the marks are of rows, not of places:
// they stay through sorting, filtering and reading again. Must not: know a pane or a terminal.
#ifndef GAVEL_UI_SHEET_SHEET_H
#define GAVEL_UI_SHEET_SHEET_H

#include "base/vec.h"
#include "ui/action.h"
#include "ui/list.h"
#include "ui/sheet/layout.h"
#include "ui/table.h"
#include "view/view.h"

// Rows that are held at once: a window on all that match, which moves when a person leaves it.
enum { SHEET_ROWS = 1000, SHEET_STAYS = -1 };

// What a load replaces.
struct rows {
	struct arena arena;
	struct arena borrowed;
	struct select select; // what was asked
	struct result result;
	struct table table;
	struct view_count count; // of the rows that match; filled by panes that show it
	struct view_age age;	 // of the data
	int index_percent;	 // of the texts that it looks for (view/text_index.h)
};
void rows_fini(struct rows *rows);

struct sheet {
	struct session *session;
	const struct view *view; // NULL: rows of no view, `fixed` says what they are
	const char *fixed;
	struct layout *layout; // the columns as chosen, shared by all sheets of the view; or NULL
	struct arena keep;     // of the select
	struct select select;  // what is shown; its offset is where the window begins
	int64_t turn_to;       // the row of the next window to select; SHEET_STAYS: the same row
	bool filtered;	       // by hand: no longer what a row was opened for
	bool ready;	       // was loaded once
	struct rows rows;
	vec(char *) marks;  // identities of marked rows
	struct rows before; // kept while a filter is typed
	struct select select_before;
	bool keeping;
};

// Takes over the memory of the select.
void sheet_open(struct sheet *sheet, struct session *session, const struct view *view,
		const struct select *select, struct arena *keep);
void sheet_close(struct sheet *sheet);
void sheet_address(const struct sheet *sheet, struct str *out);

// Runs a select; what it borrows may be in next->arena already. `next` is empty when it fails.
bool sheet_query(struct sheet *sheet, const struct select *select, struct rows *next,
		 struct err *err);
// The same on the window that the selected row is in now, wherever sorting put it.
bool sheet_query_window(struct sheet *sheet, const struct select *select, struct rows *next,
			struct err *err);
void sheet_fill(const struct sheet *sheet, struct rows *next); // every column as it is
// Shows what was loaded; selection and marks stay with their rows.
void sheet_take(struct sheet *sheet, struct rows *next);
bool sheet_load(struct sheet *sheet, struct err *err); // all three

// While a filter is typed: what was shown before is kept, and comes back at once.
void sheet_keep(struct sheet *sheet);
void sheet_forget(struct sheet *sheet);
void sheet_restore(struct sheet *sheet);

// The text of a column of the selected row; NULL when there is none.
const char *sheet_value(const struct sheet *sheet, const char *column);

// ---- Actions ----

// Is it about the rows, so that every sheet does it?
bool sheet_does(enum action action);
const char *sheet_refusal(const struct sheet *sheet, enum action action);
// Whether a row comes behind the selected one, or before it.
bool sheet_has_next(const struct sheet *sheet);
bool sheet_has_previous(const struct sheet *sheet);
// True when `load` must run again: another window is wanted.
bool sheet_act(struct sheet *sheet, enum action action);
// The lists behind `s` and `C`.
bool sheet_list(struct sheet *sheet, enum action action, struct list *out);
// True when `load` must run again.
bool sheet_choose(struct sheet *sheet, enum action action, const struct list_item *item);

void sheet_rewind(struct sheet *sheet); // other rows are asked for: from the first window on
void sheet_mark(struct sheet *sheet);	// the selected row, or no more
void sheet_mark_all(struct sheet *sheet);
void sheet_unmark(struct sheet *sheet);
void sheet_show_marks(struct sheet *sheet); // in the table

#endif
