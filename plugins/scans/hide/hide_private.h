// What the parts of this folder share.
#ifndef GAVEL_PLUGINS_SCANS_HIDE_HIDE_PRIVATE_H
#define GAVEL_PLUGINS_SCANS_HIDE_HIDE_PRIVATE_H

#include "plugins/scans/hide/hide.h"

#define REDACTED "[secret]"

enum { TOKEN_LEAST = 8 }; // and a digit: a token, wherever it stands

// The text in the arena; the builder is freed.
struct slice hide_keep(struct arena *arena, struct str *text);
bool hide_is_word(char c);
bool hide_has_digit(struct slice text);
// "glpat-as-a-name": neither a digit nor letters of both cases, which a token has.
bool hide_is_of_words(struct slice text);
// A variable, a hole of a template, dots, or no value at all. The text is not empty.
bool hide_is_stand_in(struct slice text);
// A piece of code or a place, as far as can be told. The text is not empty.
bool hide_is_of_code(struct slice text);
// Values that are assigned to what is named as a secret.
struct slice hide_assigned(struct arena *arena, struct slice text);
// The length of letters, digits and `more` at its beginning.
size_t hide_run(struct slice text, const char *more);
// Whether a quote opens there, and how long what stands in it is: without an end, up to the line's.
bool hide_opens(struct slice text, size_t at);
size_t hide_quoted_length(struct slice text, size_t at);

#endif
