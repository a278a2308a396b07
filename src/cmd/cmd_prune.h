// `gavel archive prune`: lets go of the records of runs that nothing shows.
#ifndef GAVEL_CMD_CMD_PRUNE_H
#define GAVEL_CMD_CMD_PRUNE_H

#include "cmd/command.h"

enum { PRUNE_OPTION_COUNT = 3 };
extern const struct option PRUNE_OPTIONS[PRUNE_OPTION_COUNT];

bool prune_run(struct invocation *invocation, struct err *err);

#endif
