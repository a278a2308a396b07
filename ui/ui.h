// The console's two doors for main.c: see struct doors in cmd/command.h.
#ifndef GAVEL_UI_UI_H
#define GAVEL_UI_UI_H

#include "base/err.h"
#include "base/str.h"
#include "view/session.h"

bool ui_paint(struct session *session, const char *address, int columns, int rows, struct str *out,
	      struct err *err);
bool ui_console(struct session *session, const char *address, struct err *err);

#endif
