#include "plugins/sdk/parquet.h"

#include "base/arena.h"
#include "base/vec.h"
#include "plugins/sdk/duck.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER_ROW = 1 };

// What one open file is, behind what is shown of it.
struct reading {
	struct parquet shown; // first: the caller holds a pointer to it
	struct duck *duck;
	const char *name;
	char path[40];	     // of the descriptor
	struct slice *asked; // the columns' names in SQL
	size_t *picked;
	size_t picked_count;
	int64_t last; // records there are when the running query has ended
	struct str sql, record;
	struct arena texts;
};

// ---- The columns ----

static bool is_nested(struct slice type)
{
	static const char *const NESTED[] = {"STRUCT(", "MAP(", "UNION("};
	for (size_t i = 0; i < sizeof NESTED / sizeof *NESTED; i++)
		if (slice_starts(type, NESTED[i]))
			return true;
	return slice_ends(type, "]");
}

// The engine names the file by its descriptor; people know it by name.
static bool damaged(const struct reading *r, struct err *err)
{
	const char *path;
	while ((path = strstr(err->text, r->path))) {
		struct err plain = *err;
		size_t before = (size_t)(path - err->text);
		err_set(err, plain.code, "%.*sthe file%s", (int)before, plain.text,
			plain.text + before + strlen(r->path));
	}
	return err_wrap(err, "%s: DuckDB cannot read it", r->name);
}

static struct slice keep(struct reading *r, struct slice text)
{
	return (struct slice){arena_slice(&r->texts, text), text.len};
}

static int64_t number(struct slice text)
{
	char *copy = mem_slice(text);
	int64_t value = strtoll(copy, NULL, 10);
	free(copy);
	return value;
}

// The engine's names and types of the columns. It tells names apart that differ in case only, or
// not at all, by a number behind them: so it must be asked by these, but they are not the file's.
static bool read_columns(struct reading *r, struct err *err)
{
	const struct slice *cells;
	vec(struct slice) names = {0};
	vec(struct parquet_column) columns = {0};
	bool more = false;
	str_clear(&r->sql);
	str_addf(&r->sql,
		 "SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet('%s', "
		 "binary_as_string = true, hive_partitioning = false))",
		 r->path);
	bool done = duck_query(r->duck, r->sql.at, err);
	while (done && (done = duck_next(r->duck, &cells, &more, err)) && more) {
		*vec_push(&names) = keep(r, cells[0]);
		*vec_push(&columns) = (struct parquet_column){
			.binary = slice_is(cells[1], "DOUBLE") || slice_is(cells[1], "FLOAT"),
			.nested = is_nested(cells[1])};
	}
	r->asked = names.at;
	r->shown.columns = columns.at;
	r->shown.count = names.len;
	return done;
}

// The names as they stand in the file: the schema is a tree, each node before its children.
static bool read_names(struct reading *r, struct err *err)
{
	const struct slice *cells;
	bool more = false, root = true;
	int64_t below = 0; // nodes to come that lie below the last column
	size_t count = 0;
	r->shown.header = mem_alloc((r->shown.count + 1) * sizeof *r->shown.header);
	str_clear(&r->sql);
	str_addf(&r->sql,
		 "SELECT name, CAST(coalesce(num_children, 0) AS VARCHAR) FROM "
		 "parquet_schema('%s')",
		 r->path);
	bool done = duck_query(r->duck, r->sql.at, err);
	while (done && (done = duck_next(r->duck, &cells, &more, err)) && more) {
		if (!root && !below && count < r->shown.count)
			r->shown.header[count] = keep(r, cells[0]);
		count += !root && !below;
		below = root ? 0 : below - (below > 0) + number(cells[1]);
		root = false;
	}
	return done && (count == r->shown.count ||
			err_set(err, ERR_INVALID, "its schema names %zu columns, %zu were found",
				count, r->shown.count));
}

static bool count_rows(struct reading *r, struct err *err)
{
	const struct slice *cells;
	bool more;
	str_clear(&r->sql);
	str_addf(&r->sql, "SELECT CAST(num_rows AS VARCHAR) FROM parquet_file_metadata('%s')",
		 r->path);
	if (!duck_query(r->duck, r->sql.at, err) || !duck_next(r->duck, &cells, &more, err))
		return false;
	r->shown.rows = more ? number(cells[0]) : 0;
	return true;
}

