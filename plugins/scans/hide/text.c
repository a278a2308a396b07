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

bool hide_is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool is_quote(char c)
{
	return c == '\'' || c == '"' || c == '`';
}

// A quote that opens: an apostrophe stands behind a letter.
bool hide_opens(struct slice text, size_t at)
{
	return is_quote(text.at[at]) && (!at || !hide_is_word(text.at[at - 1]));
}

// The length of what is quoted at `at`; without an end it goes up to the line's.
size_t hide_quoted_length(struct slice text, size_t at)
{
	struct slice rest = slice_from(text, at + 1);
	size_t len = 0;
	while (len < rest.len && rest.at[len] != text.at[at] && rest.at[len] != '\n')
		len += rest.at[len] == '\\' && len + 1 < rest.len ? 2 : 1;
	return len;
}

size_t hide_run(struct slice text, const char *more)
{
	size_t len = 0;
	while (len < text.len && (isalnum((unsigned char)text.at[len]) ||
				  (text.at[len] && strchr(more, text.at[len]))))
		len++;
	return len;
}

bool hide_has_digit(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (isdigit((unsigned char)text.at[i]))
			return true;
	return false;
}

bool hide_is_of_words(struct slice text)
{
	bool small = false, large = false;
	for (size_t i = 0; i < text.len; i++) {
		small |= islower((unsigned char)text.at[i]) != 0;
		large |= isupper((unsigned char)text.at[i]) != 0;
	}
	return !(small && large) && !hide_has_digit(text);
}
