// How a prompt looks.
#include "ui/prompt/prompt.h"

#include "base/utf8.h"

enum { FAULT_MOST = 3 };

// The part of the line around the caret that fits.
static size_t begin_of_window(const struct prompt *prompt, int room)
{
	struct slice before = {prompt->text.at, prompt->caret};
	struct grapheme g;
	while (before.len && (int)utf8_columns(before) >= room)
		utf8_next(&before, &g);
	return prompt->caret - before.len;
}

static void paint_line(const struct prompt *prompt, struct area area)
{
	static const char *const SIGNS[PROMPT_KINDS] = {"", "/", ":"};
	int row = area.rows - 1, room = area.columns - 1;
	area_blank(area_cut(area, row, 0, 1, area.columns));
	area_text(area, row, 0, ROLE_KEY, slice_of(SIGNS[prompt->kind]));
	size_t from = prompt->text.len ? begin_of_window(prompt, room) : 0;
	struct slice shown = {prompt->text.at + from, prompt->text.len - from};
	area_text(area, row, 1, ROLE_TEXT, shown);
	shown.len = prompt->caret - from;
	area.screen->cursor_row = area.row + row;
	area.screen->cursor_column = area.column + 1 + (int)utf8_columns(shown);
}

static void paint_candidates(const struct prompt *prompt, struct area area)
{
	const struct candidates *c = &prompt->candidates;
	size_t rows = (size_t)area.rows, chosen = prompt->chosen ? prompt->chosen - 1 : 0;
	size_t from = chosen >= rows ? chosen - rows + 1 : 0;
	area_blank(area);
	for (size_t i = 0; i < rows && from + i < c->count; i++) {
		const struct candidate *item = &c->items[from + i];
		int taken = area_text(area, (int)i, 1, ROLE_KEY, slice_of(item->text));
		int at = taken < 22 ? 24 : taken + 3;
		area_text(area, (int)i, at, ROLE_DIM, slice_of(item->help));
		if (prompt->chosen && from + i == chosen)
			area_paint(area, (int)i, ROLE_SELECTED);
	}
}

void prompt_paint(struct prompt *prompt, struct area area)
{
	int row = area.rows - 1, most = area.rows / 3;
	size_t count = prompt->listed ? prompt->candidates.count : 0;
	int rows = (int)count < most ? (int)count : most;
	if (prompt->fault)
		row -= area_foot(area_cut(area, 0, 0, row, area.columns), FAULT_MOST, ROLE_BAD,
				 slice_of(prompt->fault));
	if (rows)
		paint_candidates(prompt, area_cut(area, row - rows, 0, rows, area.columns));
	paint_line(prompt, area);
}
