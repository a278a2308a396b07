// Results as text tables: one place for how money, times and absence look to people.
//
// Text is rounded for reading and safe for a terminal; exact text is in view/export.h.
#ifndef GAVEL_VIEW_FORMAT_H
#define GAVEL_VIEW_FORMAT_H

#include "view/view.h"

void format_table(const struct session *session, const struct result *result, struct str *out);
// One cell of CSV (RFC 4180).
void format_cell_csv(struct slice text, struct str *out);
// One value as tables show it: rounded, absence in words, nothing a terminal could act on.
void format_value(const struct session *session, const struct result_column *column,
		  const struct value *value, struct str *out);
bool format_is_number(const struct column *column); // stands to the right

#endif
