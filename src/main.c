// gavel, the composition root: commands below, the console above them.
#include "base/str.h"
#include "cmd/command.h"
#include "cmd/help.h"
#include "store/cache.h"
#include "ui/ui.h"

// ---- What the console's palette is told of commands ----

static bool command_of(size_t index, struct ui_command *out)
{
	const struct command *command = command_at(index);
	if (command)
		*out = (struct ui_command){command->name, command->arguments, command->summary};
	return command != NULL;
}

// The command's own options, then those that every command takes.
static bool option_of(size_t command, size_t index, struct ui_command *out)
{
	const struct command *of = command_at(command);
	if (!of || index >= of->option_count + GLOBAL_OPTION_COUNT)
		return false;
	const struct option *option = index < of->option_count
					      ? &of->options[index]
					      : &GLOBAL_OPTIONS[index - of->option_count];
	*out = (struct ui_command){option->name, option->value, option->help};
	return true;
}

static bool console(struct session *session, const char *address, struct err *err)
{
	static const struct ui_commands COMMANDS = {command_of, option_of};
	return ui_console(session, address, &COMMANDS, err);
}

int main(int argc, char **argv)
{
	static const struct doors DOORS = {
		.paint = ui_paint,
		.console = console,
		.keys = ui_keys,
		.manual = ui_manual,
	};
	mem_return_early();
	cache_set_up();
	return command_main(argc, argv, &DOORS);
}
