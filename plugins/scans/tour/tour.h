// A JSON report toured by a table of paths, so that a format says only what it wants from where.
//
//	{"matches", NULL}, {"matches.[]", match}, {"descriptor.name", tool}
//
// A path is member names with dots between; "[]" is every item of a list, "{}" every other member
// of a map. What stands at a row's path is read whole and handed over; where longer paths lead on
// through it, the row is told of it with NULL first. The order of members is free, so that a format
// tours once for the scan and once more for its findings (tour_scan, tour_report).
//
// Must not: know any tool.
#ifndef GAVEL_PLUGINS_SCANS_TOUR_TOUR_H
#define GAVEL_PLUGINS_SCANS_TOUR_TOUR_H

#include "plugins/scans/scan.h"
#include "plugins/scans/words/words.h"

#include <stddef.h>

enum { TOUR_LISTS = 4 };

struct tour {
	struct scan_file *file;
	struct arena scratch;	      // texts of the value at hand, gone with it
	void *own;		      // the format's
	struct slice key;	      // of the member of a map read last
	size_t index[TOUR_LISTS + 1]; // of the items at the path's lists, from 0
	uint64_t seen;	    // one bit for each of the first 64 rows: it was there, and not null
	struct slice bytes; // where the document stands in memory; else empty
};

typedef bool tour_each(struct tour *tour, const struct node *value, struct err *err);

struct tour_row {
	const char *path; // NULL behind the last; "" is the document itself
	tour_each *each;  // NULL: only whether it is there
	size_t text; // TOUR_TEXT of a slice in the format's own: the value's text is kept there
};

#define TOUR_TEXT(type, member) (offsetof(type, member) + 1)

// ERR_INVALID: the document is none, or a list where no path leads on.
bool tour_all(struct tour *tour, const struct tour_row *rows, struct err *err);
// JSON lines: every line is a document, read whole. The file must be at its beginning.
bool tour_lines(struct tour *tour, tour_each *each, struct err *err);
// Values one behind another up to the end of the file, over lines or within them.
bool tour_stream(struct tour *tour, tour_each *each, struct err *err);
// Begins a scan, tours the document from its beginning with these rows, and ends the scan.
bool tour_scan(struct tour *tour, const struct scan *scan, const struct tour_row *rows,
	       struct err *err);
// A report whose scan can be told only after a first tour: `head` fills `scan`, `body` adds the
// findings. A report without what the body's first row names is refused.
struct tour_report {
	const char *tool; // as refusals name it
	const struct tour_row *head, *body;
	void (*told)(struct tour *tour); // NULL, or what `head` says of the scan as a whole
};
bool tour_report(struct tour *tour, const struct tour_report *report, struct scan *scan,
		 struct err *err);
// The document at its beginning again.
bool tour_again(struct tour *tour, struct err *err);
void tour_fini(struct tour *tour);
// ERR_INVALID: the document is no report of that tool, since `missing` is not there.
bool tour_refuse(const struct tour *tour, const char *tool, const char *missing, struct err *err);
bool tour_saw(const struct tour *tour, size_t row);
// ERR_INVALID at the place where the tour is: "name:line: what".
bool tour_fault(const struct tour *tour, struct err *err, const char *what);

// ---- For rows ----

// Of a row that others lead on from: where they do not fit what is there, it is passed over.
tour_each tour_maybe;
// The scan's time, where the format's own begins with a struct scan.
tour_each tour_take_time;

// A list of items of several targets, as those of an API: a scan per target, told in turns.
struct tour_turns {
	struct scan scan; // what holds for all; its class and target are those of the open one
	bool open;
};
// The scan of the item's class and target is the open one from here.
bool tour_turn(struct scan_file *file, struct tour_turns *turns, enum finding_class class,
	       struct slice target, struct err *err);
// A list without items is a scan too.
bool tour_turns_end(struct scan_file *file, struct tour_turns *turns, struct err *err);

// What a finding was made of, to be shown when it is asked for: where that was not read as one
// value, or holds what nobody must see. Empty facts are left out.
struct tour_fact {
	const char *name;
	struct slice text;
};
// scan_add with such facts, which end with a NULL name.
bool tour_add(struct scan_file *file, const struct scan_finding *finding,
	      const struct tour_fact *facts, struct err *err);

// An exception's end as a report tells it: 0 without one, -1 when it is no time and so over.
int64_t claim_end(struct slice text);

// ---- Texts; they live as long as the value at hand ----

#define TOUR_S(slice) (int)(slice).len, (slice).at // for "%.*s"

struct slice tour_text(struct tour *tour, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
// The texts at `path` ("": the items themselves) of a list's items, `between` them; of anything
// else its own text.
struct slice tour_join(struct tour *tour, const struct node *list, const char *path,
		       const char *between);
// A path without the "./" or "/" in front, and with "/" for "\" where it has no "/".
struct slice tour_path(struct tour *tour, struct slice path);
// words_package of the value at hand.
struct slice tour_purl(struct tour *tour, struct slice type, struct slice name,
		       struct slice version);

// The first of the two that is not empty.
struct slice slice_or(struct slice first, struct slice second);
// A copy that lives as long as the file.
struct slice scan_keep_slice(struct scan_file *file, struct slice text);
// A folder that was scanned, as the category of its scan: relative to the root of the file system,
// empty for ".", which tells nothing.
struct slice folder_name(struct tour *tour, struct slice path);
// What is left of an image's name without tag and digest, which are handed out.
struct slice image_name(struct slice image, struct slice *tag, struct slice *digest);
// "sha256:…" alone, which names no image.
bool image_is_bare(struct slice image);
// The file or folder that an image was saved to, which names none either.
bool image_is_archive(struct slice image);
// What names it: itself, or in the place of an archive the first tag, which may be empty; in that
// of an ID, one of the digests or the beginning of one, the first tag, else the first of the
// registries' "NAME@sha256:…", else the whole ID. Blanks are between repos and between digests.
struct slice image_called(struct slice image, struct slice tag, struct slice repos,
			  struct slice digests);
// Of "NAME@sha256:…", blanks between, the digest that has the image's own name, else the first:
// under that a registry has it, and what runs tells it.
struct slice image_digest(struct slice image, struct slice repos);

#endif
