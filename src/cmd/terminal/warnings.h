// What collectors warn of while a command runs them, on stderr: the same words about many files are
// said once, and at the end how often they came again (`gavel source log` has each).
//
//	warnings_add … warnings_say_held -> warnings_end
#ifndef GAVEL_CMD_TERMINAL_WARNINGS_H
#define GAVEL_CMD_TERMINAL_WARNINGS_H

#include "base/map.h"
#include "cmd/terminal/progress.h"

struct warnings {
	struct progress *progress; // cleared before anything is said
	struct str held;	   // the last error, until it is known not to be the command's own
	struct map said;	   // words without the file, and how often they came again
};

// level: as collect_options.message has it; only 'E' and 'W' are told.
void warnings_add(struct warnings *warnings, char level, const char *text);
void warnings_say(struct warnings *warnings, char level, const char *text);
void warnings_say_held(struct warnings *warnings);
void warnings_end(struct warnings *warnings);

#endif
