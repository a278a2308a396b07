// The main of a collector of bills: a table says what is its own, the rest is shared.
//
// A new dialect is a table in plugins/NAME/NAME.c and a row of names in fields.c.
#ifndef GAVEL_PLUGINS_BILL_COLLECTOR_H
#define GAVEL_PLUGINS_BILL_COLLECTOR_H

#include "plugins/bill/fields.h"
#include "plugins/sdk/plug.h"

struct bill_collector {
	const char *name, *title;
	const struct plug_format *formats; // all of them, and which is which
	size_t format_count;
	const struct plug_format *csv, *parquet;
	const struct plug_key *keys;
	size_t key_count;
	const struct bill_dialect *dialect;
	// Columns that only this dialect's headers have, in a Parquet file perhaps in the older
	// spelling (or NULL), and how many of them must be there.
	const char *const *marks, *const *legacy;
	size_t mark_count;
	int marks_least;
	// Answers for Parquet files that are not whole: one collector does, so that the reason is
	// told and not asked which format it is.
	bool takes_broken;
};

// All of main; returns the exit code.
int bill_main(int argc, char **argv, const struct bill_collector *collector);

#endif
