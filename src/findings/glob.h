// Patterns of names: '*' is any text, '?' any one byte; the rest stands for itself.
#ifndef GAVEL_FINDINGS_GLOB_H
#define GAVEL_FINDINGS_GLOB_H

#include <stdbool.h>

// False for a text that is NULL.
bool glob_fits(const char *pattern, const char *text);

#endif
