#include "collect/lines/work.h"

#include "collect/stream/notes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// A collector names at most 60 ranges of a cell: one with so many may have more.
enum { RANGES_TOLD = 60, FIRST_ROW = 2 };

// The columns of the relation that are used, texts of the cell's key last.
enum place {
	RUN,
	ROWS,
	START,
	STOP,
	LINES,
	UNBLENDED,
	AMORTIZED,
	CURRENCY,
	KEYS, // from here on
};
static const char *const COLUMNS[WORK_COLUMNS] = {
	[RUN] = "run",
	[ROWS] = "rows",
	[START] = "start",
	[STOP] = "stop",
	[LINES] = "line_items",
	[UNBLENDED] = "unblended",
	[AMORTIZED] = "amortized",
	[CURRENCY] = "currency",
	[KEYS] = "account",
	"service",
	"region",
	"line_type",
	"usage_type",
	"operation",
	"resource",
	"tags",
	"unit",
	"product",
	"entity",
};

static const struct value *value_of(const struct work *work, size_t row, enum place place)
{
	return &work->cells.values[row * work->cells.column_count + work->columns[place]];
}

// ---- The cells ----

static void find_columns(struct work *work)
{
	for (size_t i = 0; i < WORK_COLUMNS && COLUMNS[i]; i++) {
		size_t at = 0;
		while (at < work->cells.column_count &&
		       strcmp(work->cells.columns[at].name, COLUMNS[i]) != 0)
			at++;
		assert(at < work->cells.column_count);
		work->columns[i] = at;
	}
}

static bool is_busy(void *context)
{
	const struct lines_options *options = ((struct work *)context)->options;
	return options->keep_going && !options->keep_going(options->context);
}

static bool read_cells(struct work *work, const struct select *cells, struct err *err)
{
	struct cache *cache;
	struct select all = *cells;
	all.limit = all.offset = 0;
	if (!session_cache(work->session, &cache, err))
		return false;
	cache_on_busy(cache, is_busy, work);
	bool ok = view_run(work->session, &all, &work->arena, &work->cells, err);
	cache_on_busy(cache, NULL, NULL);
	if (ok && !work->cells.row_count)
		return err_set(err, ERR_NOT_FOUND, "no cost matches");
	return ok;
}

// ---- Sums ----

static struct lines_sum *sum_of(struct work *work, const char *currency)
{
	currency = currency ? currency : "";
	for (size_t i = 0; i < work->sums.len; i++)
		if (!strcmp(work->sums.at[i].currency, currency))
			return &work->sums.at[i];
	struct lines_sum *sum = vec_push(&work->sums);
	*sum = (struct lines_sum){.currency = arena_text(&work->report->arena, currency)};
	return sum;
}

static void add_amount(struct decimal *sum, const char *text)
{
	struct decimal amount;
	if (text && decimal_read(text, strlen(text), &amount))
		decimal_add(sum, &amount);
}

void work_add_line(struct work *work, const struct line_item *item)
{
	struct lines_sum *sum = sum_of(work, item->currency);
	sum->lines++;
	add_amount(&sum->unblended, item->unblended);
	add_amount(&sum->amortized, item->amortized);
}

static void add_shown(struct work *work, size_t row)
{
	struct lines_sum *sum = sum_of(work, value_of(work, row, CURRENCY)->text);
	sum->shown_lines += value_of(work, row, LINES)->integer;
	add_amount(&sum->shown_unblended, value_of(work, row, UNBLENDED)->text);
	add_amount(&sum->shown_amortized, value_of(work, row, AMORTIZED)->text);
}

// ---- Inputs ----

static struct slice column(sqlite3_stmt *row, int at)
{
	const char *text = (const char *)sqlite3_column_text(row, at);
	return (struct slice){text, text ? (size_t)sqlite3_column_bytes(row, at) : 0};
}

// The inputs of a run, once.
static void load_sources(struct work *work, int64_t run)
{
	for (size_t i = 0; i < work->sources.len; i++)
		if (work->sources.at[i].run == run)
			return;
	struct sql_value values[] = {SQL_I(run)};
	sqlite3_stmt *row = cache_statement(work->session->cache, "lines_inputs", values, 1);
	while (row && sqlite3_step(row) == SQLITE_ROW)
		*vec_push(&work->sources) = (struct work_source){
			run,
			sqlite3_column_int64(row, 0),
			arena_slice(&work->arena, column(row, 1)),
			arena_slice(&work->arena, column(row, 2)),
			arena_slice(&work->arena, column(row, 3)),
			arena_slice(&work->arena, column(row, 4)),
		};
	if (row)
		cache_statement_done(row);
}

