// The console's doors for main.c (struct doors in cmd/command.h), and the one it needs itself.
#ifndef GAVEL_UI_UI_H
#define GAVEL_UI_UI_H

#include "view/view.h"

// A command of gavel, for the palette: main.c hands over the table of cmd, which ui may not see.
struct ui_command {
	const char *name;      // "cost lines"
	const char *arguments; // "[TERM…]"
	const char *summary;
};
// False behind the last.
typedef bool ui_command_at(size_t index, struct ui_command *out);
// An option of a command, "--json", with its help; false behind the last.
typedef bool ui_option_at(size_t command, size_t index, struct ui_command *out);

struct ui_commands {
	ui_command_at *at;
	ui_option_at *option;
};

// The very screen that the console paints at this size, as lines of text.
bool ui_paint(struct session *session, const char *address, struct size size, struct str *out,
	      struct err *err);
// Runs the console on the terminal until the person leaves.
bool ui_console(struct session *session, const char *address, const struct ui_commands *commands,
		struct err *err);
// The keys in force and where each comes from; with a file, as they would be with it.
bool ui_keys(struct session *session, const char *file, bool json, struct str *out,
	     struct err *err);
// The part of gavel-keys(5) and gavel-theme(5) that is written from tables; false for other pages.
bool ui_manual(const char *page, struct str *out);

#endif
