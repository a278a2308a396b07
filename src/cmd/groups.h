// The command groups that command.c joins into one table; each is defined in its cmd_NAME.c.
#ifndef GAVEL_CMD_GROUPS_H
#define GAVEL_CMD_GROUPS_H

#include "cmd/command.h"

extern const struct command collect_commands[]; // import, sync, source …
extern const size_t collect_command_count;

#endif
