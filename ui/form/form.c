#include "ui/form/form.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { INDENT = 2, LABEL_MAX = 24, GAP = 2 };

struct form *form_new(struct session *session, const char *title, struct pane *pane)
{
	struct form *form = mem_alloc(sizeof *form);
	form->session = session;
	form->title = arena_text(&form->arena, title);
	*pane = (struct pane){.class = &PANE_FORM, .state = form};
	return form;
}

void form_add(struct form *form, const struct form_line *line)
{
	struct form_line *copy = vec_push(&form->lines);
	*copy = *line;
	copy->label = arena_text(&form->arena, line->label ? line->label : "");
	copy->text = arena_text(&form->arena, line->text ? line->text : "");
	copy->address = arena_text(&form->arena, line->address);
	copy->whole = arena_text(&form->arena, line->whole);
}

void form_close(void *state)
{
	struct form *form = state;
	vec_fini(&form->lines);
	arena_fini(&form->arena);
	free(form);
}

bool form_load(void *state, struct err *err)
{
	struct form *form = state;
	size_t had = form->lines.len;
	if (!form->fill || (form->once && form->filled))
		return true;
	form->lines.len = 0;
	if (!form->fill(form, err)) {
		form->lines.len = form->filled ? had : 0;
		return false;
	}
	form->filled = true;
	return true;
}

// ---- Painting ----

// The labels' common width.
static int label_width(const struct form *form)
{
	int widest = 0;
	for (size_t i = 0; i < form->lines.len; i++) {
		const struct form_line *line = &form->lines.at[i];
		int width = (int)utf8_columns(slice_of(line->label)) + INDENT * line->depth;
		if (*line->label && width > widest)
			widest = width;
	}
	return widest > LABEL_MAX ? LABEL_MAX : widest;
}

// One line over as many rows as it takes, at least one; the rows taken.
static int paint_line(const struct form_line *line, struct area area, int row, int width)
{
	int at = width ? width + GAP : 0;
	if (*line->label)
		area_field(area,
			   (struct field){row, INDENT * line->depth, width - INDENT * line->depth,
					  false, CUT_MIDDLE},
			   ROLE_HEADER, slice_of(line->label));
	struct area body = area_cut(area, 0, at, area.rows, area.columns - at);
	enum role role = line->address || line->whole ? ROLE_KEY : line->role;
	struct field one = {.row = row, .width = body.columns};
	if (line->whole)
		area_field(body, one, role, slice_of(line->text));
	int rows = line->whole ? 1 : area_flow(body, row, role, slice_of(line->text));
	return rows ? rows : 1;
}

// How many rows a line takes where there is room.
static int height(const struct form_line *line, struct area area, int width)
{
	struct screen screen;
	screen_init(&screen, (struct size){area.columns, area.rows});
	screen.ascii = area.screen->ascii;
	int rows = paint_line(line, screen_area(&screen), 0, width);
	screen_fini(&screen);
	return rows;
}

// The first line behind those that stand whole below the one at the top.
static size_t behind(const struct form *form, struct area area, int width)
{
	size_t i = form->top;
	int taken = 0;
	while (i < form->lines.len &&
	       (taken += height(&form->lines.at[i], area, width)) <= area.rows)
		i++;
	return i > form->top ? i : i + 1;
}

// The first of the lines that fill the area up to the one before `end`.
static size_t before(const struct form *form, size_t end, struct area area, int width)
{
	size_t i = end;
	int taken = 0;
	while (i && (taken += height(&form->lines.at[i - 1], area, width)) <= area.rows)
		i--;
	return i < end || !end ? i : end - 1;
}

// What is read next, or was read before, stands at the top; the last page is a full one.
static void turn(struct form *form, struct area area, int width)
{
	size_t count = form->lines.len;
	for (; count && form->turn > 0; form->turn--) {
		size_t next = behind(form, area, width), last = before(form, count, area, width);
		form->selected = next < count ? next : count - 1;
		form->top = next < last ? next : last;
	}
	for (; form->turn < 0; form->turn++)
		form->selected = form->top = before(form, form->top, area, width);
	form->turn = 0;
}

static void follow(struct form *form, struct area area, int width)
{
	size_t first = form->selected;
	if (!form->lines.len)
		return;
	int taken = height(&form->lines.at[first], area, width);
	while (first > form->top) {
		taken += height(&form->lines.at[first - 1], area, width);
		if (taken > area.rows)
			break;
		first--;
	}
	if (first > form->top || form->selected < form->top)
		form->top = first;
}

