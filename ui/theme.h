// Themes: role -> look, from plain text files in themes/.
//
//	# a comment
//	selected = reverse
//	bad      = red bold              a name, 0 to 255, #rrggbb, or default
//	header   = black on cyan
//
// A colour that a role does not name is that of the role text, whose own are the terminal's. A
// terminal with fewer colours gets the nearest (colour_fit). Must not: know a terminal.
#ifndef GAVEL_UI_THEME_H
#define GAVEL_UI_THEME_H

#include "base/err.h"
#include "base/str.h"
#include "ui/looks/colour.h"
#include "ui/role.h"

struct look {
	int foreground, background; // as in colour.h
	bool bold, dim, underline, reverse;
};

struct theme {
	struct look looks[ROLE_COUNT];
};

// ERR_INVALID: "path:line: what is wrong".
bool theme_parse(struct slice text, const char *path, struct theme *out, struct err *err);
// A theme by name from share/gavel/themes, or by absolute path. ERR_NOT_FOUND names those there
// are.
bool theme_load(const char *name, struct theme *out, struct err *err);
// No colours at all: what NO_COLOR and terminals without colour get. Needs no file.
void theme_plain(struct theme *out);
const char *role_name(enum role role);
const char *role_help(enum role role);
void theme_write_manual(struct str *out); // the part of gavel-theme(5) that tables say

#endif
