// Reads deliveries through the engine: what the collectors cur and focus do once they know
// which dialect it is.
#ifndef GAVEL_PLUGINS_BILL_READER_H
#define GAVEL_PLUGINS_BILL_READER_H

#include "plugins/bill/fields.h"
#include "plugins/sdk/plug.h"

struct reader_dialect {
	const struct bill_dialect *dialect;
	const char *format; // the format's name in this collector's table
};

bool reader_collect(struct plug_request *request, const struct reader_dialect *dialect,
		    struct plug_out *out, struct err *err);
bool reader_rows(struct plug_request *request, const struct reader_dialect *dialect,
		 struct plug_out *out, struct err *err);

// How many of the named columns stand in the header of a file's head (inflated if need be).
int reader_count_columns(struct slice head, const char *const *names, size_t count);

#endif
