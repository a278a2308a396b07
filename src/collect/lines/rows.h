// One input read again: the verb `rows` of the collector that read it.
//
// Must not: know where the rows are shown, or believe a row before the input's digest was checked
// (the collector does).
#ifndef GAVEL_COLLECT_LINES_ROWS_H
#define GAVEL_COLLECT_LINES_ROWS_H

#include "base/json.h"
#include "config/config.h"

struct rows_request {
	const char *plugin; // as the archive names it
	const char *uri;    // of the input
	const char *sha256;
	const char *format; // or NULL
	struct slice cells; // a JSON list of cells with their rows, as gavel-plugin(7) has it
	int64_t limit;	    // rows at most, 0 = all
	// Given each row as it comes; false: enough.
	bool (*row)(void *context, const struct json_record *record);
	bool (*keep_going)(void *context); // or NULL
	void *context;			   // of both
};

// ERR_NOT_FOUND when the input is gone, ERR_INCOMPLETE when its bytes are not the same any more or
// the collector cannot read it, ERR_INTERRUPTED.
bool rows_ask(const struct config *config, const struct rows_request *request, struct err *err);

#endif
