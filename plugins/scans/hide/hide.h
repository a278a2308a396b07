// What nobody must see, made unreadable in what reports say.
//
// A text comes back as it is, or as a copy in the arena. Must not: know any tool.
#ifndef GAVEL_PLUGINS_SCANS_HIDE_HIDE_H
#define GAVEL_PLUGINS_SCANS_HIDE_HIDE_H

#include "plugins/scans/scan.h"

// Every place where the secret stands in the text, or a long line of the secret.
struct slice hide_secret(struct arena *arena, struct slice text, struct slice secret);
// Every value that stands in the line of code: tokens, and with `plain` whatever is quoted or
// assigned there, where it is a word of its own in the text.
struct slice hide_values(struct arena *arena, struct slice text, struct slice line, bool plain);
// Words that look like a token, and with them what is quoted.
struct slice hide_tokens(struct arena *arena, struct slice text);
struct slice hide_quoted(struct arena *arena, struct slice text);
// What no text may hold, whatever it is about: tokens of known shapes, private keys, values that
// are assigned to names of secrets, and who may read an address.
struct slice hide_known(struct arena *arena, struct slice text);
// Who may read an address.
struct slice hide_login(struct arena *arena, struct slice text);
// Whether the finding's message may quote a secret that nothing names.
bool hide_is_needed(const struct scan_finding *finding);

#endif
