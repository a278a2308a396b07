#include "findings/glob.h"

#include <stddef.h>

// One star is gone back to: the last.
bool glob_fits(const char *pattern, const char *text)
{
	const char *star = NULL, *from = NULL;
	while (text && *text) {
		if (*pattern == '*') {
			star = pattern++;
			from = text;
		} else if (*pattern == '?' || (*pattern && *pattern == *text)) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star + 1;
			text = ++from;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return text && !*pattern;
}
