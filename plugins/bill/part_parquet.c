#include "plugins/bill/part.h"

#include "plugins/bill/reader.h"
#include "plugins/bill/rows.h"
#include "plugins/sdk/input.h"
#include "plugins/sdk/parquet.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PROGRESS_ROWS = 1 << 17 };

// ---- The file ----

bool part_is_parquet(const struct plug_request *request, const char *name)
{
	struct err ignored;
	if (slice_ends(slice_of(name), ".parquet"))
		return true;
	int fd = input_open(request, name, &ignored);
	bool found = fd >= 0 && parquet_is(fd);
	if (fd >= 0)
		close(fd);
	return found;
}

static bool same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

// The digest is taken in a pass of its own: whoever writes meanwhile must not go unnoticed.
static bool is_unchanged(int fd, const struct stat *before, const char *name, struct err *err)
{
	struct stat now;
	if (fstat(fd, &now) < 0)
		return err_errno(err, "%s", name);
	return (now.st_size == before->st_size && same_time(now.st_mtim, before->st_mtim) &&
		same_time(now.st_ctim, before->st_ctim)) ||
	       err_set(err, ERR_INCOMPLETE, "%s: was changed while it was read", name);
}

// ---- Into the engine ----

// Asks for the columns that are used as `least` or more, from this row on; notes amounts that were
// stored in binary.
static bool select_columns(struct bill *bill, struct parquet *parquet, enum bill_use least,
			   int64_t from_row, struct err *err)
{
	bool *wanted = mem_alloc((parquet->count + 1) * sizeof *wanted);
	for (size_t i = 0; i < parquet->count; i++) {
		enum bill_use use = bill_column_use(bill, i);
		wanted[i] = use >= least;
		if (use == BILL_AMOUNT && parquet->columns[i].binary)
			bill_mark_inexact(bill);
	}
	bool done = parquet_select(parquet, wanted, from_row, err);
	free(wanted);
	return done;
}

static void tell_progress(const struct part *part, const struct plug_file *file,
			  const struct parquet *parquet)
{
	double share = parquet->rows ? (double)parquet->row / (double)parquet->rows : 1;
	plug_progress(part->out, part->done + (int64_t)((double)file->bytes * share), part->total);
}

static bool read_rows(struct part *part, const struct plug_file *file, struct parquet *parquet,
		      struct err *err)
{
	bool more;
	if (!bill_begin_part(part->bill, parquet->header, parquet->count, part->out->inputs + 1,
			     err))
		return err_wrap(err, "%s", file->name);
	if (!select_columns(part->bill, parquet, BILL_SUBJECT, 0, err))
		return false;
	while (parquet_next(parquet, &more, err)) {
		if (!more)
			return true;
		bill_row(part->bill, &(struct bill_line){.cells = parquet->cells,
							 .count = parquet->count,
							 .row = parquet->row,
							 .record = parquet->record});
		if (parquet->row % PROGRESS_ROWS == 0)
			tell_progress(part, file, parquet);
	}
	return false;
}

static const char *library_of(const struct plug_request *request)
{
	return json_string_value(json_object_get(request->config, "duckdb"));
}

bool part_read_parquet(struct part *part, const struct plug_file *file, char hex[DIGEST_HEX],
		       struct err *err)
{
	struct parquet *parquet = NULL;
	struct stat before;
	int64_t bytes = 0;
	int fd = input_open(part->request, file->name, err);
	if (fd < 0)
		return false;
	bool done = fstat(fd, &before) == 0 || err_errno(err, "%s", file->name);
	done = done && parquet_open(fd, file->name, library_of(part->request), &parquet, err) &&
	       read_rows(part, file, parquet, err) && digest_fd(fd, hex, &bytes, err) &&
	       is_unchanged(fd, &before, file->name, err);
	done = done && part_announce(part, file, bytes, hex, err);
	parquet_close(parquet);
	close(fd);
	return done;
}

bool part_first_cell(const struct plug_request *request, const char *name, struct str *out,
		     struct err *err)
{
	struct parquet *parquet = NULL;
	bool more = false;
	int fd = input_open(request, name, err);
	bool done = fd >= 0 && parquet_open(fd, name, library_of(request), &parquet, err) &&
		    parquet_select(parquet, NULL, 0, err) && parquet_next(parquet, &more, err);
	if (done && more)
		str_add_slice(out, parquet->cells[0]);
	parquet_close(parquet);
	if (fd >= 0)
		close(fd);
	return done;
}

// ---- Rows again ----

static bool take_rows(struct rows *rows, struct parquet *parquet, struct err *err)
{
	bool more;
	if (!rows_begin(rows, parquet->header, parquet->count, err) ||
	    !select_columns(rows_bill(rows), parquet,
			    rows_are_brief(rows) ? BILL_SHOWN : BILL_UNUSED, rows_first(rows), err))
		return false;
	while (parquet_next(parquet, &more, err))
		if (!more || !rows_take(rows, parquet->cells, parquet->count, parquet->row))
			return true;
	return false;
}

bool part_rows_parquet(struct rows *rows, const struct plug_request *request, const char *name,
		       struct err *err)
{
	struct parquet *parquet = NULL;
	int fd = input_open(request, name, err);
	bool done = fd >= 0 && parquet_open(fd, name, library_of(request), &parquet, err) &&
		    take_rows(rows, parquet, err);
	parquet_close(parquet);
	if (fd >= 0)
		close(fd);
	return done;
}

// ---- Detection ----

bool reader_is_parquet(const struct plug_request *request, struct slice head)
{
	const char *name = json_string_value(json_object_get(request->whole, "name"));
	return slice_starts(head, "PAR1") || slice_starts(head, "PARE") ||
	       (!json_is_true(json_object_get(request->whole, "folder")) &&
		slice_ends(slice_of(name), ".parquet"));
}

// Thrift's compact protocol writes a text behind its length: one byte for the names we look for.
static bool has_name(struct slice footer, const char *name)
{
	size_t len = strlen(name);
	const char *at = footer.at, *end = footer.at + footer.len;
	while (at && at < end && (at = memmem(at, (size_t)(end - at), name, len))) {
		if (at > footer.at && at[-1] == (char)len)
			return true;
		at++;
	}
	return false;
}

int reader_count_parquet(const struct plug_request *request, const char *const *names, size_t count)
{
	struct str footer = {0};
	struct err ignored;
	int found = -1;
	if (request->fd >= 0 && parquet_footer(request->fd, &footer, &ignored)) {
		found = 0;
		for (size_t i = 0; i < count; i++)
			found += has_name(str_slice(&footer), names[i]);
	}
	str_fini(&footer);
	return found;
}
