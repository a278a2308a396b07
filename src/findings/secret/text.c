// Texts taken apart, for all who look for secrets in them.
#include "findings/secret/secret.h"

#include <ctype.h>
#include <string.h>

bool secret_is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

// The length of what is quoted at `at`; without an end it goes up to the line's.
size_t secret_quoted_length(struct slice text, size_t at)
{
	struct slice rest = slice_from(text, at + 1);
	size_t len = 0;
	while (len < rest.len && rest.at[len] != text.at[at] && rest.at[len] != '\n')
		len += rest.at[len] == '\\' && len + 1 < rest.len ? 2 : 1;
	return len;
}

size_t secret_run(struct slice text, const char *more)
{
	size_t len = 0;
	while (len < text.len && (isalnum((unsigned char)text.at[len]) ||
				  (text.at[len] && strchr(more, text.at[len]))))
		len++;
	return len;
}

bool secret_has_digit(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (isdigit((unsigned char)text.at[i]))
			return true;
	return false;
}

bool secret_is_of_words(struct slice text)
{
	bool small = false, large = false;
	for (size_t i = 0; i < text.len; i++) {
		small |= islower((unsigned char)text.at[i]) != 0;
		large |= isupper((unsigned char)text.at[i]) != 0;
	}
	return !(small && large) && !secret_has_digit(text);
}
