#include "view/address/address_private.h"

#include <string.h>

// ---- by: ----

static bool add_dimension(struct reader *r, struct slice name)
{
	struct select *select = r->select;
	struct dimension d;
	if (select->by_count == SELECT_DIMENSIONS)
		return reader_refuse(r, name, "by: at most %d dimensions", SELECT_DIMENSIONS);
	if (!read_column(r, name, &d))
		return false;
	if (d.column->role != COLUMN_DIMENSION)
		return reader_refuse(r, name, "by: rows cannot be grouped by %s", d.column->name);
	select->by[select->by_count++] = d;
	return true;
}

static bool read_by(struct reader *r, struct slice list)
{
	r->select->by_count = 0;
	while (list.at) {
		struct slice name = slice_trim(raw_cut(&list, ","));
		if (name.len && !slice_is(name, "total") && !add_dimension(r, name))
			return false;
	}
	return true;
}

// ---- cols: ----

static bool read_cols(struct reader *r, struct slice list)
{
	const struct relation *relation = r->select->relation;
	bool grouped = relation->columns[0].role == COLUMN_DIMENSION;
	const char **names = arena_alloc(r->arena, (SELECT_COLUMNS + 1) * sizeof *names);
	size_t count = 0;
	while (list.at) {
		struct slice name = slice_trim(raw_cut(&list, ","));
		struct dimension d;
		if (!name.len)
			continue;
		if (!read_column(r, name, &d))
			return false;
		if (d.column->keyed || (grouped && d.column->role != COLUMN_MEASURE))
			return reader_refuse(r, name, "cols: %s is not a column by itself; see by:",
					     d.column->name);
		if (count + SELECT_DIMENSIONS + 1 == SELECT_COLUMNS)
			return reader_refuse(r, name, "cols: that is too many columns");
		names[count++] = d.column->name;
	}
	r->select->measures = count ? names : NULL;
	return true;
}

// ---- sort:, limit:, spread: ----

static bool is_in_result(const struct select *select, const struct dimension *d)
{
	if (d->column->role != COLUMN_DIMENSION)
		return d->column->role != COLUMN_HIDDEN;
	for (size_t i = 0; i < select->by_count; i++)
		if (select->by[i].column == d->column)
			return true;
	return select->relation->always && strcmp(select->relation->always, d->column->name) == 0;
}

static bool read_sort(struct reader *r, struct slice name)
{
	struct dimension d;
	bool descending = slice_starts(name, "-");
	if (descending)
		name = (struct slice){name.at + 1, name.len - 1};
	if (!read_column(r, name, &d))
		return false;
	if (!is_in_result(r->select, &d))
		return reader_refuse(r, name, "sort: %s is not among the columns shown",
				     d.column->name);
	r->select->sort = d.column;
	r->select->sort_key = d.key;
	r->select->descending = descending;
	return true;
}

static bool read_limit(struct reader *r, struct slice value)
{
	int64_t limit = 0;
	bool good = value.len > 0 && value.len <= 18;
	for (size_t i = 0; good && i < value.len; i++) {
		good = value.at[i] >= '0' && value.at[i] <= '9';
		limit = limit * 10 + value.at[i] - '0';
	}
	if (!good)
		return reader_refuse(r, value, "limit: '%.*s' is not a count", (int)value.len,
				     value.at);
	r->select->limit = limit;
	return true;
}

static bool read_spread(struct reader *r, struct slice value)
{
	r->select->spread = slice_is(value, "yes");
	return r->select->spread || slice_is(value, "no") ||
	       reader_refuse(r, value, "spread: yes or no");
}

static const struct shape SHAPES[] = {
	{"by", "what rows are grouped by; total for one row", true, read_by},
	{"cols", "which columns, in this order", false, read_cols},
	{"sort", "the column rows are sorted by, '-' before it from the highest", false, read_sort},
	{"limit", "at most so many rows", false, read_limit},
	{"spread", "yes: monthly lines are divided over the days they cover", true, read_spread},
};
enum { SHAPE_COUNT = sizeof SHAPES / sizeof *SHAPES };

const struct shape *shape_rows(size_t *count)
{
	*count = SHAPE_COUNT;
	return SHAPES;
}

const struct shape *shape_of(struct slice term, struct slice *value)
{
	*value = term;
	struct slice name = slice_cut(value, ':');
	for (size_t i = 0; value->at && i < SHAPE_COUNT; i++)
		if (slice_is(name, SHAPES[i].name))
			return &SHAPES[i];
	return NULL;
}

bool address_shape(size_t index, struct candidate *out)
{
	if (index >= SHAPE_COUNT)
		return false;
	*out = (struct candidate){SHAPES[index].name, SHAPES[index].help};
	return true;
}

// ---- One of them, of a select ----

bool address_group(struct slice list, struct arena *arena, struct select *select, struct err *err)
{
	struct reader r = {list.at, arena, select, NULL, err};
	return read_by(&r, list);
}

bool address_sort(struct slice column, struct arena *arena, struct select *select, struct err *err)
{
	struct reader r = {column.at, arena, select, NULL, err};
	return read_sort(&r, column);
}

bool address_columns(struct slice list, struct arena *arena, struct select *select, struct err *err)
{
	struct reader r = {list.at, arena, select, NULL, err};
	return read_cols(&r, list);
}
