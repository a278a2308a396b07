// gavel, the composition root: commands below, the console above them.
#include "cmd/command.h"
#include "ui/ui.h"

int main(int argc, char **argv)
{
	static const struct doors DOORS = {
		.paint = ui_paint,
		.console = ui_console,
		.keys = ui_keys,
		.manual = ui_manual,
	};
	return command_main(argc, argv, &DOORS);
}