void form_paint(void *state, struct area area)
{
	struct form *form = state;
	struct area body = area_cut(area, 1, 0, area.rows - 1, area.columns);
	int width = label_width(form), row = 0;
	size_t i;
	form->page = body.rows > 1 ? body.rows - 1 : 1;
	turn(form, body, width);
	follow(form, body, width);
	for (i = form->top; i < form->lines.len && row < body.rows; i++) {
		int rows = paint_line(&form->lines.at[i], body, row, width);
		for (int r = row; i == form->selected && r < row + rows; r++)
			area_paint(body, r, ROLE_SELECTED);
		if (i == form->selected) {
			body.screen->cursor_row = body.row + row;
			body.screen->cursor_column = body.column;
		}
		row += rows;
	}
	form->below = form->lines.len - i;
}

// A form that goes on says so.
enum role form_facts(const void *state, struct str *out)
{
	const struct form *form = state;
	const char *ending = (form->top ? form->top : form->below) == 1 ? "" : "s";
	if (form->top)
		str_addf(out, "%zu line%s above", form->top, ending);
	if (form->below && form->top)
		str_addf(out, ", %zu below", form->below);
	else if (form->below)
		str_addf(out, "%zu line%s below", form->below, ending);
	return ROLE_DIM;
}

void form_address(const void *state, struct str *out)
{
	const struct form *form = state;
	str_add_text(out, form->title);
}

// ---- Actions ----

static const char *refuse_open(const struct form *form)
{
	const struct form_line *line =
		form->selected < form->lines.len ? &form->lines.at[form->selected] : NULL;
	return line && (line->address || line->whole) ? NULL : "this line leads nowhere";
}

// The line of a command is good for a shell; other forms are reached from rows.
static const char *refuse_copy(const struct form *form)
{
	return form->once ? NULL : "this has no address; go back to the rows, which have one";
}

const char *form_refusal(const void *state, enum action action)
{
	switch (action) {
	case ACTION_DOWN:
	case ACTION_UP:
	case ACTION_PAGE_DOWN:
	case ACTION_PAGE_UP:
	case ACTION_HALF_DOWN:
	case ACTION_HALF_UP:
	case ACTION_FIRST:
	case ACTION_LAST: return NULL;
	case ACTION_OPEN: return refuse_open(state);
	case ACTION_COPY: return refuse_copy(state);
	case ACTION_BACK: return "this is the first level";
	default: return "that needs rows; q goes back to them";
	}
}

static void move(struct form *form, long by)
{
	long last = (long)form->lines.len - 1, to = (long)form->selected + by;
	form->selected = to < 0 || last < 0 ? 0 : (size_t)(to > last ? last : to);
}

static void open_line(const struct form *form, const struct form_line *line, struct outcome *out)
{
	if (line->address)
		out->address = mem_text(line->address);
	else
		out->next = form_of_text(form->session, line->label, line->whole);
}

bool form_act(void *state, enum action action, struct outcome *out, struct err *err)
{
	struct form *form = state;
	(void)err;
	switch (action) {
	case ACTION_DOWN: move(form, 1); break;
	case ACTION_UP: move(form, -1); break;
	case ACTION_PAGE_DOWN: form->turn++; break;
	case ACTION_PAGE_UP: form->turn--; break;
	case ACTION_HALF_DOWN: move(form, (form->page + 1) / 2); break;
	case ACTION_HALF_UP: move(form, -(form->page + 1) / 2); break;
	case ACTION_FIRST: form->selected = 0; break;
	case ACTION_LAST: move(form, (long)form->lines.len); break;
	case ACTION_OPEN: open_line(form, &form->lines.at[form->selected], out); break;
	default: break;
	}
	return true;
}

struct sheet *form_sheet(void *state)
{
	(void)state;
	return NULL;
}

bool form_list(void *state, enum action action, struct list *out)
{
	(void)state, (void)action, (void)out;
	return false;
}

const char *form_working(const void *state)
{
	const struct form *form = state;
	return form->working;
}

const struct pane_class PANE_FORM = {
	.close = form_close,
	.load = form_load,
	.paint = form_paint,
	.address = form_address,
	.facts = form_facts,
	.sheet = form_sheet,
	.refusal = form_refusal,
	.act = form_act,
	.list = form_list,
	.working = form_working,
};
