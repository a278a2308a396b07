#include "plugins/sdk/csv.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// How far a record could be read with the bytes at hand.
enum reach { REACH_RECORD, REACH_MORE, REACH_BAD };

void csv_init(struct csv *csv, struct source *source, const char *shown)
{
	csv->source = source;
	csv->shown = shown;
	csv->ahead = NULL;
	csv->bytes = (struct ahead_bytes){0};
	csv->at = csv->count = csv->wanted_count = csv->span_count = csv->stop = csv->line = 0;
	csv->wanted = NULL;
	csv->later = NULL;
	csv->spans = NULL;
	csv->begun = false;
	csv->row = 0;
	csv_scan_init(&csv->scan);
}

void csv_fini(struct csv *csv)
{
	ahead_stop(csv->ahead);
	csv_scan_fini(&csv->scan);
	free(csv->wanted);
	free(csv->later);
	free(csv->spans);
	csv->ahead = NULL;
	csv->wanted = NULL;
	csv->later = NULL;
	csv->spans = NULL;
}

void csv_want(struct csv *csv, const enum csv_use *uses, size_t count)
{
	csv->wanted = mem_resize(csv->wanted, (count + 1) * sizeof *csv->wanted);
	csv->later = mem_resize(csv->later, (count + 1) * sizeof *csv->later);
	csv->spans = mem_resize(csv->spans, (count + 1) * sizeof *csv->spans);
	csv->wanted_count = csv->span_count = 0;
	for (size_t i = 0; i < count && i < CSV_CELLS; i++) {
		if (uses[i] == CSV_CELL)
			csv->wanted[csv->wanted_count++] = i;
		if (uses[i] != CSV_LATER)
			continue;
		if (!i || uses[i - 1] != CSV_LATER)
			csv->later[csv->span_count++].first = i;
		csv->later[csv->span_count - 1].last = i;
	}
}

int64_t csv_stored(const struct csv *csv)
{
	return csv->bytes.stored;
}

// ---- Bytes ----

static void begin_at(struct csv *csv, size_t at)
{
	csv->at = at;
	csv->stop = csv->line = 0;
	csv_scan_begin(&csv->scan, at);
}

// Keeps what is unread and gets more behind it.
static bool fill(struct csv *csv, struct err *err)
{
	struct slice keep = {0};
	if (csv->bytes.at)
		keep = (struct slice){csv->bytes.at + csv->at, csv->bytes.len - csv->at};
	if (!csv->ahead && !ahead_start(csv->source, &csv->ahead, err))
		return err_wrap(err, "%s", csv->shown);
	if (keep.len > CSV_RECORD_MAX)
		return err_set(err, ERR_INVALID, "%s: row %lld: longer than %d bytes", csv->shown,
			       (long long)csv->row + 1, CSV_RECORD_MAX);
	if (!ahead_next(csv->ahead, keep, &csv->bytes, err))
		return false;
	begin_at(csv, 0);
	if (!csv->begun && csv->bytes.len >= 3) {
		csv->begun = true;
		begin_at(csv, memcmp(csv->bytes.at, "\xef\xbb\xbf", 3) == 0 ? 3 : 0);
	}
	return true;
}

// ---- Cells that the scan found ----

// Doubled quotes are folded in place; `start` stands behind the opening quote.
static struct slice fold_quotes(char *start, const char *end)
{
	char *to = start;
	for (const char *from = start; from < end; from++) {
		*to++ = *from;
		if (*from == '"')
			from++;
	}
	return (struct slice){start, (size_t)(to - start)};
}

// A cell with its quotes.
static struct slice unquote(char *start, size_t len)
{
	if (len < 2 || *start != '"')
		return (struct slice){start, len};
	if (memchr(start + 1, '"', len - 2))
		return fold_quotes(start + 1, start + len - 1);
	return (struct slice){start + 1, len - 2};
}

// The bytes from one cell to another of the record, as they stand in it.
static inline struct slice raw_of(const struct csv *csv, size_t first, size_t last)
{
	if (!csv->stops) { // read byte by byte: the cells still have their quotes
		const struct slice *begin = &csv->cells[first], *end = &csv->cells[last];
		return (struct slice){begin->at, (size_t)(end->at + end->len - begin->at)};
	}
	char *from = first ? csv->bytes.at + csv->stops[first - 1] + 1 : csv->bytes.at + csv->from;
	char *to = csv->bytes.at + csv->stops[last];
	if (last + 1 == csv->count && to > from && to[-1] == '\r')
		to--;
	return (struct slice){from, (size_t)(to - from)};
}

static inline void make_cell(struct csv *csv, size_t index)
{
	struct slice raw = raw_of(csv, index, index);
	csv->cells[index] = unquote(csv->bytes.at + (raw.at - csv->bytes.at), raw.len);
}

// Before cells are made, which may fold quotes.
static void take_spans(struct csv *csv)
{
	for (size_t i = 0; i < csv->span_count; i++) {
		struct csv_columns of = csv->later[i];
		size_t last = of.last < csv->count ? of.last : csv->count - 1;
		csv->spans[i] = of.first <= last ? raw_of(csv, of.first, last) : (struct slice){0};
	}
}

// Makes what was asked for of the record, which is known to be whole.
static void make_cells(struct csv *csv)
{
	struct slice first = raw_of(csv, 0, 0);
	csv->blank = csv->count == 1 && (!first.len || slice_is(first, "\"\""));
	take_spans(csv);
	csv->whole = !csv->wanted;
	for (size_t i = 0; csv->whole && i < csv->count; i++)
		make_cell(csv, i);
	for (size_t w = 0; !csv->whole && w < csv->wanted_count; w++)
		if (csv->wanted[w] < csv->count)
			make_cell(csv, csv->wanted[w]);
}

