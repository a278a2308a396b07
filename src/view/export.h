// Rows as files: CSV, CSV for spreadsheets, JSON, JSON Lines, Markdown; exact, streamed.
//
// Rows go from SQLite to the sink a few at a time: memory does not grow with them.
//	csv     RFC 4180, exact, nothing changed
//	sheet   the same, but a text that a spreadsheet would take for a formula (= + - @ TAB CR at
//	        its beginning) gets a ' before it, and a byte order mark stands first so that
//	        spreadsheets read UTF-8; numbers and times are never touched
//	json    {"schema":"gavel.VIEW/1","address":…,"rows":[…],"more":…}
//	jsonl   one object a line, the same members as a row of json
//	md      a table of Markdown: '|' and what would begin markup is escaped
#ifndef GAVEL_VIEW_EXPORT_H
#define GAVEL_VIEW_EXPORT_H

#include "view/view.h"

enum export_format { EXPORT_CSV, EXPORT_SHEET, EXPORT_JSON, EXPORT_JSONL, EXPORT_MD };

struct export_kind {
	const char *name;   // as typed: "csv", "sheet"…
	const char *ending; // of a file's name, with its dot
	const char *help;   // one sentence
};
const struct export_kind *export_kinds(size_t *count); // by enum export_format

// Takes a piece of the output; false stops the export with its error.
struct export_sink {
	bool (*write)(void *context, struct slice bytes, struct err *err);
	void *context;
};

struct export_job {
	const struct view *view;
	const struct select *select;
	enum export_format format;
	bool read; // md: headings and values as people read them, rounded, ages against now
	struct export_sink sink;
	int64_t rows; // out: rows written
	bool more;    // out: the select's limit cut it
};

// ERR_INTERRUPTED when the cache's busy callback asked; what was written stays written.
bool export_rows(struct session *session, struct export_job *job, struct err *err);
// The same of rows that are there already: of the marked ones, or of what a screen shows.
bool export_result(struct session *session, struct export_job *job, const struct result *result,
		   struct err *err);
// Writes into an open file; the number is the caller's and stays where it is until the end.
struct export_sink export_to_fd(int *fd);
// Into a new file (mode 0600) that appears whole or not at all; job->sink is set here. A file that
// is there already is kept: ERR_IO.
bool export_file(struct session *session, struct export_job *job, const char *path,
		 struct err *err);

#endif
