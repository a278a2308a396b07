// What the parts of this folder share.
#ifndef GAVEL_PLUGINS_SCANS_HIDE_HIDE_PRIVATE_H
#define GAVEL_PLUGINS_SCANS_HIDE_HIDE_PRIVATE_H

#include "findings/secret/secret.h"
#include "plugins/scans/hide/hide.h"

#define REDACTED "[secret]"

enum { TOKEN_LEAST = 8 }; // and a digit: a token, wherever it stands

// The text in the arena; the builder is freed.
struct slice hide_keep(struct arena *arena, struct str *text);
// Whether a quote opens there: an apostrophe stands behind a letter.
bool hide_opens(struct slice text, size_t at);

#endif
