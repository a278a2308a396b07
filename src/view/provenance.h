// Where a number comes from: value, definition and SQL, runs, inputs; each a line to walk to.
//
//	amortized 1,284.10 USD        of this row of view cost
//	  definition                  what the column means, in words
//	    SQL                       as it was asked, with its values
//	  run 12 · cur 0.1.0          source, started, finished, sha256 of the archived lines
//	    input s3://…/part-3       sha256, bytes, time, rows where they are known
//
// Reads names, sizes and digests only; the bytes themselves are `gavel cost lines`.
#ifndef GAVEL_VIEW_PROVENANCE_H
#define GAVEL_VIEW_PROVENANCE_H

#include "view/view.h"

enum provenance_kind {
	PROVENANCE_VALUE,
	PROVENANCE_DEFINITION,
	PROVENANCE_SQL,
	PROVENANCE_RUN,
	PROVENANCE_INPUT,
	PROVENANCE_NOTE, // what cannot be told, and why
};

struct provenance_line {
	enum provenance_kind kind;
	int depth;	     // 0 = the value
	const char *label;   // "run 12"
	const char *text;    // "cur 0.1.0, finished 2026-11-02T06:02:11Z, sha256 3f…"
	const char *address; // where Enter leads, or NULL
};

struct provenance {
	struct provenance_line *lines; // as a tree in order, children behind their parent
	size_t count;
	bool more; // runs or inputs that were left out; a note says how many
};

struct provenance_of {
	const struct view *view;
	const struct select *select;
	const struct result *result;
	size_t row, column; // column == result->column_count: the whole row
};

// Memory: arena. ERR_INTERRUPTED when the cache's busy callback asked.
bool provenance_read(struct session *session, const struct provenance_of *of, struct arena *arena,
		     struct provenance *out, struct err *err);
void provenance_text(const struct provenance *p, struct str *out);
void provenance_json(const struct provenance *p, struct str *out);

#endif
