#include "ui/findings/head.h"

#include "ui/chart.h"

#include <string.h>

enum { LINES = 3, CHART_ROWS = 5, TALL = 36, BAR_WIDTH = 2 };

// ---- Loading ----

static bool query(struct session *session, const char *address, struct arena *arena,
		  struct result *out, struct err *err)
{
	const struct view *view;
	struct select select;
	return address_parse(slice_of(address), arena, &view, &select, err) &&
	       view_run(session, &select, arena, out, err);
}

static int64_t number(const struct result *result, size_t row, const char *column)
{
	size_t at = result_place(result, column);
	return at < result->column_count ? result_at(result, row, at)->integer : 0;
}

static struct slice word(const struct result *result, size_t row, const char *column)
{
	size_t at = result_place(result, column);
	const char *text = at < result->column_count ? result_at(result, row, at)->text : NULL;
	return slice_of(text ? text : "");
}

static void take_standing(struct head *head, const struct result *result)
{
	for (size_t i = 0; i < result->row_count; i++) {
		enum finding_level level;
		enum finding_class class;
		int64_t open = number(result, i, "open");
		if (!finding_level_read(word(result, i, "severity"), &level) ||
		    !finding_class_read(word(result, i, "class"), &class))
			continue;
		head->open[level] += open;
		head->suppressed += number(result, i, "suppressed");
		head->late[level] += number(result, i, "late");
		head->classes[class] += open;
	}
}

// The newest come first.
static void take_weeks(struct head *head, const struct result *result)
{
	head->week_count = result->row_count;
	for (size_t i = 0; i < result->row_count; i++)
		head->weeks[result->row_count - 1 - i] = (struct head_week){
			.week = number(result, i, "week"),
			.opened = number(result, i, "opened"),
			.reopened = number(result, i, "reopened"),
			.gone = number(result, i, "fixed") + number(result, i, "retired") +
				number(result, i, "closed"),
			.end = number(result, i, "end"),
			.scanned = number(result, i, "scanned") > 0,
		};
}

bool head_load(struct session *session, struct head *head, struct err *err)
{
	struct arena arena = {0};
	struct result standing, weeks;
	struct head next = {0};
	bool done = query(session, "repairs by:class,severity", &arena, &standing, err) &&
		    query(session, "trend by:week limit:26", &arena, &weeks, err);
	if (done) {
		take_standing(&next, &standing);
		take_weeks(&next, &weeks);
		*head = next;
	}
	arena_fini(&arena);
	return done;
}

// ---- Painting ----

int head_rows(const struct head *head, int rows)
{
	return rows >= TALL && head->week_count > 1 ? LINES + CHART_ROWS + 1 : LINES;
}

// Words one behind the other, as many as there is room for.
struct pen {
	struct area area;
	int row, column;
};

static void put(struct pen *pen, enum role role, const char *text)
{
	pen->column += area_text(pen->area, pen->row, pen->column, role, slice_of(text));
}

static void put_number(struct pen *pen, enum role role, const char *word, int64_t number)
{
	struct str text = {0};
	str_addf(&text, "%s%lld", word, (long long)number);
	put(pen, role, str_text(&text));
	str_fini(&text);
}

static void paint_levels(const struct head *head, struct area area)
{
	struct pen pen = {.area = area};
	for (int level = FINDING_LEVELS - 1; level >= 0; level--) {
		bool grave = level >= LEVEL_HIGH && head->open[level];
		if (!head->open[level] && level <= LEVEL_INFO)
			continue;
		put(&pen, ROLE_DIM, finding_level_name((enum finding_level)level));
		put_number(&pen, grave ? ROLE_BAD : ROLE_TEXT, " ", head->open[level]);
		if (head->late[level]) {
			put_number(&pen, ROLE_BAD, " (", head->late[level]);
			put(&pen, ROLE_BAD, " late)");
		}
		put(&pen, ROLE_TEXT, "   ");
	}
}

static void paint_classes(const struct head *head, struct area area)
{
	struct pen pen = {.area = area, .row = 1};
	for (int class = 0; class < FINDING_CLASSES; class ++) {
		if (!head->classes[class])
			continue;
		put(&pen, ROLE_DIM, finding_class_name((enum finding_class) class));
		put_number(&pen, ROLE_TEXT, " ", head->classes[class]);
		put(&pen, ROLE_TEXT, "   ");
	}
}

// The last weeks in one row; a week without a whole scan is a gap, for nothing is known of it.
static void make_bars(const struct head *head, struct bar *bars)
{
	for (size_t i = 0; i < head->week_count; i++) {
		const struct head_week *week = &head->weeks[i];
		bars[i] = (struct bar){week->scanned ? BAR_WHOLE : BAR_NONE, (double)week->end, -1};
	}
}

static int64_t open_now(const struct head *head)
{
	int64_t open = 0;
	for (int level = 0; level < FINDING_LEVELS; level++)
		open += head->open[level];
	return open;
}

static void paint_week(const struct head *head, struct area area, int row)
{
	struct pen pen = {.area = area, .row = row};
	struct bar bars[HEAD_WEEKS];
	if (!head->week_count)
		return;
	const struct head_week *week = &head->weeks[head->week_count - 1];
	put_number(&pen, ROLE_TEXT, "in all ", open_now(head));
	put(&pen, ROLE_TEXT, " open");
	if (head->suppressed) {
		put_number(&pen, ROLE_TEXT, ", ", head->suppressed);
		put(&pen, ROLE_TEXT, " suppressed");
	}
	put(&pen, ROLE_TEXT, " ");
	make_bars(head, bars);
	chart_bars(area_cut(area, row, pen.column, 1, area.columns - pen.column), bars,
		   head->week_count, chart_top(bars, head->week_count), 1);
	pen.column += (int)head->week_count + 1;
	put_number(&pen, ROLE_TEXT, "this week new ", week->opened);
	put_number(&pen, ROLE_TEXT, ", back ", week->reopened);
	put_number(&pen, ROLE_TEXT, ", gone ", week->gone);
}

static void paint_chart(const struct head *head, struct area area)
{
	struct bar bars[HEAD_WEEKS];
	make_bars(head, bars);
	double top = chart_top(bars, head->week_count);
	area_print(area, ROLE_DIM, "open at the end of each week, suppressed ones too, top %.0f",
		   top);
	chart_bars(area_cut(area, 1, 0, area.rows - 1, area.columns), bars, head->week_count, top,
		   BAR_WIDTH + 1);
}

void head_paint(const struct head *head, struct area area)
{
	paint_levels(head, area);
	paint_classes(head, area);
	paint_week(head, area, 2);
	if (area.rows > LINES)
		paint_chart(head, area_cut(area, LINES, 0, CHART_ROWS + 1, area.columns));
}
