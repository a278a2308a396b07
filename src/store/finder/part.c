#include "store/finder/part.h"

#include "findings/finding.h"

#include <string.h>

const struct finder_part FINDER_PART[FINDER_PARTS] = {
	[FINDER_TITLE] = {"finder_find_phrase", "finder_add_phrase", 1, 2, false, false},
	[FINDER_FILE] = {"finder_find_phrase", "finder_add_phrase", 2, 3, false, false},
	[FINDER_PLACE] = {"finder_find_phrase", "finder_add_phrase", 3, 4, false, false},
	[FINDER_URL] = {"finder_find_phrase", "finder_add_phrase", 4, 5, false, false},
	[FINDER_REST] = {"finder_find_phrase", "finder_add_phrase", 5, 18, true, false},
	[FINDER_PACKAGE] = {"finder_find_package", "finder_add_package", 18, 20, false, false},
	[FINDER_FLAW] = {"finder_find_flaw", "finder_add_flaw", 20, 22, false, false},
	[FINDER_TEXT] = {"finder_find_text", "finder_add_text", 22, 23, false, true},
	[FINDER_LINE] = {"finder_find_phrase", "finder_add_phrase", 23, 24, false, false},
	[FINDER_RULE] = {"finder_find_phrase", "finder_add_phrase", 24, 25, false, false},
};

struct slice finder_text(sqlite3_stmt *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row, column);
	return (struct slice){text, (size_t)sqlite3_column_bytes(row, column)};
}

void finder_part_read(sqlite3_stmt *row, const struct finder_part *part, struct str *out)
{
	bool any = false;
	str_clear(out);
	for (int i = part->from; i < part->until; i++) {
		struct slice text = finder_text(row, i);
		any = any || text.len;
		if (part->joined && text.len && out->len)
			str_add_char(out, '\x1f');
		if (part->until > part->from + 1 && !part->joined)
			str_add(out, (const char *)&text.len, sizeof text.len);
		if (text.len)
			str_add(out, text.at, text.len);
	}
	if (!any)
		str_clear(out);
	for (char *nul = part->joined && out->len ? memchr(out->at, 0, out->len) : NULL; nul;
	     nul = memchr(nul, 0, (size_t)(out->at + out->len - nul)))
		*nul = '\x1f';
}

int64_t finder_class_of(sqlite3_stmt *row)
{
	enum finding_class class;
	return finding_class_read(finder_text(row, FINDER_CLASS), &class) ? class : FINDING_CODE;
}

int64_t finder_chain_of(sqlite3_stmt *row)
{
	return sqlite3_column_int64(row, FINDER_CHAIN);
}
