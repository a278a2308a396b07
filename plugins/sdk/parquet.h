// Records of a Parquet file as texts, read by DuckDB's library (duck.h); what the file itself says
// of its shape is checked first, so that a file cut short is told as such.
//
//	parquet_open -> parquet_select -> parquet_next… -> parquet_close
//
// Shape of a file (parquet-format, "File Format"): "PAR1", column chunks, the footer in Thrift's
// compact protocol, its length in 4 bytes little-endian, "PAR1"; "PARE" where the footer is
// encrypted. Texts of values: numbers as SQL writes them, exactly or, for binary floating point,
// the shortest that reads back; times "2018-12-01 00:00:00"; maps, structs and lists as JSON.
// Must not: know what a column means.
#ifndef GAVEL_PLUGINS_SDK_PARQUET_H
#define GAVEL_PLUGINS_SDK_PARQUET_H

#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

struct parquet_column {
	bool binary; // binary floating point: decimals were rounded before they got here
	bool nested; // a map, struct or list
};

struct parquet {
	struct slice *header; // names of all columns
	struct parquet_column *columns;
	size_t count;
	int64_t rows;	     // in the file
	int64_t row;	     // of the record read last, as in CSV: the first one is row 2
	struct slice *cells; // of that record; at NULL where null or not selected
	struct slice record; // its cells joined by commas, for excerpts
};

// Does the file begin as Parquet does?
bool parquet_is(int fd);
// The footer's bytes appended to `out`: names of columns stand in it as they are. ERR_INVALID:
// why this is no whole Parquet file (the text does not name it).
bool parquet_footer(int fd, struct str *out, struct err *err);

// Opens the file behind `fd`, which stays the caller's and must outlive it. `library` as for
// duck_open. `shown` names the file in errors; it is borrowed.
bool parquet_open(int fd, const char *shown, const char *library, struct parquet **out,
		  struct err *err);
void parquet_close(struct parquet *parquet); // NULL is fine
// Begins to read: the columns wanted (NULL: all of them) from this row on.
bool parquet_select(struct parquet *parquet, const bool *wanted, int64_t from_row, struct err *err);
// Reads the next record; its bytes are valid until the next call. *more is false at the end.
// ERR_INVALID: the file is damaged.
bool parquet_next(struct parquet *parquet, bool *more, struct err *err);

#endif
