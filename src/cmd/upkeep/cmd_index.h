// `gavel cache index`: the text index brought up to what the cache holds.
#ifndef GAVEL_CMD_UPKEEP_CMD_INDEX_H
#define GAVEL_CMD_UPKEEP_CMD_INDEX_H

#include "cmd/command.h"

enum { INDEX_OPTION_COUNT = 1 };
extern const struct option INDEX_OPTIONS[INDEX_OPTION_COUNT];

bool index_run(struct invocation *invocation, struct err *err);

#endif
