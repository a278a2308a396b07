// Bills into cells: the engine that the collectors cur and focus share.
//
//	bill_new -> per delivery: bill_begin_delivery
//	                 -> per part: bill_begin_part, bill_row…, bill_end_part
//	            bill_end_delivery  (one scope per payer and period met; cells are sent)
//
// Columns are found by name in each part: a bill's columns change from month to month.
// Must not: read files, or know how a delivery is laid out.
#ifndef GAVEL_PLUGINS_BILL_BILL_H
#define GAVEL_PLUGINS_BILL_BILL_H

#include "plugins/bill/fields.h"
#include "plugins/sdk/plug.h"

struct cursor;

// What the parts of one delivery share.
struct bill_delivery {
	const char *report; // name of the report
	const char *id;	    // of the delivery, or NULL: the digest of the parts
	const char *format; // "cur-csv"
	int64_t at;	    // when the source made it
	const struct bill_dialect *dialect;
	struct cursor *cursor; // is told what was sent; may be NULL
};

struct bill;

struct bill *bill_new(struct plug_out *out, const struct bill_delivery *delivery);
void bill_free(struct bill *bill);

// Begins a file with its header. False with ERR_INVALID when it is no bill: the text names what
// is missing. `input` is the id it will be announced under.
bool bill_begin_part(struct bill *bill, const struct slice *header, size_t count, int input,
		     struct err *err);
// What the part's column `index` is used for; BILL_SHOWN: only to show a row, no cell needs it.
// BILL_SUBJECT: only once for each subject.
enum bill_use { BILL_UNUSED, BILL_SHOWN, BILL_SUBJECT, BILL_TEXT, BILL_AMOUNT };
enum bill_use bill_column_use(const struct bill *bill, size_t index);
// Says that amounts were stored as binary floating point.
void bill_mark_inexact(struct bill *bill);
// The place of a subject by spans that hold all columns of BILL_SUBJECT, as many in each record of
// the part: 0 while their cells are needed. Valid until the next call.
uint32_t *bill_subject(struct bill *bill, const struct slice *spans, size_t count);
// One record. Rows that cannot be used are rejected, never fatal.
struct bill_line {
	const struct slice *cells;
	size_t count;
	int64_t row;
	struct slice record; // its bytes, for excerpts
	bool plain;	     // they are known to be printable ASCII
	uint32_t *subject;   // its place, or NULL: then all cells are here
};
void bill_row(struct bill *bill, const struct bill_line *line);
// Tells what was odd about the part's rows. ERR_INVALID when some were not text at all.
bool bill_end_part(struct bill *bill, struct err *err);
// Names the delivery once its parts are read, where no manifest did.
void bill_name(struct bill *bill, const char *id);
// Are the delivery's scopes its own? ERR_INVALID when another delivery of this run had one of them.
bool bill_claim(struct bill *bill, struct err *err);
// Sends every scope with its cells, once they are claimed.
void bill_end_delivery(struct bill *bill);
// Instead: tells the scopes met so far as incomplete, so that nothing of them is shown. False when
// none was met or another delivery had one, and nothing is told.
bool bill_refuse(struct bill *bill, const char *why);

#endif