bool parquet_open(int fd, const char *shown, const char *library, struct parquet **out,
		  struct err *err)
{
	struct str footer = {0};
	struct reading *r = mem_alloc(sizeof *r);
	*out = &r->shown;
	r->name = shown;
	snprintf(r->path, sizeof r->path, "/proc/self/fd/%d", fd);
	bool done =
		(parquet_footer(fd, &footer, err) && duck_open(library, r->path, &r->duck, err)) ||
		err_wrap(err, "%s", shown);
	if (done)
		done = (read_columns(r, err) && read_names(r, err) && count_rows(r, err)) ||
		       damaged(r, err);
	str_fini(&footer);
	r->shown.cells = mem_alloc((r->shown.count + 1) * sizeof *r->shown.cells);
	r->picked = mem_alloc((r->shown.count + 1) * sizeof *r->picked);
	if (!done) {
		parquet_close(*out);
		*out = NULL;
	}
	return done;
}

void parquet_close(struct parquet *parquet)
{
	struct reading *r = (struct reading *)parquet;
	if (!r)
		return;
	duck_close(r->duck);
	str_fini(&r->sql);
	str_fini(&r->record);
	arena_fini(&r->texts);
	free(r->picked);
	free(r->asked);
	free(parquet->header);
	free(parquet->columns);
	free(parquet->cells);
	free(r);
}

// ---- The records ----

static void add_expression(struct str *sql, struct slice name, const struct parquet_column *column)
{
	str_add_text(sql, column->nested ? "CAST(to_json(\"" : "CAST(\"");
	for (size_t i = 0; i < name.len; i++) {
		str_add_char(sql, name.at[i]);
		if (name.at[i] == '"')
			str_add_char(sql, '"');
	}
	str_add_text(sql, column->nested ? "\") AS VARCHAR)" : "\" AS VARCHAR)");
}

bool parquet_select(struct parquet *parquet, const bool *wanted, int64_t from_row, struct err *err)
{
	struct reading *r = (struct reading *)parquet;
	int64_t skipped = from_row > HEADER_ROW + 1 ? from_row - HEADER_ROW - 1 : 0;
	str_clear(&r->sql);
	str_add_text(&r->sql, "SELECT ");
	r->picked_count = 0;
	for (size_t i = 0; i < parquet->count; i++) {
		if (wanted && !wanted[i])
			continue;
		str_add_text(&r->sql, r->picked_count ? ", " : "");
		add_expression(&r->sql, r->asked[i], &parquet->columns[i]);
		r->picked[r->picked_count++] = i;
	}
	if (!r->picked_count)
		return err_set(err, ERR_INVALID, "%s: no column is wanted", r->name);
	str_addf(&r->sql,
		 " FROM read_parquet('%s', binary_as_string = true, hive_partitioning = false)"
		 " OFFSET %lld",
		 r->path, (long long)skipped);
	parquet->row = HEADER_ROW + skipped;
	r->last = parquet->rows > skipped ? parquet->rows : skipped;
	memset(parquet->cells, 0, parquet->count * sizeof *parquet->cells);
	return duck_query(r->duck, r->sql.at, err) || damaged(r, err);
}

static void take_cells(struct reading *r, const struct slice *cells)
{
	size_t len = 0;
	for (size_t i = 0; i < r->picked_count; i++)
		len += cells[i].len + 1;
	str_clear(&r->record);
	str_reserve(&r->record, len);
	char *to = r->record.at;
	for (size_t i = 0; i < r->picked_count; i++) {
		r->shown.cells[r->picked[i]] = cells[i];
		if (i)
			*to++ = ',';
		if (cells[i].len)
			memcpy(to, cells[i].at, cells[i].len);
		to += cells[i].len;
	}
	r->shown.record = (struct slice){r->record.at, (size_t)(to - r->record.at)};
}

bool parquet_next(struct parquet *parquet, bool *more, struct err *err)
{
	struct reading *r = (struct reading *)parquet;
	const struct slice *cells;
	if (!duck_next(r->duck, &cells, more, err))
		return damaged(r, err);
	if (*more) {
		parquet->row++;
		take_cells(r, cells);
		return true;
	}
	if (parquet->row - HEADER_ROW == r->last)
		return true;
	return err_set(err, ERR_INVALID, "%s: its footer promises %lld rows, %lld were there",
		       r->name, (long long)r->last, (long long)(parquet->row - HEADER_ROW));
}
