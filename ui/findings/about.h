// What other views say of the one row that a form is of: a line a row, its columns below each
// other.
#ifndef GAVEL_UI_FINDINGS_ABOUT_H
#define GAVEL_UI_FINDINGS_ABOUT_H

#include "ui/form/form.h"

enum { ABOUT_COLUMNS = 8 };

// With `lead` the first column is not shown: it is the {} of where the line leads. What the form's
// own row says is not said again.
struct about {
	const char *label, *address, *key; // {} in the address is what the form's row has of `key`
	const char *lead;
	const char *columns[ABOUT_COLUMNS]; // up to a NULL; of the view
};

// Rows beyond fifty are a line that leads to all. Nothing where the row has no such value.
bool about_add(struct form *form, const struct about *about, const struct result *of,
	       struct err *err);

// ---- For what the form says itself ----

// The address with the value in the place of {}; NULL of NULL.
const char *about_lead(const char *address, const char *value, struct arena *arena);
// NULL where the row has no such column, or nothing in it; *at is its place.
const struct value *about_value(const struct result *result, size_t row, const char *column,
				size_t *at);

struct question {
	const char *address;
	const char *const *columns; // or NULL: all; whatever cols: says
};

bool about_query(struct form *form, struct question question, struct arena *arena,
		 struct result *out, struct err *err);

#endif
