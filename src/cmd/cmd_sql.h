// `gavel sql`: one read-only statement over the cache.
#ifndef GAVEL_CMD_CMD_SQL_H
#define GAVEL_CMD_CMD_SQL_H

#include "cmd/command.h"

bool sql_run(struct invocation *invocation, struct err *err);

#endif
