// What a person is told of a run: one outcome per scope, with what it sums to.
//
// Must not: decide anything (publish.h).
#ifndef GAVEL_COLLECT_TOLD_H
#define GAVEL_COLLECT_TOLD_H

#include "collect/publish.h"

// Counts one outcome in the report and tells it.
void told_outcome(struct publish *publish, const struct scope_outcome *outcome);
// What the fold made of a scope; one that brought nothing new is unchanged.
void told_fold(struct publish *publish, const struct scope_outcome *outcome);
// Every scope by how it was judged: for a run that is not committed.
void told_standings(struct publish *publish);
// The scopes that were not read again.
void told_unchanged(struct publish *publish);
// A scope of a kind that is not known here.
void told_foreign(struct publish *publish, const struct protocol_scope *scope);
// ERR_INCOMPLETE with the first of `count` incomplete scopes and its reason; always false.
bool told_incomplete(struct publish *publish, int64_t count, struct err *err);

#endif
