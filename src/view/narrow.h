// One select made from another: fewer filters, one more, another grouping.
#ifndef GAVEL_VIEW_NARROW_H
#define GAVEL_VIEW_NARROW_H

#include "store/select.h"

// The filters of `from` without those on some columns (names, NULL-ended); nothing else of it.
struct select narrow_without(const struct select *from, const char *const *columns);
void narrow_group(struct select *select, const char *dimension);
// Holds a column (of the select's relation) to one value; false when there are too many filters.
bool narrow_hold(struct select *select, const char *column, const char *value, struct arena *arena);
// Holds the select of a grouping to one of its rows, without what shapes it but `spread`; false
// when there are too many conditions.
bool narrow_to_row(const struct select *from, const struct result *result, size_t row,
		   struct arena *arena, struct select *out);
// The same conditions on the columns of another relation, where they carry the same names; false
// when one has no such column there.
bool narrow_onto(const struct select *from, const struct relation *relation, struct select *out);
// The single value that a column is held to, as the column holds it (a day in unix seconds); or
// NULL.
const char *narrow_held(const struct select *select, const char *column);

#endif
