// Texts taken apart, for the rest of this folder.
#include "plugins/scans/hide/hide_private.h"

#include <ctype.h>
#include <string.h>

struct slice hide_keep(struct arena *arena, struct str *text)
{
	struct slice copy = {arena_slice(arena, str_slice(text)), text->len};
	str_fini(text);
	return copy;
}

static bool is_quote(char c)
{
	return c == '\'' || c == '"' || c == '`';
}

// A quote that opens: an apostrophe stands behind a letter.
bool hide_opens(struct slice text, size_t at)
{
	return is_quote(text.at[at]) && (!at || !secret_is_word(text.at[at - 1]));
}
