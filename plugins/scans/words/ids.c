// The ids of flaws within a text.
#include "plugins/scans/words/words.h"

#include <ctype.h>

// The id that begins here: of letters, digits and dashes.
static size_t id_length(struct slice text)
{
	size_t len = 0;
	if (!text.at || (!slice_starts(text, "CVE-") && !slice_starts(text, "GHSA-")))
		return 0;
	while (len < text.len && (isalnum((unsigned char)text.at[len]) || text.at[len] == '-'))
		len++;
	return len > 8 ? len : 0;
}

struct slice words_ids_in(struct slice text, struct arena *arena)
{
	struct str ids = {0};
	for (size_t i = 0, len; i < text.len; i += len ? len : 1) {
		len = id_length((struct slice){text.at + i, text.len - i});
		str_add_text(&ids, len && ids.len ? " " : "");
		str_add(&ids, text.at + i, len);
	}
	struct slice copy = {arena_slice(arena, str_slice(&ids)), ids.len};
	str_fini(&ids);
	return copy;
}
