// `gavel sync --watch` and `gavel sync --due`: sources by schedule.
//
// Must not: say anything of single runs (the watch and cmd_collect do).
#ifndef GAVEL_CMD_SYNC_SYNC_WATCH_H
#define GAVEL_CMD_SYNC_SYNC_WATCH_H

#include "cmd/command.h"
#include "collect/collect.h"

// Runs the sources until INT or TERM.
bool sync_watch(struct invocation *invocation, const struct collect_options *options,
		struct err *err);
// Picks the names of the sources that are due now; the arena's.
void sync_due(const struct session *session, struct arena *arena, const char ***names,
	      size_t *count);

#endif
