// The verb `rows`: line items that folded into given cells, read again from one part.
//
// One pass over the part serves all cells asked for. Private to plugins/bill.
//
//	rows_new -> rows_begin (the header) -> rows_take per record, until it is false -> rows_free
#ifndef GAVEL_PLUGINS_BILL_ROWS_H
#define GAVEL_PLUGINS_BILL_ROWS_H

#include "plugins/bill/bill.h"
#include "plugins/bill/reader.h"

struct rows;

// Reads what is wanted out of the request. ERR_INVALID when it cannot be understood.
bool rows_new(const struct plug_request *request, const struct reader_dialect *dialect,
	      struct plug_out *out, struct rows **rows, struct err *err);
void rows_free(struct rows *rows);
// The part's header; its names are copied. ERR_INVALID: not a bill.
bool rows_begin(struct rows *rows, const struct slice *header, size_t count, struct err *err);
// A record of the part. Sends it when it is wanted; false: no later one is.
bool rows_take(struct rows *rows, const struct slice *cells, size_t count, int64_t row);
// The first row that is wanted.
int64_t rows_first(const struct rows *rows);
// Are the record's own columns left out of the answers?
bool rows_are_brief(const struct rows *rows);
struct bill *rows_bill(struct rows *rows); // what knows the header's columns

#endif
