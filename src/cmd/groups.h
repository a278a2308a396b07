// The command groups that commands.c joins into one table; each is defined in its cmd_NAME.c.
#ifndef GAVEL_CMD_GROUPS_H
#define GAVEL_CMD_GROUPS_H

#include "cmd/command.h"

extern const struct command collect_commands[]; // import, sync, source …
extern const size_t collect_command_count;

extern const struct command show_commands[]; // show
extern const size_t show_command_count;

extern const struct command cost_commands[]; // cost …
extern const size_t cost_command_count;

extern const struct command check_commands[]; // check …
extern const size_t check_command_count;

extern const struct command sbom_commands[]; // sbom …
extern const size_t sbom_command_count;

extern const struct command cache_commands[]; // cache …, archive …, sql
extern const size_t cache_command_count;

extern const struct command report_commands[]; // report …
extern const size_t report_command_count;

extern const struct command house_commands[]; // config …, demo, help, version, completion
extern const size_t house_command_count;

extern const struct command inspect_commands[]; // check hardening, iac, ci, headers
extern const size_t inspect_command_count;

#endif
