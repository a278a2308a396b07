// What a line behind ':' means: a command of gavel, an address, or an action by name.
//
// The same line may stand behind "gavel " in a shell: words are split as a shell splits them, and
// a command's name goes before a view's, as there. Must not: run anything.
#ifndef GAVEL_UI_PROMPT_PALETTE_H
#define GAVEL_UI_PROMPT_PALETTE_H

#include "ui/action.h"
#include "ui/prompt/prompt.h"
#include "ui/ui.h"

enum palette_kind { PALETTE_COMMAND, PALETTE_ADDRESS, PALETTE_ACTION, PALETTE_THEME };

struct palette_line {
	enum palette_kind kind;
	const char **words; // of a command, NULL-ended
	const char *text;   // an address, a theme's name
	enum action action;
	struct piece wrong; // what is, when it cannot be read
};

// Memory: arena. ERR_INVALID; out->wrong is then the piece that is.
bool palette_read(const struct ui_commands *commands, struct slice text, struct arena *arena,
		  struct palette_line *out, struct err *err);
// What may stand at the prompt's caret, into its candidates. `ask`: also what takes a query.
void palette_complete(const struct ui_commands *commands, struct session *session,
		      struct prompt *prompt, bool ask);
// A word of a shell's line, in single quotes where it needs them; an address, whose words may stand
// apart.
void palette_add_word(struct slice word, struct str *out);
void palette_add_address(struct slice address, struct str *out);

#endif
