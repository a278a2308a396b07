// What of the demo estate is made when.
#ifndef GAVEL_SHARE_DEMO_ESTATE_H
#define GAVEL_SHARE_DEMO_ESTATE_H

#include "base/err.h"

#include <stdint.h>

struct estate {
	const char *folder; // everything goes below it
	int64_t now;	    // the story is told relative to this
	uint64_t seed;
	int stage; // 1: as it was this morning; 2: with what has been delivered since
};

// And 3: with what goes wrong in every house: an invoice of which two lines cannot be used, a bill
// whose copying broke off, a source whose files are not where they should be.
enum { STAGE_TROUBLED = 3 };

// Writes the files of one part of the estate. A later part of the product adds a row to the
// table in estate.c, nothing else.
bool estate_write(const struct estate *estate, struct err *err);
// A label vendor's invoices as FOCUS 1.2 in EUR.
bool focus_write(const struct estate *estate, struct err *err);
// Ten weeks of scans, in the formats of the tools (scans/).
bool scans_write(const struct estate *estate, struct err *err);
// Who owns what and which scans must come: files, and the lines of gavel.yaml that name them.
bool rules_write(const struct estate *estate, struct err *err);
extern const char ESTATE_RULES[];

#endif
