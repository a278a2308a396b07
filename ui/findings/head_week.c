// The row of the week: what is open in all, the last weeks as bars, and what this one brought.
#include "ui/findings/head_private.h"

#include "findings/finding.h"

enum { LEAST_WEEKS = 4 };

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

static void add_moves(struct sentence *sentence, const struct head_week *week)
{
	add(sentence, (struct count){" this week new ", week->opened, ""});
	add(sentence, (struct count){", back ", week->reopened, ""});
	add(sentence, (struct count){", gone ", week->gone, ""});
}

static void make_sentence(const struct head *head, struct sentence *sentence)
{
	const struct head_week *week = &head->weeks[head->week_count - 1];
	int64_t open = 0;
	for (int level = 0; level < FINDING_LEVELS; level++)
		open += head->open[level];
	add(sentence, (struct count){"in all ", open, " open"});
	if (head->suppressed)
		add(sentence, (struct count){", ", head->suppressed, " suppressed"});
	if (head->accepted)
		add(sentence, (struct count){", ", head->accepted, " accepted"});
	sentence->chart = sentence->count;
	if (!week->scanned && !week->opened && !week->reopened && !week->gone)
		add(sentence, (struct count){" this week ", 0, " whole scans"});
	else
		add_moves(sentence, week);
}

static int count_paint(struct count count, struct area area, int column)
{
	struct str text = {0};
	str_add_text(&text, count.before);
	head_add_count(&text, count.number);
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
	head_make_bars(head, bars);
	const struct bar *newest = bars + all - weeks;
	chart_bars(area_at(area, 0, 1), newest, (size_t)weeks, chart_top(newest, (size_t)weeks), 1);
	return weeks + 1;
}

void head_paint_week(const struct head *head, struct area area)
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