const struct work_source *work_source(const struct work *work, int64_t run, int64_t input)
{
	for (size_t i = 0; i < work->sources.len; i++)
		if (work->sources.at[i].run == run && work->sources.at[i].input == input)
			return &work->sources.at[i];
	return NULL;
}

struct lines_input *work_begin_input(struct work *work, const struct range *range)
{
	const struct work_source *source = work_source(work, range->run, range->input);
	struct str path = {0};
	if (source)
		uri_add_path(source->uri, &path);
	struct lines_input *input = vec_push(&work->inputs);
	*input = (struct lines_input){.file = arena_slice(&work->report->arena, str_slice(&path)),
				      .run = range->run,
				      .input = range->input};
	str_fini(&path);
	return input;
}

// ---- Ranges ----

static void add_everywhere(struct work *work, size_t cell, int64_t run)
{
	for (size_t i = 0; i < work->sources.len; i++)
		if (work->sources.at[i].run == run)
			*vec_push(&work->ranges) = (struct range){run, work->sources.at[i].input,
								  FIRST_ROW, INT64_MAX / 2, cell};
}

// "1:5-9,2:1-3". A cell whose rows are not all named is looked for in every input of its run.
static void add_ranges(struct work *work, size_t cell)
{
	int64_t run = value_of(work, cell, RUN)->integer;
	const char *at = value_of(work, cell, ROWS)->text;
	size_t before = work->ranges.len;
	load_sources(work, run);
	while (at && *at) {
		struct range range = {.run = run, .cell = cell};
		char *end;
		range.input = strtoll(at, &end, 10);
		range.first = *end == ':' ? strtoll(end + 1, &end, 10) : 0;
		range.last = *end == '-' ? strtoll(end + 1, &end, 10) : 0;
		*vec_push(&work->ranges) = range;
		at = *end == ',' ? end + 1 : NULL;
	}
	size_t count = work->ranges.len - before;
	if (count && count < RANGES_TOLD)
		return;
	work->ranges.len = before;
	add_everywhere(work, cell, run);
}

static int compare_ranges(const void *a, const void *b)
{
	const struct range *x = a, *y = b;
	if (x->run != y->run)
		return x->run < y->run ? -1 : 1;
	if (x->input != y->input)
		return x->input < y->input ? -1 : 1;
	return x->cell < y->cell ? -1 : x->cell > y->cell;
}

void work_write_cell(const struct work *work, const struct range *range, struct json_out *json)
{
	json_open_map(json, NULL);
	json_int(json, "first", range->first);
	json_int(json, "last", range->last);
	json_int(json, "from", value_of(work, range->cell, START)->integer);
	json_int(json, "to", value_of(work, range->cell, STOP)->integer);
	for (size_t i = CURRENCY; i < WORK_COLUMNS && COLUMNS[i]; i++) {
		const char *text = value_of(work, range->cell, (enum place)i)->text;
		if (text)
			json_text(json, COLUMNS[i], text);
	}
	json_close_map(json);
}

// ---- From the choice to the report ----

bool work_choose(struct work *work, const struct select *cells, struct err *err)
{
	if (!read_cells(work, cells, err))
		return false;
	find_columns(work);
	work->report->cells = (int64_t)work->cells.row_count;
	for (size_t i = 0; i < work->cells.row_count; i++) {
		add_shown(work, i);
		add_ranges(work, i);
	}
	if (work->ranges.len)
		qsort(work->ranges.at, work->ranges.len, sizeof *work->ranges.at, compare_ranges);
	return true;
}

static void *keep(struct arena *arena, const void *at, size_t bytes)
{
	void *copy = arena_alloc(arena, bytes + 1);
	if (bytes)
		memcpy(copy, at, bytes);
	return copy;
}

void work_end(struct work *work)
{
	struct lines_report *report = work->report;
	report->input_count = work->inputs.len;
	report->inputs =
		keep(&report->arena, work->inputs.at, work->inputs.len * sizeof *work->inputs.at);
	report->sum_count = work->sums.len;
	report->sums = keep(&report->arena, work->sums.at, work->sums.len * sizeof *work->sums.at);
	vec_fini(&work->inputs);
	vec_fini(&work->sums);
	vec_fini(&work->ranges);
	vec_fini(&work->sources);
	arena_fini(&work->arena);
}