void csv_later(struct csv *csv)
{
	for (size_t i = 0; !csv->whole && i < csv->span_count; i++)
		for (size_t at = csv->later[i].first; at <= csv->later[i].last; at++)
			if (at < csv->count)
				make_cell(csv, at);
	csv->whole = true;
}

// The record up to the next newline that the scan found.
static void take_line(struct csv *csv)
{
	size_t last = csv->scan.lines[csv->line++];
	csv->stops = csv->scan.stops + csv->stop;
	csv->count = last + 1 - csv->stop;
	csv->from = csv->at;
	csv->at = csv->scan.stops[last] + (size_t)1;
	csv->stop = last + 1;
	csv->record = (struct slice){csv->bytes.at + csv->from, csv->at - csv->from};
	csv->plain = csv->scan.strange <= csv->from;
	make_cells(csv);
}

// ---- Records read byte by byte: the last one, and what the scan cannot tell ----

static const char *skip_quoted(const char *at, const char *end)
{
	while ((at = memchr(at, '"', (size_t)(end - at)))) {
		if (at + 1 == end || at[1] != '"')
			return at;
		at += 2;
	}
	return NULL;
}

static const char *skip_plain(const char *at, const char *end)
{
	while (at < end && *at != ',' && *at != '\n')
		at++;
	return at;
}

// One cell from `at`, with its quotes; returns where its separator stands, or NULL when more
// bytes are needed.
static const char *read_cell(const struct csv *csv, const char *at, struct slice *cell)
{
	const char *end = csv->bytes.at + csv->bytes.len, *stop;
	if (at == end || *at != '"') {
		stop = skip_plain(at, end);
		if (stop == end && !csv->bytes.ended)
			return NULL;
	} else {
		const char *close = skip_quoted(at + 1, end);
		if (!close || (close + 1 == end && !csv->bytes.ended))
			return NULL;
		stop = close + 1;
	}
	*cell = (struct slice){at, (size_t)(stop - at)};
	return stop;
}

static enum reach read_cells(struct csv *csv, const char **after)
{
	const char *at = csv->bytes.at + csv->at, *end = csv->bytes.at + csv->bytes.len;
	csv->count = 0;
	for (;;) {
		if (csv->count == CSV_CELLS)
			return REACH_BAD;
		const char *stop = read_cell(csv, at, &csv->cells[csv->count]);
		if (!stop)
			return csv->bytes.ended ? REACH_BAD : REACH_MORE;
		csv->count++;
		if (stop < end && *stop == '\r')
			stop++;
		if (stop == end && !csv->bytes.ended)
			return REACH_MORE;
		if (stop == end || *stop == '\n') {
			*after = stop == end ? stop : stop + 1;
			return REACH_RECORD;
		}
		if (*stop != ',')
			return REACH_BAD;
		at = stop + 1;
	}
}

// Nothing is changed in the bytes before the whole record is known to be there.
static void finish_cells(struct csv *csv)
{
	struct slice *last = &csv->cells[csv->count - 1];
	if (last->len && last->at[0] != '"' && last->at[last->len - 1] == '\r')
		last->len--;
	csv->stops = NULL;
	make_cells(csv);
}

static bool read_record(struct csv *csv, enum reach *reach, struct err *err)
{
	const char *after;
	*reach = read_cells(csv, &after);
	if (*reach == REACH_MORE)
		return true;
	if (*reach == REACH_BAD)
		return err_set(err, ERR_INVALID, "%s: row %lld: %s", csv->shown,
			       (long long)csv->row + 1,
			       csv->count == CSV_CELLS
				       ? "more than 4096 cells"
				       : "a quote that does not close or stands inside a cell");
	csv->record = (struct slice){csv->bytes.at + csv->at,
				     (size_t)(after - (csv->bytes.at + csv->at))};
	csv->plain = false;
	finish_cells(csv);
	begin_at(csv, (size_t)(after - csv->bytes.at));
	return true;
}

// ---- The next record ----

// True when the scan has a record ready that is no trouble.
static bool has_line(const struct csv *csv)
{
	return csv->line < csv->scan.line_count &&
	       csv->scan.lines[csv->line] + 1 - csv->stop <= CSV_CELLS;
}

// No newline is left in what was scanned: more is scanned, or got, or the record that the scan
// stumbled over, or the last one, is read byte by byte.
static bool step(struct csv *csv, enum reach *reach, struct err *err)
{
	*reach = REACH_MORE;
	bool crowded =
		csv->line < csv->scan.line_count || csv->scan.stop_count - csv->stop > CSV_CELLS;
	bool scanned = csv->scan.at >= csv->bytes.len;
	if (!csv->scan.odd && !crowded && !scanned) {
		csv_scan_drop(&csv->scan, csv->stop);
		csv->stop = csv->line = 0;
		csv_scan_more(&csv->scan, csv->bytes.at, csv->bytes.len);
		return true;
	}
	if (csv->scan.odd || crowded || csv->bytes.ended) {
		if (!read_record(csv, reach, err))
			return false;
		if (*reach == REACH_RECORD)
			return true;
	}
	return fill(csv, err);
}

bool csv_next(struct csv *csv, bool *more, struct err *err)
{
	*more = true;
	do {
		enum reach reach = REACH_MORE;
		while (!has_line(csv) && reach != REACH_RECORD) {
			if (csv->bytes.ended && csv->at == csv->bytes.len) {
				*more = false;
				return true;
			}
			if (!step(csv, &reach, err))
				return false;
		}
		if (reach != REACH_RECORD)
			take_line(csv);
		csv->begun = true;
	} while (csv->blank);
	csv->row++;
	return true;
}
