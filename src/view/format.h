// Results as text tables, JSON and CSV: one place for how money, times and absence look.
//
// Text is rounded for reading and safe for a terminal; JSON and CSV carry exact text.
#ifndef GAVEL_VIEW_FORMAT_H
#define GAVEL_VIEW_FORMAT_H

#include "view/view.h"

void format_table(const struct session *session, const struct result *result, struct str *out);
// {"schema":"gavel.VIEW/1","address":…,"rows":[…],"more":…}; decimals as text, absent as null.
void format_json(const struct view *view, const struct select *select, const struct result *result,
		 struct str *out);
void format_csv(const struct result *result, struct str *out); // RFC 4180, with a header
// SQL results of `gavel sql`: the same looks without column kinds come from format_cell_csv.
void format_cell_csv(struct slice text, struct str *out);
// One value as tables show it: rounded, absence in words, nothing a terminal could act on.
void format_value(const struct session *session, const struct result_column *column,
		  const struct value *value, struct str *out);
bool format_is_number(const struct column *column); // stands to the right

#endif
