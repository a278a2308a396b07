// One part of a delivery on its way into the engine, and the way of Parquet parts; those in CSV
// are read in reader.c. Private to plugins/bill.
#ifndef GAVEL_PLUGINS_BILL_PART_H
#define GAVEL_PLUGINS_BILL_PART_H

#include "base/digest.h"
#include "plugins/bill/bill.h"

struct rows; // rows.h

struct part {
	struct plug_request *request;
	struct plug_out *out;
	struct bill *bill;
	int64_t done, total; // stored bytes of the delivery, for progress
};

// Announces a part that was read to its end. ERR_INCOMPLETE when it has not the size that was
// listed; ERR_INVALID when its rows are damaged.
bool part_announce(struct part *part, const struct plug_file *file, int64_t bytes,
		   const char *sha256, struct err *err);

// Is this part Parquet, by its name or its first bytes?
bool part_is_parquet(const struct plug_request *request, const char *name);
// Reads all its rows into the bill; the digest is that of its stored bytes. ERR_INVALID names
// the file, also when DuckDB's library is not here.
bool part_read_parquet(struct part *part, const struct plug_file *file, char hex[DIGEST_HEX],
		       struct err *err);

// The text of a Parquet file's first cell; "" when it has none.
bool part_first_cell(const struct plug_request *request, const char *name, struct str *out,
		     struct err *err);

// Offers the part's rows to what asked for rows again.
bool part_rows_parquet(struct rows *rows, const struct plug_request *request, const char *name,
		       struct err *err);

#endif
