#include "plugins/sdk/csv.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM = 1 << 20 };

// How far a record could be read with the bytes at hand.
enum reach { REACH_RECORD, REACH_MORE, REACH_BAD };

void csv_init(struct csv *csv, struct source *source, const char *shown)
{
	csv->source = source;
	csv->shown = shown;
	csv->room = ROOM;
	csv->bytes = mem_resize(NULL, csv->room + 1);
	csv->at = csv->len = csv->count = 0;
	csv->ended = false;
	csv->row = 0;
}

void csv_fini(struct csv *csv)
{
	free(csv->bytes);
	csv->bytes = NULL;
}

// Moves what is unread to the front and reads behind it.
static bool fill(struct csv *csv, struct err *err)
{
	size_t got;
	memmove(csv->bytes, csv->bytes + csv->at, csv->len - csv->at);
	csv->len -= csv->at;
	csv->at = 0;
	if (csv->len == csv->room) {
		csv->room *= 2;
		if (csv->room > 2 * (size_t)CSV_RECORD_MAX)
			return err_set(err, ERR_INVALID, "%s: row %lld: longer than %d bytes",
				       csv->shown, (long long)csv->row + 1, CSV_RECORD_MAX);
		csv->bytes = mem_resize(csv->bytes, csv->room + 1);
	}
	if (!source_read(csv->source, csv->bytes + csv->len, csv->room - csv->len, &got, err))
		return false;
	csv->len += got;
	csv->ended = got == 0;
	return true;
}

// A quoted cell: from behind the opening quote. Doubled quotes are folded in place only once
// the whole record is known to be there, so that a refill finds the bytes unchanged.
static const char *skip_quoted(const char *at, const char *end, bool *doubled)
{
	while ((at = memchr(at, '"', (size_t)(end - at)))) {
		if (at + 1 == end || at[1] != '"')
			return at;
		*doubled = true;
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

// One cell from `at`; returns where its separator stands, or NULL when more bytes are needed.
// A cell with doubled quotes is marked by a slice that includes its quotes, folded later.
static const char *read_cell(const char *at, const char *end, bool ended, struct slice *cell)
{
	if (at == end || *at != '"') {
		const char *stop = skip_plain(at, end);
		if (stop == end && !ended)
			return NULL;
		*cell = (struct slice){at, (size_t)(stop - at)};
		return stop;
	}
	bool doubled = false;
	const char *close = skip_quoted(at + 1, end, &doubled);
	if (!close || (close + 1 == end && !ended))
		return NULL;
	*cell = doubled ? (struct slice){at, (size_t)(close + 1 - at)}
			: (struct slice){at + 1, (size_t)(close - at - 1)};
	return close + 1;
}

static enum reach read_record(struct csv *csv, const char **after)
{
	const char *at = csv->bytes + csv->at, *end = csv->bytes + csv->len;
	csv->count = 0;
	for (;;) {
		if (csv->count == CSV_CELLS)
			return REACH_BAD;
		const char *stop = read_cell(at, end, csv->ended, &csv->cells[csv->count]);
		if (!stop)
			return csv->ended ? REACH_BAD : REACH_MORE;
		csv->count++;
		if (stop < end && *stop == '\r')
			stop++;
		if (stop == end && !csv->ended)
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

// Takes the CR off the last cell and folds doubled quotes.
static void finish_cells(struct csv *csv)
{
	struct slice *last = &csv->cells[csv->count - 1];
	if (last->len && last->at[last->len - 1] == '\r')
		last->len--;
	for (size_t i = 0; i < csv->count; i++) {
		struct slice *cell = &csv->cells[i];
		if (cell->len > 2 && cell->at[0] == '"')
			*cell = fold_quotes(csv->bytes + (cell->at - csv->bytes) + 1,
					    cell->at + cell->len - 1);
	}
}

static void skip_mark(struct csv *csv)
{
	if (csv->row == 0 && csv->at == 0 && csv->len >= 3 &&
	    memcmp(csv->bytes, "\xef\xbb\xbf", 3) == 0)
		csv->at = 3;
}

static bool is_blank(const struct csv *csv)
{
	return csv->count == 1 && csv->cells[0].len == 0;
}

bool csv_next(struct csv *csv, bool *more, struct err *err)
{
	const char *after;
	for (;;) {
		skip_mark(csv);
		if (csv->at == csv->len && csv->ended) {
			*more = false;
			return true;
		}
		enum reach reach = csv->at == csv->len ? REACH_MORE : read_record(csv, &after);
		if (reach == REACH_BAD)
			return err_set(
				err, ERR_INVALID, "%s: row %lld: %s", csv->shown,
				(long long)csv->row + 1,
				csv->count == CSV_CELLS
					? "more than 4096 cells"
					: "a quote that does not close or stands inside a cell");
		if (reach == REACH_MORE) {
			if (!fill(csv, err))
				return false;
			continue;
		}
		csv->record = (struct slice){csv->bytes + csv->at,
					     (size_t)(after - (csv->bytes + csv->at))};
		csv->at = (size_t)(after - csv->bytes);
		finish_cells(csv);
		if (is_blank(csv))
			continue;
		csv->row++;
		*more = true;
		return true;
	}
}
