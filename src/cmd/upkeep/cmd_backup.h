// `gavel archive backup` and `gavel archive restore`.
#ifndef GAVEL_CMD_UPKEEP_CMD_BACKUP_H
#define GAVEL_CMD_UPKEEP_CMD_BACKUP_H

#include "cmd/command.h"

bool backup_run(struct invocation *invocation, struct err *err);
bool restore_run(struct invocation *invocation, struct err *err);

#endif
