// Reads deliveries through the engine: what the collectors cur and focus do once they know
// which dialect it is.
#ifndef GAVEL_PLUGINS_BILL_READER_H
#define GAVEL_PLUGINS_BILL_READER_H

#include "plugins/bill/fields.h"
#include "plugins/sdk/plug.h"

struct reader_dialect {
	const struct bill_dialect *dialect;
	const char *csv, *parquet; // the formats' names in this collector's table
};

bool reader_collect(struct plug_request *request, const struct reader_dialect *dialect,
		    struct plug_out *out, struct err *err);
bool reader_rows(struct plug_request *request, const struct reader_dialect *dialect,
		 struct plug_out *out, struct err *err);

// How many of the named columns stand in the header of a file's head (inflated if need be).
int reader_count_columns(struct slice head, const char *const *names, size_t count);
// The same for a Parquet file, by the descriptor that `detect` was given: its columns are named at
// its end. -1: no whole Parquet file, though it says so in its name or its first bytes.
int reader_count_parquet(const struct plug_request *request, const char *const *names,
			 size_t count);
// Does a file say that it is Parquet, in its name or its first bytes?
bool reader_is_parquet(const struct plug_request *request, struct slice head);

#endif
