#include "plugins/sdk/parquet.h"

#include "base/arena.h"
#include "base/vec.h"
#include "plugins/sdk/duck.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAGIC = 4, TAIL = 8, FOOTER_MAX = 64 * 1024 * 1024, HEADER_ROW = 1 };

// What one open file is, behind what is shown of it.
struct reading {
	struct parquet shown; // first: the caller holds a pointer to it
	struct duck *duck;
	const char *name;
	char path[40]; // of the descriptor
	size_t *picked;
	size_t picked_count;
	int64_t limit; // rows that the running query must give
	struct str sql, record;
	struct arena texts;
};

// ---- The file's shape ----

static bool read_at(int fd, char *bytes, size_t len, off_t offset)
{
	ssize_t got;
	while (len && (got = pread(fd, bytes, len, offset)) != 0) {
		if (got < 0 && errno != EINTR)
			return false;
		if (got < 0)
			continue;
		bytes += got;
		len -= (size_t)got;
		offset += got;
	}
	return len == 0;
}

static bool is_magic(const char *bytes)
{
	return memcmp(bytes, "PAR1", MAGIC) == 0 || memcmp(bytes, "PARE", MAGIC) == 0;
}

bool parquet_is(int fd)
{
	char magic[MAGIC];
	return read_at(fd, magic, MAGIC, 0) && is_magic(magic);
}

static bool check_ends(const char *head, const char *tail, struct err *err)
{
	if (!is_magic(head))
		return err_set(err, ERR_INVALID, "not a Parquet file: it does not begin with PAR1");
	if (!is_magic(tail + TAIL - MAGIC))
		return err_set(err, ERR_INVALID, "cut short: it does not end with PAR1");
	if (tail[TAIL - 1] == 'E')
		return err_set(err, ERR_INVALID,
			       "its Parquet footer is encrypted; deliver it unencrypted");
	return true;
}

bool parquet_footer(int fd, struct str *out, struct err *err)
{
	struct stat s;
	char head[MAGIC];
	unsigned char tail[TAIL];
	if (fstat(fd, &s) < 0)
		return err_errno(err, "Parquet");
	if (s.st_size < MAGIC + TAIL)
		return err_set(err, ERR_INVALID,
			       s.st_size ? "too short for a Parquet file" : "empty");
	if (!read_at(fd, head, MAGIC, 0) || !read_at(fd, (char *)tail, TAIL, s.st_size - TAIL))
		return err_set(err, ERR_IO, "cannot be read");
	if (!check_ends(head, (const char *)tail, err))
		return false;
	size_t len = tail[0] | (size_t)tail[1] << 8 | (size_t)tail[2] << 16 | (size_t)tail[3] << 24;
	if (len > FOOTER_MAX || (off_t)len > s.st_size - MAGIC - TAIL)
		return err_set(err, ERR_INVALID, "damaged: a Parquet footer of %zu bytes", len);
	str_reserve(out, len + 1);
	if (!read_at(fd, out->at + out->len, len, s.st_size - TAIL - (off_t)len))
		return err_set(err, ERR_IO, "cannot be read");
	out->len += len;
	return true;
}

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
	return err_wrap(err, "%s: damaged, or Parquet of a kind that is not read", r->name);
}

static bool read_columns(struct reading *r, struct err *err)
{
	vec(struct slice) names = {0};
	vec(struct parquet_column) columns = {0};
	const struct slice *cells;
	bool more = false;
	str_clear(&r->sql);
	str_addf(&r->sql,
		 "SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet('%s', "
		 "binary_as_string = true, hive_partitioning = false))",
		 r->path);
	bool done = duck_query(r->duck, r->sql.at, err);
	while (done && (done = duck_next(r->duck, &cells, &more, err)) && more) {
		const char *name = arena_slice(&r->texts, cells[0]);
		*vec_push(&names) = (struct slice){name, cells[0].len};
		*vec_push(&columns) = (struct parquet_column){
			.binary = slice_is(cells[1], "DOUBLE") || slice_is(cells[1], "FLOAT"),
			.nested = is_nested(cells[1])};
	}
	r->shown.header = names.at;
	r->shown.columns = columns.at;
	r->shown.count = names.len;
	r->shown.cells = mem_alloc((names.len + 1) * sizeof *r->shown.cells);
	r->picked = mem_alloc((names.len + 1) * sizeof *r->picked);
	return done;
}

static bool count_rows(struct reading *r, struct err *err)
{
	const struct slice *cells;
	bool more;
	str_clear(&r->sql);
	str_addf(&r->sql, "SELECT CAST(count(*) AS VARCHAR) FROM read_parquet('%s')", r->path);
	if (!duck_query(r->duck, r->sql.at, err) || !duck_next(r->duck, &cells, &more, err))
		return false;
	char *text = more ? mem_slice(cells[0]) : mem_text("0");
	r->shown.rows = strtoll(text, NULL, 10);
	free(text);
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
		done = (read_columns(r, err) && count_rows(r, err)) || damaged(r, err);
	str_fini(&footer);
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
		add_expression(&r->sql, parquet->header[i], &parquet->columns[i]);
		r->picked[r->picked_count++] = i;
	}
	if (!r->picked_count)
		return err_set(err, ERR_INVALID, "%s: no column is wanted", r->name);
	str_addf(&r->sql,
		 " FROM read_parquet('%s', binary_as_string = true, hive_partitioning = false)"
		 " OFFSET %lld",
		 r->path, (long long)skipped);
	parquet->row = HEADER_ROW + skipped;
	r->limit = parquet->rows;
	memset(parquet->cells, 0, parquet->count * sizeof *parquet->cells);
	return duck_query(r->duck, r->sql.at, err) || damaged(r, err);
}

static void take_cells(struct reading *r, const struct slice *cells)
{
	str_clear(&r->record);
	for (size_t i = 0; i < r->picked_count; i++) {
		r->shown.cells[r->picked[i]] = cells[i];
		if (i)
			str_add_char(&r->record, ',');
		str_add_slice(&r->record, cells[i]);
	}
	r->shown.record = str_slice(&r->record);
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
	if (parquet->row - HEADER_ROW >= r->limit)
		return true;
	return err_set(err, ERR_INVALID, "%s: its footer promises %lld rows, %lld were there",
		       r->name, (long long)r->limit, (long long)(parquet->row - HEADER_ROW));
}
