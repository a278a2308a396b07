// CSV records as slices (RFC 4180): quoted cells, doubled quotes, newlines inside quotes, CRLF,
// a byte order mark, blank lines between records.
//
//	source -> ahead (bytes) -> csv_scan (where cells end) -> csv_next (cells)
//
// Must not: know what a column means.
#ifndef GAVEL_PLUGINS_SDK_CSV_H
#define GAVEL_PLUGINS_SDK_CSV_H

#include "plugins/sdk/ahead.h"
#include "plugins/sdk/csv_scan.h"

enum { CSV_CELLS = 4096, CSV_RECORD_MAX = 16 * 1024 * 1024 };

// What is made of a column: nothing, a cell, or a cell only when csv_later asks for it. Adjacent
// columns of that last kind are a span: their bytes as they stand in the record, quotes and commas
// too, so that equal spans are equal cells.
enum csv_use { CSV_SKIPPED, CSV_CELL, CSV_LATER };

struct csv_columns {
	size_t first, last;
};

struct csv {
	struct source *source;
	const char *shown;
	struct ahead *ahead; // once something was read
	struct ahead_bytes bytes;
	size_t from, at; // where the record begins, and the next
	bool begun;	 // what a byte order mark could stand in is behind
	struct csv_scan scan;
	size_t stop, line; // the next of the scan's
	size_t *wanted;	   // columns whose cells are made; NULL: all
	size_t wanted_count;
	struct csv_columns *later; // those of each span
	const uint32_t *stops;	   // of the record; NULL when it was read byte by byte
	bool blank;		   // a line with nothing on it, which is no record
	bool whole;		   // all cells that were asked for are made
	int64_t row;		   // of the record read last; the header is row 1
	struct slice cells[CSV_CELLS];
	size_t count;
	struct slice *spans; // of the record, valid until csv_later or csv_next
	size_t span_count;
	struct slice record; // its bytes, for excerpts
	bool plain;	     // all of them are known to be printable ASCII, but newlines
};

// The source must not be used by anyone else until csv_fini; it stays open.
void csv_init(struct csv *csv, struct source *source, const char *shown);
void csv_fini(struct csv *csv);
// From now on only these columns' cells are made: `uses` has one for each of `count` columns. The
// others are of no meaning.
void csv_want(struct csv *csv, const enum csv_use *uses, size_t count);
// Makes the record's other cells that were asked for.
void csv_later(struct csv *csv);
// Reads the next record into cells; their bytes are valid until the next call. *more is false
// at the end. ERR_INVALID: a quote that does not close, too many cells, a record too long.
bool csv_next(struct csv *csv, bool *more, struct err *err);
int64_t csv_stored(const struct csv *csv); // stored bytes behind what was read so far

#endif
