// The command table: every verb of gavel, for the shell and for the console's palette.
//
// The console stands above this room: main.c hands its doors over as struct doors.
// From this table come dispatch, --help, completion and gavel(1). Handlers get parsed options
// and write data to stdout, talk to stderr. Must not: know curses.
#ifndef GAVEL_CMD_COMMAND_H
#define GAVEL_CMD_COMMAND_H

#include "view/view.h"

enum option_kind {
	OPTION_FLAG,
	OPTION_CHOICE, // a flag that may have a value behind '='
	OPTION_TEXT,
	OPTION_INT,
	OPTION_TIME,
	OPTION_DURATION,
	OPTION_SIZE
};

struct option {
	const char *name; // "json" for --json
	enum option_kind kind;
	const char *value; // "FILE" in help, NULL for a flag
	const char *help;
};

// What the console offers to commands; see ui/ui.h.
struct doors {
	bool (*paint)(struct session *session, const char *address, struct size size,
		      struct str *out, struct err *err);
	// Address NULL: where the person was.
	bool (*console)(struct session *session, const char *address, struct err *err);
	bool (*keys)(struct session *session, const char *file, bool json, struct str *out,
		     struct err *err);
	// The written part of a manual page about the console; false when it is not.
	bool (*manual)(const char *page, struct str *out);
};

struct invocation {
	struct session *session;
	const struct doors *doors;
	const struct command *command;
	const char **arguments; // positional
	size_t argument_count;
	const char *const
		*option_values; // by index in command->options; NULL = not given, "" = flag
	bool json;
	// Why the configuration could not be read: only for commands that take any; else NULL.
	const char *config_fault;
	struct str out; // data; written to stdout when the handler returns
};

struct command {
	const char *name;      // "show", or "cache rebuild" for a verb of a noun
	const char *arguments; // "[VIEW] [FILTER…]"
	const char *summary;   // one line
	const char *help;      // paragraphs, ≤ 40 lines with the options
	const struct option *options;
	size_t option_count;
	bool any_config; // runs also when the configuration cannot be read
	bool (*run)(struct invocation *invocation,
		    struct err *err); // false: err->code -> exit status
};

// The table's rows in order; NULL behind the last.
const struct command *command_at(size_t index);
// All of main: parses, runs, prints errors; returns the exit status.
int command_main(int argc, char **argv, const struct doors *doors);
// --screen=WxH of a command: 1 to 500 columns, 1 to 200 rows. Absent: *asked is false.
bool invocation_screen(const struct invocation *invocation, bool *asked, struct size *size,
		       struct err *err);
// An option's value or NULL.
const char *invocation_option(const struct invocation *invocation, const char *name);

#endif
