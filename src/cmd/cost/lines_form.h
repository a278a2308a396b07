// Line items as a table, as CSV and as JSON, with the check behind them. Private to cmd/cost.
//
// A table needs the widths of all its rows and is written last; CSV and JSON go out as they come.
#ifndef GAVEL_CMD_COST_LINES_FORM_H
#define GAVEL_CMD_COST_LINES_FORM_H

#include "base/json.h"
#include "cmd/command.h"
#include "collect/lines/lines.h"
#include "view/view.h"

// Zero-initialised but for invocation, csv and json.to.
struct lines_form {
	struct invocation *invocation;
	bool csv, lost; // lost: nobody reads any more
	struct json_out json;
	struct value *values; // of the table, row-major
	size_t value_count, value_room;
	struct arena arena; // of the table's values
};

// address: the cells' own, for JSON.
void lines_form_begin(struct lines_form *form, const char *address);
// False when nobody reads any more.
bool lines_form_line(struct lines_form *form, const struct line_item *item);
void lines_form_end(struct lines_form *form, const struct lines_report *report);
void lines_form_fini(struct lines_form *form);

#endif
