#include "ui/findings/head.h"

#include "base/clock.h"
#include "base/decimal.h"
#include "ui/chart.h"
#include "ui/findings/head_private.h"

#include <stdio.h>
#include <string.h>

enum { CHART_ROWS = 5, TALL = 36, BAR_WIDTH = 2, ITEM_GAP = 2 };

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
		head->accepted += number(result, i, "accepted");
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

// Words one behind the other.
struct pen {
	struct area area;
	int row, column;
};

static void put(struct pen *pen, enum role role, const char *text)
{
	pen->column += area_text(pen->area, pen->row, pen->column, role, slice_of(text));
}

void head_add_count(struct str *out, int64_t number)
{
	char plain[32], grouped[DECIMAL_TEXT];
	struct decimal value;
	size_t len = (size_t)snprintf(plain, sizeof plain, "%lld", (long long)number);
	if (decimal_read(plain, len, &value)) {
		decimal_format_places(&value, 0, true, grouped);
		str_add_text(out, grouped);
	}
}

// How many there are of one kind; whole, in the next row if need be, or not at all.
struct item {
	const char *name;
	int64_t count, late;
	bool grave;
};

static void put_item(struct pen *pen, struct item item)
{
	struct str count = {0}, late = {0};
	head_add_count(&count, item.count);
	if (item.late) {
		str_add_text(&late, " (");
		head_add_count(&late, item.late);
		str_add_text(&late, " late)");
	}
	int width = (int)(strlen(item.name) + 1 + count.len + late.len);
	if (pen->column && pen->column + width > pen->area.columns) {
		pen->row++;
		pen->column = 0;
	}
	int behind = pen->column + width + ITEM_GAP;
	if (width > pen->area.columns) {
		area_draw(pen->area, pen->row, 0, ROLE_DIM, (struct shape){"…", '~'});
	} else {
		put(pen, ROLE_DIM, item.name);
		put(pen, ROLE_TEXT, " ");
		put(pen, item.grave ? ROLE_BAD : ROLE_TEXT, str_text(&count));
		put(pen, ROLE_BAD, str_text(&late));
	}
	pen->column = behind;
	str_fini(&count);
	str_fini(&late);
}

static void put_levels(const struct head *head, struct pen *pen)
{
	for (int level = FINDING_LEVELS - 1; level >= 0; level--)
		if (head->open[level] || level > LEVEL_INFO)
			put_item(pen, (struct item){finding_level_name((enum finding_level)level),
						    head->open[level], head->late[level],
						    level >= LEVEL_HIGH && head->open[level]});
}

static void put_classes(const struct head *head, struct pen *pen)
{
	for (int class = 0; class < FINDING_CLASSES; class ++)
		if (head->classes[class])
			put_item(pen, (struct item){finding_class_name((enum finding_class) class),
						    head->classes[class], 0, false});
}

// Returns the rows it takes, also where the area has fewer.
static int paint_counts(const struct head *head, struct area area)
{
	struct pen pen = {.area = area};
	put_levels(head, &pen);
	pen = (struct pen){.area = area, .row = pen.row + 1};
	put_classes(head, &pen);
	return pen.row + 1;
}

int head_rows(const struct head *head, struct area area)
{
	int rows = paint_counts(head, area_cut(area, 0, 0, 0, area.columns)) + 1;
	return area.rows >= TALL && head->week_count > 1 ? rows + CHART_ROWS + 1 : rows;
}

void head_make_bars(const struct head *head, struct bar bars[HEAD_WEEKS])
{
	for (size_t i = 0; i < head->week_count; i++) {
		const struct head_week *week = &head->weeks[i];
		bars[i] = (struct bar){week->scanned ? BAR_WHOLE : BAR_NONE, (double)week->end, -1};
	}
}

static void paint_chart(const struct head *head, struct area area)
{
	char day[32];
	struct bar bars[HEAD_WEEKS];
	head_make_bars(head, bars);
	double top = chart_top(bars, head->week_count);
	area_print(area, ROLE_DIM,
		   "top %.0f, at each week's end since %s, suppressed and accepted too", top,
		   clock_format_day(head->weeks[0].week, day));
	chart_bars(area_cut(area, 1, 0, area.rows - 1, area.columns), bars, head->week_count, top,
		   BAR_WIDTH + 1);
}

void head_paint(const struct head *head, struct area area)
{
	int row = paint_counts(head, area);
	head_paint_week(head, area_cut(area, row++, 0, 1, area.columns));
	if (area.rows > row)
		paint_chart(head, area_cut(area, row, 0, CHART_ROWS + 1, area.columns));
}
