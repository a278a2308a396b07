// What is a secret, or is called one, in whatever text.
//
// Must not: know any tool, or who asks.
#ifndef GAVEL_FINDINGS_SECRET_SECRET_H
#define GAVEL_FINDINGS_SECRET_SECRET_H

#include "base/str.h"

// The length of the token of a known shape that begins there; 0: none does.
size_t secret_token(struct slice text, size_t at);

// What is assigned to a name of a secret; an empty value: nothing is.
struct secret_value {
	struct slice value;
	bool password; // of such a name, which a word of a language may be the value of
};
// By the separator, or the blank behind an option, that stands at `at`, behind the first byte.
struct secret_value secret_assigned(struct slice text, size_t at);
// Whether it can tell anything of such a byte: mostly it cannot.
static inline bool secret_may_assign(char c)
{
	return c == ' ' || c == '=' || c == ':' || c == '>';
}
// Whether a name ends with one of a secret's, of which *password; such as are so only where
// nothing but a value can stand do not count.
bool secret_is_name(struct slice name, bool *password);

// A variable, a hole of a template, dots, or no value at all. The text is not empty.
bool secret_is_stand_in(struct slice text);
// A piece of code, a place or an identifier, as far as can be told. The text is not empty.
bool secret_is_code(struct slice text);

// ---- Texts taken apart ----

bool secret_is_word(char c); // a letter, a digit, '_'
bool secret_has_digit(struct slice text);
// "glpat-as-a-name": neither a digit nor letters of both cases, which a token has.
bool secret_is_of_words(struct slice text);
// The length of letters, digits and `more` at its beginning.
size_t secret_run(struct slice text, const char *more);
// How long what is quoted at `at` is: without an end, up to the line's.
size_t secret_quoted_length(struct slice text, size_t at);

#endif
