#include "cmd/gate/gate.h"
#include "cmd/groups.h"

const struct command check_commands[] = {
	{.name = "check findings",
	 .arguments = "[PATH…]",
	 .summary = "the gate over what the scanners found: pass, fail or incomplete",
	 .help = "A gate file says how many findings of which severity may be open, what blocks\n"
		 "at any severity, and which scans must be there: gavel-gates(5). Without one the\n"
		 "built-in gate holds; --show-policy prints it. A scan of an image is tied to\n"
		 "--digest, of a repository to --commit, else to --target: its newest and what "
		 "runs.\n\n"
		 "--scan judges files alone, and leaves nothing behind. All count, and all must "
		 "be\n"
		 "whole. A file is [TARGET#CATEGORY=][FORMAT:]PATH: gitleaks:leaks.json; also "
		 "SBOMs,\n"
		 "VEX and the KEV catalogue, which is needed where vulnerabilities are judged: "
		 "else\n"
		 "the cache's. --new-since: what a report, branch or scan had not, or less "
		 "severe.\n\n"
		 "Exit 0 pass, 1 fail, 6 incomplete (a scan is missing, stale, failed, or of "
		 "something\n"
		 "else), 2 when the gate file or a report cannot be read.",
	 .options = CHECK_FINDINGS_OPTIONS,
	 .option_count = CHECK_FINDINGS_OPTION_COUNT,
	 .run = check_findings_run},
};
const size_t check_command_count = sizeof check_commands / sizeof *check_commands;
