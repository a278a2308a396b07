// What the files of this folder share: an export while it runs. Private to view/export/.
#ifndef GAVEL_VIEW_EXPORT_EXPORT_PRIVATE_H
#define GAVEL_VIEW_EXPORT_EXPORT_PRIVATE_H

#include "base/json.h"
#include "base/map.h"
#include "view/export.h"

// One export while it runs.
struct exporter {
	struct session *session;
	struct export_job *job;
	const struct export_form *form;
	struct str out; // not yet given to the sink
	struct json_out json;
	// The column of names beside each column of account numbers: "account_name"; "" where there
	// is none, or the rows have it already.
	char name_columns[SELECT_COLUMNS][64];
	struct shown_time { // of each column the time shown last: most are shown again
		int64_t time;
		char text[32];
	} times[SELECT_COLUMNS];
	struct map names;   // of account numbers: the index of a text in `texts`, from 1
	struct arena arena; // the texts
	const char **texts;
	size_t text_room;
};

// How a format writes what stands before the rows, a row, and what stands behind.
struct export_form {
	void (*begin)(struct exporter *e, const struct result *shape);
	void (*row)(struct exporter *e, const struct result *shape, const struct value *row);
	void (*end)(struct exporter *e, bool more);
};

const struct export_form *export_form(enum export_format format);

#endif
