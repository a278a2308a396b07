// `gavel sync`: which sources to run; cmd_collect runs them.
#ifndef GAVEL_CMD_SYNC_SYNC_H
#define GAVEL_CMD_SYNC_SYNC_H

#include "cmd/command.h"

enum { SYNC_OPTION_COUNT = 6 };
extern const struct option SYNC_OPTIONS[SYNC_OPTION_COUNT];

bool sync_run(struct invocation *invocation, struct err *err);

#endif
