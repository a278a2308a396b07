#include "cmd/check/findings.h"
#include "cmd/check/report.h"
#include "cmd/groups.h"

const struct command check_commands[] = {
	{.name = "check findings",
	 .arguments = "",
	 .summary = "the gate over what the scanners found: pass, fail or incomplete",
	 .help = "Judges open findings and the scans that must be there by a gate file.\n\n"
		 "Exit 0 pass, 1 fail, 6 incomplete.",
	 .options = FINDINGS_OPTIONS,
	 .option_count = FINDINGS_OPTION_COUNT,
	 .run = findings_run},
};
const size_t check_command_count = sizeof check_commands / sizeof *check_commands;
