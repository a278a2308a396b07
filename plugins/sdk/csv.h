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

struct csv {
	struct source *source;
	const char *shown;
	struct ahead *ahead; // once something was read
	struct ahead_bytes bytes;
	size_t at;  // where the next record begins
	bool begun; // what a byte order mark could stand in is behind
	struct csv_scan scan;
	size_t stop, line; // the next of the scan's
	size_t *wanted;	   // columns whose cells are made; NULL: all
	size_t wanted_count;
	int64_t row; // of the record read last; the header is row 1
	struct slice cells[CSV_CELLS];
	size_t count;
	struct slice record; // its bytes, for excerpts
	bool plain;	     // all of them are known to be printable ASCII, but newlines
};

// The source must not be used by anyone else until csv_fini; it stays open.
void csv_init(struct csv *csv, struct source *source, const char *shown);
void csv_fini(struct csv *csv);
// From now on only these columns' cells are made: `wanted` has `count` flags. The others are of
// no meaning.
void csv_want(struct csv *csv, const bool *wanted, size_t count);
// Reads the next record into cells; their bytes are valid until the next call. *more is false
// at the end. ERR_INVALID: a quote that does not close, too many cells, a record too long.
bool csv_next(struct csv *csv, bool *more, struct err *err);
int64_t csv_stored(const struct csv *csv); // stored bytes behind what was read so far

#endif
