#include "cmd/gate/gate.h"
#include "cmd/groups.h"

const struct command check_commands[] = {
	{.name = "check findings",
	 .arguments = "[PATH…]",
	 .summary = "the gate over what the scanners found: pass, fail or incomplete",
	 .help = "A gate file says how many findings of which severity may be open, what blocks "
		 "at\n"
		 "any severity, and which scans must be there; gavel-gates(5) explains it. Without "
		 "one\n"
		 "the built-in gate holds; --show-policy prints it. One vulnerability in one "
		 "package of\n"
		 "one target counts once, however many tools see it.\n\n"
		 "A scan of an image is tied to --digest, one of a repository to --commit; all "
		 "others\n"
		 "to --target. What another digest has is not counted, and a tag is no "
		 "evidence.\n\n"
		 "--scan judges the files alone: they are imported into a temporary home, and "
		 "nothing\n"
		 "is left of it. All of them count, and all must be whole.\n\n"
		 "--new-since counts only what was not there before: in a report, in the newest "
		 "whole\n"
		 "scans of a branch, or in one scan. Findings are compared one by one, not by "
		 "count.\n\n"
		 "Exit 0 pass, 1 fail, 6 incomplete: nothing blocks, but a scan is missing, stale, "
		 "failed\n"
		 "or of something else; 2 the gate file or a report cannot be read.",
	 .options = CHECK_FINDINGS_OPTIONS,
	 .option_count = CHECK_FINDINGS_OPTION_COUNT,
	 .run = check_findings_run},
};
const size_t check_command_count = sizeof check_commands / sizeof *check_commands;
