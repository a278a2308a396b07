#include "collect/lines/lines.h"

#include "base/vec.h"
#include "collect/lines/rows.h"
#include "collect/lines/work.h"

#include <stdlib.h>
#include <string.h>

enum { CELLS_BYTES = 15 * 1024 * 1024 }; // of one request, well below what it may have

// ---- One line item ----

static const struct {
	const char *name;
	size_t offset;
} TEXTS[] = {
	{"line_type", offsetof(struct line_item, line_type)},
	{"account", offsetof(struct line_item, account)},
	{"service", offsetof(struct line_item, service)},
	{"usage_type", offsetof(struct line_item, usage_type)},
	{"operation", offsetof(struct line_item, operation)},
	{"resource", offsetof(struct line_item, resource)},
	{"description", offsetof(struct line_item, description)},
	{"currency", offsetof(struct line_item, currency)},
	{"unblended", offsetof(struct line_item, unblended)},
	{"amortized", offsetof(struct line_item, amortized)},
	{"id", offsetof(struct line_item, id)},
};

static void read_item(const struct json_record *record, struct arena *arena, struct line_item *out)
{
	out->row = json_int_or(record, "row", 0);
	out->start = json_int_or(record, "start", 0);
	for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
		const char *text = json_text_or(record, TEXTS[i].name, arena, NULL);
		memcpy((char *)out + TEXTS[i].offset, &text, sizeof text);
	}
}

static bool give(struct work *work, const struct line_item *item)
{
	int64_t limit = work->options->limit;
	if (limit && work->given == limit) {
		work->report->more = true;
		work->enough = work->options->partial;
		return !work->enough;
	}
	work->given++;
	work->stopped = !work->options->line(work->options->context, item);
	return !work->stopped;
}

static bool on_row(void *context, const struct json_record *record)
{
	struct work *work = context;
	struct arena arena = {0};
	struct line_item item = {
		.file = work->input->file, .run = work->input->run, .input = work->input->input};
	read_item(record, &arena, &item);
	bool more = give(work, &item);
	if (!work->enough) {
		work->input->lines++;
		work->report->lines++;
		work_add_line(work, &item);
	}
	arena_fini(&arena);
	return more;
}

// ---- One input ----

static bool keep_going(void *context)
{
	const struct lines_options *options = ((struct work *)context)->options;
	return !options->keep_going || options->keep_going(options->context);
}

// What the collector is asked: as many cells as a request has room for. Returns the next one.
static size_t write_cells(const struct work *work, size_t from, size_t end, struct str *out)
{
	struct json_out json = {.to = out};
	json_open_list(&json, NULL);
	for (; from < end && out->len < CELLS_BYTES; from++)
		work_write_cell(work, &work->ranges.at[from], &json);
	json_close_list(&json);
	return from;
}

static bool read_input(struct work *work, const struct work_source *source, size_t from, size_t end,
		       struct err *err)
{
	const struct lines_options *options = work->options;
	bool ok = true;
	while (ok && from < end && !work->enough && !work->stopped) {
		struct str cells = {0};
		from = write_cells(work, from, end, &cells);
		struct rows_request request = {
			.plugin = source->plugin,
			.uri = source->uri,
			.sha256 = source->sha256,
			.format = source->format,
			.cells = str_slice(&cells),
			.limit = options->partial && options->limit
					 ? options->limit - work->given + 1
					 : 0,
			.row = on_row,
			.keep_going = keep_going,
			.context = work,
		};
		ok = rows_ask(&work->session->config, &request, err);
		str_fini(&cells);
	}
	return ok;
}

// An input that cannot be read is remembered with its reason; the others are read.
static bool visit_input(struct work *work, size_t from, size_t end, struct err *err)
{
	const struct range *range = &work->ranges.at[from];
	struct err why = {0};
	work->input = work_begin_input(work, range);
	const struct work_source *source = work_source(work, range->run, range->input);
	bool ok = source ? read_input(work, source, from, end, &why)
			 : err_set(&why, ERR_CORRUPT, "run %lld has no input %lld",
				   (long long)range->run, (long long)range->input);
	if (work->stopped || (!ok && why.code == ERR_INTERRUPTED))
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	if (!ok) {
		work->input->fault = arena_text(&work->report->arena, why.text);
		work->input->gone = why.code == ERR_NOT_FOUND;
	}
	return true;
}

static bool visit_inputs(struct work *work, struct err *err)
{
	size_t end;
	for (size_t from = 0; from < work->ranges.len && !work->enough; from = end) {
		const struct range *r = &work->ranges.at[from];
		for (end = from + 1; end < work->ranges.len; end++)
			if (work->ranges.at[end].run != r->run ||
			    work->ranges.at[end].input != r->input)
				break;
		if (!visit_input(work, from, end, err))
			return false;
	}
	return true;
}

// ---- The verdict ----

bool lines_sum_holds(const struct lines_sum *sum)
{
	return sum->lines == sum->shown_lines &&
	       !decimal_compare(&sum->unblended, &sum->shown_unblended) &&
	       !decimal_compare(&sum->amortized, &sum->shown_amortized);
}

static bool all_read(const struct lines_report *report, struct err *err)
{
	size_t faults = 0;
	const char *first = NULL;
	for (size_t i = 0; i < report->input_count; i++) {
		if (!report->inputs[i].fault)
			continue;
		first = first ? first : report->inputs[i].fault;
		faults++;
	}
	return !faults || err_set(err, ERR_INCOMPLETE, "%zu of %zu inputs cannot be read again: %s",
				  faults, report->input_count, first);
}

static bool sums_hold(const struct lines_report *report, struct err *err)
{
	for (size_t i = 0; i < report->sum_count; i++)
		if (!lines_sum_holds(&report->sums[i]))
			return err_set(
				err, ERR_CHECK, "the line items do not sum to what is shown%s%s",
				*report->sums[i].currency ? " in " : "", report->sums[i].currency);
	return true;
}

bool lines_of(struct session *session, const struct select *cells,
	      const struct lines_options *options, struct lines_report *report, struct err *err)
{
	struct work work = {.session = session, .options = options, .report = report};
	bool ok = work_choose(&work, cells, err) && visit_inputs(&work, err);
	work_end(&work);
	if (!ok || !all_read(report, err))
		return false;
	return work.enough || sums_hold(report, err);
}
