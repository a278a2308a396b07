#include "tests/pty/pty.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static void add_cell(VTermScreen *screen, VTermPos at, struct str *out)
{
	VTermScreenCell cell;
	vterm_screen_get_cell(screen, at, &cell);
	if (cell.chars[0] == (uint32_t)-1)
		return; // the right half of a wide character
	if (!cell.chars[0])
		str_add_char(out, ' ');
	for (size_t i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++) {
		char bytes[4];
		str_add(out, bytes, utf8_encode(cell.chars[i], bytes));
	}
}

char *pty_text(struct pty *pty)
{
	struct str out = {0};
	VTermPos at;
	int rows, columns;
	vterm_get_size(pty->terminal, &rows, &columns);
	for (at.row = 0; at.row < rows; at.row++) {
		for (at.col = 0; at.col < columns; at.col++)
			add_cell(pty->screen, at, &out);
		while (out.len && out.at[out.len - 1] == ' ')
			out.len--;
		str_add_char(&out, '\n');
	}
	return str_take(&out);
}

bool pty_until(struct pty *pty, const char *text)
{
	bool more = true;
	for (;;) {
		char *screen = pty_text(pty);
		bool found = strstr(screen, text) != NULL;
		free(screen);
		if (found || !more)
			return found;
		more = pty_frame(pty);
	}
}

void pty_cursor(struct pty *pty, int *row, int *column)
{
	VTermPos at;
	vterm_state_get_cursorpos(vterm_obtain_state(pty->terminal), &at);
	*row = at.row;
	*column = at.col;
}
