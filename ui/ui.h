// The console's doors for main.c (struct doors in cmd/command.h).
#ifndef GAVEL_UI_UI_H
#define GAVEL_UI_UI_H

#include "view/view.h"

// The very screen that the console paints at this size, as lines of text.
bool ui_paint(struct session *session, const char *address, struct size size, struct str *out,
	      struct err *err);
// Runs the console on the terminal until the person leaves.
bool ui_console(struct session *session, const char *address, struct err *err);
// The keys in force and where each comes from; with a file, as they would be with it.
bool ui_keys(struct session *session, const char *file, bool json, struct str *out,
	     struct err *err);
// The part of gavel-keys(5) and gavel-theme(5) that is written from tables; false for other pages.
bool ui_manual(const char *page, struct str *out);

#endif
