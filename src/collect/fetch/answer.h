// The answer to a collector that wants files: they are fetched, and for each name one line says
// where it is (gavel-plugin(7), "Files that are not here").
#ifndef GAVEL_COLLECT_FETCH_ANSWER_H
#define GAVEL_COLLECT_FETCH_ANSWER_H

#include "base/json.h"
#include "collect/files.h"

// record: a `want` line. Errors as remote_get; ERR_INVALID when the source's files are here.
bool answer_want(const struct file_list *files, const struct json_record *record, struct str *out,
		 struct err *err);

#endif
