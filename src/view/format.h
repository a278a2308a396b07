// Values to text: one place for how money, ages, bytes and absence look on every door.
//
// Screen text is rounded for reading; JSON and CSV carry exact text. Everything returned is
// safe for a terminal (utf8_add_safe).
#ifndef GAVEL_VIEW_FORMAT_H
#define GAVEL_VIEW_FORMAT_H

#include "store/select.h"
#include "view/session.h"
#include "view/view.h"

// Display text of one value: money "1,284.10", absent dimension "(none)" or "(untagged)",
// account "perception-prod 111122223333" when a name is known, ages, bytes "1.2 GiB".
void format_value(const struct session *session, const struct result_column *column,
		  const struct value *value, struct str *out);
bool format_right_aligned(const struct column *column);
// Money rounded to cents with grouping; tiny amounts "~0.00"; n/a for NULL.
void format_money(const char *decimal, struct str *out);

// A whole result as text table, JSON document or CSV.
void format_table(const struct session *session, const struct result *result, struct str *out);
void format_json(const struct session *session, const struct view *view,
		 const struct result *result, struct str *out);
void format_csv(const struct result *result, struct str *out);

#endif
