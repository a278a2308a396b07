// CSV records as slices (RFC 4180): quoted cells, doubled quotes, newlines inside quotes, CRLF,
// a byte order mark, blank lines between records.
//
// Must not: know what a column means.
#ifndef GAVEL_PLUGINS_SDK_CSV_H
#define GAVEL_PLUGINS_SDK_CSV_H

#include "plugins/sdk/source.h"

enum { CSV_CELLS = 4096, CSV_RECORD_MAX = 16 * 1024 * 1024 };

struct csv {
	struct source *source;
	const char *shown;
	char *bytes;
	size_t at, len, room;
	bool ended;  // the source has no more
	int64_t row; // of the record read last; the header is row 1
	struct slice cells[CSV_CELLS];
	size_t count;
	struct slice record; // its raw bytes, for excerpts
};

void csv_init(struct csv *csv, struct source *source, const char *shown);
void csv_fini(struct csv *csv); // the source stays open
// Reads the next record into cells; their bytes are valid until the next call. *more is false
// at the end. ERR_INVALID: a quote that does not close, too many cells, a record too long.
bool csv_next(struct csv *csv, bool *more, struct err *err);

#endif
