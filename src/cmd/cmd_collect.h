// What `gavel import` and `gavel sync` share: running collectors one after the other, and saying
// so.
#ifndef GAVEL_CMD_CMD_COLLECT_H
#define GAVEL_CMD_CMD_COLLECT_H

#include "cmd/command.h"
#include "collect/collect.h"

// Runs the first `count` arguments of the invocation; without any, of a sync, so many sources.
bool collect_run_all(struct invocation *invocation, size_t count, struct err *err);
// --deadline, when it is given.
bool collect_take_deadline(const struct invocation *invocation, struct collect_options *options,
			   struct err *err);

#endif
