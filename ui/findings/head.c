#include "ui/findings/head.h"

#include "base/clock.h"
#include "base/decimal.h"
#include "ui/chart.h"

#include <stdio.h>
#include <string.h>

enum { CHART_ROWS = 5, TALL = 36, BAR_WIDTH = 2, ITEM_GAP = 2, LEAST_WEEKS = 4 };

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

static void add_count(struct str *out, int64_t number)
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
	add_count(&count, item.count);
	if (item.late) {
		str_add_text(&late, " (");
		add_count(&late, item.late);
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

// A number and what it is of; whole or not there.
struct count {
	const char *before;
	int64_t number;
	const char *after;
};

// The sentence of the week, and where in it the chart stands.
struct sentence {
	struct count counts[6];
	size_t count, chart;
};

static void add(struct sentence *sentence, struct count count)
{
	sentence->counts[sentence->count++] = count;
}

static void make_sentence(const struct head *head, struct sentence *sentence)
{
	const struct head_week *week = &head->weeks[head->week_count - 1];
	add(sentence, (struct count){"in all ", open_now(head), " open"});
	if (head->suppressed)
		add(sentence, (struct count){", ", head->suppressed, " suppressed"});
	if (head->accepted)
		add(sentence, (struct count){", ", head->accepted, " accepted"});
	sentence->chart = sentence->count;
	add(sentence, (struct count){" this week new ", week->opened, ""});
	add(sentence, (struct count){", back ", week->reopened, ""});
	add(sentence, (struct count){", gone ", week->gone, ""});
}

static int count_paint(struct count count, struct area area, int column)
{
	struct str text = {0};
	str_add_text(&text, count.before);
	add_count(&text, count.number);
	str_add_text(&text, count.after);
	int width = (int)text.len;
	area_text(area, 0, column, ROLE_TEXT, str_slice(&text));
	str_fini(&text);
	return width;
}

// Returns the columns that its first counts take, and lets go of those behind that do not fit.
static int sentence_fit(struct sentence *sentence, struct area area)
{
	struct area nowhere = area_cut(area, 0, 0, 0, 0);
	int width = 0;
	for (size_t i = 0; i < sentence->count; i++) {
		int next = width + count_paint(sentence->counts[i], nowhere, 0);
		if (next > area.columns)
			sentence->count = i;
		else
			width = next;
	}
	return width;
}

// Behind a blank the newest weeks that there is room for; returns the columns taken.
static int paint_weeks(const struct head *head, struct area area)
{
	struct bar bars[HEAD_WEEKS];
	int all = (int)head->week_count, weeks = all < area.columns ? all : area.columns - 1;
	if (weeks < all && weeks < LEAST_WEEKS)
		return 0;
	make_bars(head, bars);
	const struct bar *newest = bars + all - weeks;
	chart_bars(area_at(area, 0, 1), newest, (size_t)weeks, chart_top(newest, (size_t)weeks), 1);
	return weeks + 1;
}

static void paint_week(const struct head *head, struct area area)
{
	struct sentence sentence = {0};
	if (!head->week_count)
		return;
	make_sentence(head, &sentence);
	int room = area.columns - sentence_fit(&sentence, area), column = 0;
	for (size_t i = 0; i < sentence.count; i++) {
		column += count_paint(sentence.counts[i], area, column);
		if (i + 1 == sentence.chart)
			column += paint_weeks(head, area_cut(area, 0, column, 1, room));
	}
}

static void paint_chart(const struct head *head, struct area area)
{
	char day[32];
	struct bar bars[HEAD_WEEKS];
	make_bars(head, bars);
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
	paint_week(head, area_cut(area, row++, 0, 1, area.columns));
	if (area.rows > row)
		paint_chart(head, area_cut(area, row, 0, CHART_ROWS + 1, area.columns));
}
