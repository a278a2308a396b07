// Names of accounts beside their numbers: the person's own (accounts.yaml) before the bill's.
#ifndef GAVEL_VIEW_NAMES_H
#define GAVEL_VIEW_NAMES_H

#include "store/select.h"
#include "view/session.h"

// The account's name, or NULL; a bill's is copied into the arena. The session's cache is used when
// it is open.
const char *names_of_account(const struct session *session, const char *id, struct arena *arena);
// Is this a column of account numbers?
bool names_has(const struct column *column);
// Fills result->names for its columns of account numbers.
void names_fill(const struct session *session, struct arena *arena, struct result *result);

#endif
