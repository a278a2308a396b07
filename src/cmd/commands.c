// All commands, group by group, in the order of the list that `gavel help` prints.
#include "cmd/command.h"
#include "cmd/groups.h"

static const struct {
	const struct command *commands;
	const size_t *count;
} GROUPS[] = {
	{show_commands, &show_command_count},	  {collect_commands, &collect_command_count},
	{sbom_commands, &sbom_command_count},	  {cost_commands, &cost_command_count},
	{check_commands, &check_command_count},	  {inspect_commands, &inspect_command_count},
	{report_commands, &report_command_count}, {cache_commands, &cache_command_count},
	{house_commands, &house_command_count},
};

const struct command *command_at(size_t index)
{
	for (size_t g = 0; g < sizeof GROUPS / sizeof *GROUPS; g++) {
		if (index < *GROUPS[g].count)
			return &GROUPS[g].commands[index];
		index -= *GROUPS[g].count;
	}
	return NULL;
}
