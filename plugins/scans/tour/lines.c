// JSON lines; see tour.h.
#include "plugins/scans/tour/tour.h"

#include <string.h>

enum { CHUNK = 64 * 1024, LINE_MAX_BYTES = 4 * 1024 * 1024 };

struct lines {
	struct str bytes; // read and not yet taken
	int64_t number;	  // of the line at hand
};

static bool one_line(struct tour *tour, struct slice line, int64_t number, tour_each *each,
		     struct err *err)
{
	const struct node *node;
	if (!slice_trim(line).len)
		return true;
	struct doc *doc = doc_open_bytes(line, tour->file->name);
	bool read = doc_read(doc, &node, err) && doc_end(doc, err);
	bool ok = read && each(tour, node, err);
	if (!read)
		err_set(err, ERR_INVALID, "%s:%lld: no JSON line", tour->file->name,
			(long long)number);
	doc_close(doc);
	arena_fini(&tour->scratch);
	return ok;
}

// Takes the whole lines that there are; at the end what is left is one.
static bool take_lines(struct tour *tour, struct lines *lines, bool ended, tour_each *each,
		       struct err *err)
{
	struct slice rest = str_slice(&lines->bytes);
	while (rest.len && (ended || memchr(rest.at, '\n', rest.len))) {
		struct slice line = slice_cut(&rest, '\n');
		if (!one_line(tour, line, ++lines->number, each, err))
			return false;
	}
	if (rest.len > LINE_MAX_BYTES)
		return err_set(err, ERR_INVALID, "%s:%lld: a line of more than %d MB",
			       tour->file->name, (long long)lines->number + 1,
			       LINE_MAX_BYTES / 1024 / 1024);
	if (rest.len)
		memmove(lines->bytes.at, rest.at, rest.len);
	lines->bytes.len = rest.len;
	return true;
}

bool tour_lines(struct tour *tour, tour_each *each, struct err *err)
{
	struct lines lines = {0};
	bool ok = true;
	for (size_t len = 1; ok && len;) {
		str_reserve(&lines.bytes, CHUNK);
		ok = source_read(tour->file->source, lines.bytes.at + lines.bytes.len, CHUNK, &len,
				 err);
		lines.bytes.len += ok ? len : 0;
		ok = ok && take_lines(tour, &lines, !len, each, err);
	}
	str_fini(&lines.bytes);
	return ok;
}
