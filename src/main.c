// gavel: see src/cmd/command.h.
#include "cmd/command.h"

int main(int argc, char **argv)
{
	return command_main(argc, argv);
}
