// The verbs of the noun `source`: what is configured, how it went, what it said.
#ifndef GAVEL_CMD_CMD_SOURCE_H
#define GAVEL_CMD_CMD_SOURCE_H

#include "cmd/command.h"

bool source_list_run(struct invocation *invocation, struct err *err);
bool source_show_run(struct invocation *invocation, struct err *err);
bool source_log_run(struct invocation *invocation, struct err *err);
// The configured source, or ERR_NOT_FOUND listing those there are.
const struct source_config *source_named(const struct config *config, const char *name,
					 struct err *err);

#endif
