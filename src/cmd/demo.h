// `gavel demo`: the demo estate in a temporary home that is removed on every way out.
#ifndef GAVEL_CMD_DEMO_H
#define GAVEL_CMD_DEMO_H

#include "cmd/command.h"

bool demo_run(struct invocation *invocation, struct err *err);

#endif
