#include "cmd/console.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { COLUMNS_MAX = 500, ROWS_MAX = 200 };

bool console_is_address(const char *const *words, size_t count)
{
	struct slice rest = slice_of(count ? words[0] : "cost");
	return view_find(slice_cut(&rest, ' ')) != NULL;
}

const struct option console_options[CONSOLE_OPTIONS] = {
	[CONSOLE_FRESH] = {"fresh", OPTION_FLAG, NULL,
			   "open the console where it begins, not where you were"},
};

bool console_open(struct session *session, const struct doors *doors,
		  const struct console_words *words, struct err *err)
{
	struct str address = {0};
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(err, ERR_INVALID,
			       "the console needs a terminal; `gavel show` prints the same rows, "
			       "`gavel help` lists the commands");
	// One word may be a whole address; among several, blanks belong to a value.
	for (size_t i = 0; i < words->count; i++) {
		bool quote = words->count > 1 && strchr(words->words[i], ' ');
		str_addf(&address, quote ? "%s\"%s\"" : "%s%s", i ? " " : "", words->words[i]);
	}
	bool resume = !words->count && !words->fresh;
	bool done = doors->console(session, resume ? NULL : str_text(&address), err);
	str_fini(&address);
	return done;
}

bool invocation_screen(const struct invocation *invocation, bool *asked, struct size *size,
		       struct err *err)
{
	const char *text = invocation_option(invocation, "screen");
	char after;
	*asked = text != NULL;
	return !text ||
	       (sscanf(text, "%dx%d%c", &size->columns, &size->rows, &after) == 2 &&
		size->columns >= 1 && size->columns <= COLUMNS_MAX && size->rows >= 1 &&
		size->rows <= ROWS_MAX) ||
	       err_set(err, ERR_INVALID, "--screen '%s': give columns and rows, as 80x24", text);
}
