// What a collector says about rows: warnings and rejected rows.
//
// Kept until the run's end, because the input they name may be announced after them, then told
// as "part-1.csv.gz:8841: cost is not a number". Must not: keep more than NOTES_MAX of them.
#ifndef GAVEL_COLLECT_STREAM_NOTES_H
#define GAVEL_COLLECT_STREAM_NOTES_H

#include "collect/stream/protocol.h"

enum { NOTES_MAX = 1000 };

struct note {
	int64_t input, row;	    // 0 = not said
	const char *text, *excerpt; // excerpt: of a rejected row, or NULL
};

// Zero-initialised is empty and valid.
struct notes {
	vec(struct note) kept;
	int64_t dropped;
	struct arena arena;
};

// Takes a warn or reject line.
void notes_add(struct notes *notes, const struct protocol_line *line);
// Tells them in order, safe to show, level 'W'. root: the folder that input names are shown below.
void notes_tell(const struct notes *notes, const struct protocol *protocol, const char *root,
		void (*message)(void *context, char level, const char *text), void *context);
// Appends "file:row: ", what is known of it.
void notes_add_place(const struct protocol *protocol, const char *root, const struct note *note,
		     struct str *out);
// Sets err from an error line: "part-1.csv.gz:12: what is wrong". True when it names a file.
bool notes_fault(const struct protocol *protocol, const char *root,
		 const struct protocol_line *line, struct err *err);
void notes_fini(struct notes *notes);

// The path in a file: URI (percent signs decoded), or where an object lies. Appends.
void uri_add_path(const char *uri, struct str *out);

#endif
