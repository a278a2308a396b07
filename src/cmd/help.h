// --help, the list of commands, gavel(1): all from the command table.
#ifndef GAVEL_CMD_HELP_H
#define GAVEL_CMD_HELP_H

#include "cmd/command.h"

// Options that every command takes.
extern const struct option GLOBAL_OPTIONS[];
extern const size_t GLOBAL_OPTION_COUNT;

// One command's help, or with NULL the list of all.
void help_write(const struct command *command, struct str *out);
// mdoc for gavel(1): the commands and the global options.
void help_write_manual(struct str *out);
// mdoc for gavel-config(5): the keys of gavel.yaml and of its sources.
// Shapes of addresses, and the views with their columns, for gavel-filter(7).
void help_write_filter_manual(struct str *out);
void help_write_config_manual(struct str *out);
// mdoc for gavel-gates(5): the keys of gate files.
void help_write_gates_manual(struct str *out);

#endif
