// The console's two doors for main.c (struct doors in cmd/command.h).
#ifndef GAVEL_UI_UI_H
#define GAVEL_UI_UI_H

#include "view/view.h"

// The very screen that the console paints at this size, as lines of text.
bool ui_paint(struct session *session, const char *address, struct size size, struct str *out,
	      struct err *err);
// Runs the console on the terminal until the person leaves.
bool ui_console(struct session *session, const char *address, struct err *err);

#endif
