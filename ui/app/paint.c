#include "ui/app/app.h"

#include "base/utf8.h"

#include <string.h>

enum { LEAST_COLUMNS = 40, LEAST_ROWS = 10, MARGIN = 2, HINT_GAP = 3, MESSAGE_ROWS = 4 };

// ---- The title ----

// Where one is: the tab, what lies below, the address; to the right how old it is.
static void paint_title(const struct app *app, struct area area)
{
	const struct pane *pane = places_shown(&app->places);
	struct str address = {0}, facts = {0};
	enum role role = ROLE_TEXT;
	places_crumbs(&app->places, &address);
	pane->class->address(pane->state, &address);
	if (pane->class->facts)
		role = pane->class->facts(pane->state, &facts);
	int right = (int)utf8_columns(str_slice(&facts));
	int room = area.columns - right - (right ? MARGIN : 0);
	area_field(area, (struct field){.width = room, .cut = CUT_MIDDLE}, ROLE_TITLE,
		   str_slice(&address));
	area_text(area, 0, area.columns - right, role, str_slice(&facts));
	str_fini(&address);
	str_fini(&facts);
}

// ---- The last line ----

// What can be done here, the most telling first.
static const struct {
	enum action action;
	const char *word;
} HINTS[] = {
	{ACTION_OPEN, "open"},	       {ACTION_NEXT, "next"},
	{ACTION_PREVIOUS, "previous"}, {ACTION_BACK, "back"},
	{ACTION_FILTER, "filter"},     {ACTION_BY, "by"},
	{ACTION_FIXES, "fix first"},   {ACTION_MEASURE, "measure"},
	{ACTION_SORT, "sort"},	       {ACTION_PROOF, "from where"},
	{ACTION_COMMAND, "command"},   {ACTION_EARLIER, "month before"},
	{ACTION_MARK, "mark"},	       {ACTION_COLUMNS, "columns"},
	{ACTION_EXPORT, "export"},     {ACTION_DETAIL, "detail"},
	{ACTION_COPY, "copy address"}, {ACTION_HELP, "help"},
	{ACTION_QUIT, "quit"},
};
// Those that always have their place, at the end.
static const enum action LAST[] = {ACTION_HELP, ACTION_QUIT};

static const char *hint_word(enum action action)
{
	for (size_t i = 0; i < sizeof HINTS / sizeof *HINTS; i++)
		if (HINTS[i].action == action)
			return HINTS[i].word;
	return "";
}

static bool is_last(enum action action)
{
	return action == LAST[0] || action == LAST[1];
}

static void add_hint(const struct app *app, struct str *out, enum action action, int room)
{
	struct arena arena = {0};
	const char *key = app_key(app, action, &arena), *word = hint_word(action);
	int takes = (int)(utf8_columns(slice_of(key)) + 1 + strlen(word));
	if (*key && (int)out->len + (out->len ? HINT_GAP : 0) + takes <= room) {
		str_add_repeat(out, ' ', out->len ? HINT_GAP : 0);
		str_addf(out, "%s %s", key, word);
	}
	arena_fini(&arena);
}

static void paint_hints(const struct app *app, struct area area, int row)
{
	struct str text = {0}, last = {0};
	for (size_t i = 0; i < sizeof LAST / sizeof *LAST; i++)
		add_hint(app, &last, LAST[i], area.columns);
	int room = area.columns - (int)last.len - HINT_GAP;
	for (size_t i = 0; i < sizeof HINTS / sizeof *HINTS; i++)
		if (!app_refusal(app, HINTS[i].action) && !is_last(HINTS[i].action))
			add_hint(app, &text, HINTS[i].action, room);
	str_add_repeat(&text, ' ', text.len ? HINT_GAP : 0);
	str_add_slice(&text, str_slice(&last));
	area_text(area, row, 0, ROLE_DIM, str_slice(&text));
	str_fini(&text);
	str_fini(&last);
}

static void paint_waiting(const struct app *app, struct area area, int row)
{
	struct str text = {0};
	key_add_name(&text, app->keys.at[0]);
	str_add_text(&text, " and another key; Esc drops it");
	area_text(area, row, 0, ROLE_TEXT, str_slice(&text));
	str_fini(&text);
}

// What waits to be seen: marks, and news that nobody asked for yet. Returns its width.
static int paint_chips(const struct app *app, struct area area, int row)
{
	const struct sheet *sheet = app_sheet(app);
	struct str text = {0};
	if (sheet && sheet->marks.len)
		str_addf(&text, "%zu marked", sheet->marks.len);
	if (app->news.len) {
		struct arena arena = {0};
		struct slice news = str_slice(&app->news);
		str_addf(&text, "%s%.*s: %s shows them", text.len ? "   " : "", (int)news.len,
			 news.at, app_key(app, ACTION_NEWS, &arena));
		arena_fini(&arena);
	}
	int width = (int)utf8_columns(str_slice(&text));
	area_text(area, row, area.columns - width, ROLE_WARN, str_slice(&text));
	str_fini(&text);
	return width ? width + MARGIN : 0;
}

static const char *list_hint(enum action list_of)
{
	return list_of == ACTION_COLUMNS ? "Enter show or hide   < to the left   q done"
					 : "Enter choose   q back";
}

static void paint_status(const struct app *app, struct area area)
{
	int row = area.rows - 1;
	if (app_next(app).waits) {
		paint_waiting(app, area, row);
		return;
	}
	if (app->message.len) {
		area_foot(area, MESSAGE_ROWS, app->message_role, str_slice(&app->message));
		return;
	}
	int chips = paint_chips(app, area, row);
	struct area left = area_cut(area, 0, 0, area.rows, area.columns - chips);
	if (app->list.title)
		area_text(left, row, 0, ROLE_DIM, slice_of(list_hint(app->list_of)));
	else
		paint_hints(app, left, row);
}

// ---- The whole ----

void app_paint(struct app *app, struct screen *screen)
{
	struct area area = screen_area(screen);
	const struct pane *pane = places_shown(&app->places);
	screen_clear(screen);
	app->page = area.rows > 4 ? area.rows / 2 : 1;
	if (area.columns < LEAST_COLUMNS || area.rows < LEAST_ROWS) {
		area_print(area, ROLE_TEXT, "gavel needs %dx%d (now %dx%d)", LEAST_COLUMNS,
			   LEAST_ROWS, area.columns, area.rows);
		return;
	}
	pane->class->paint(pane->state, area_cut(area, 0, 0, area.rows - 1, area.columns));
	paint_title(app, area); // last: it tells what was painted
	if (app->list.title)
		list_paint(&app->list, area_cut(area, 1, 0, area.rows - 2, area.columns));
	if (app->prompt.kind)
		prompt_paint(&app->prompt, area);
	else
		paint_status(app, area);
}
