// A word of a Dockerfile as the builder reads it: variables replaced, quotes and escapes removed.
//
// Source: Dockerfile reference: environment replacement; buildkit's shell lexer.
// Must not: know whose variables they are. Private to this folder.
#ifndef GAVEL_LIBEXEC_CHECK_HARDENING_WORD_H
#define GAVEL_LIBEXEC_CHECK_HARDENING_WORD_H

#include "base/str.h"

struct word_reader {
	char escape;
	// The value of a variable, or NULL.
	const char *(*value)(const void *context, struct slice name);
	const void *context;
};

// Appends the word. False: it turns on a variable that nothing is known of.
bool word_read(const struct word_reader *reader, struct slice text, struct str *out);

#endif
