// Themes: role -> look, from plain text files in themes/.
//
//	# a comment
//	selected = reverse
//	bad      = red bold              colour names, or 0 to 255, or default
//	header   = black on cyan
//
// A role that a theme leaves out looks like plain text. Must not: know a terminal.
#ifndef GAVEL_UI_THEME_H
#define GAVEL_UI_THEME_H

#include "base/err.h"
#include "base/str.h"
#include "ui/role.h"

enum { COLOUR_DEFAULT = -1 };

struct look {
	short foreground, background; // COLOUR_DEFAULT, or a number of the terminal's palette
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

#endif
