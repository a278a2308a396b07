// `gavel config show`: the values in force with their origins.
//
// As text it is a gavel.yaml that means the same; --json has everything.
#ifndef GAVEL_CMD_HOUSE_CONFIG_SHOW_H
#define GAVEL_CMD_HOUSE_CONFIG_SHOW_H

#include "cmd/command.h"

bool config_show_run(struct invocation *invocation, struct err *err);

#endif
