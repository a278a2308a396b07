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

bool console_open(struct session *session, const struct doors *doors, struct words words,
		  bool fresh, struct err *err)
{
	struct str address = {0};
	struct arena arena = {0};
	struct select select;
	const struct view *view;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(err, ERR_INVALID,
			       "the console needs a terminal; `gavel show` prints the same rows, "
			       "`gavel help` lists the commands");
	bool done = address_parse_words(words, &arena, &view, &select, err);
	bool resume = !words.count && !fresh;
	// Without conditions the console begins where it likes.
	if (done && words.count > 1)
		address_print(view, &select, &address);
	else if (words.count)
		str_add_text(&address, words.at[0]);
	done = done && doors->console(session, resume ? NULL : str_text(&address), err);
	arena_fini(&arena);
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
