// Pictures of what stands above the findings: words and numbers whole, or not there.
#include "ui/findings/head.h"

#include "tests/unit/ui_picture.h"

enum { WEEKS_18 = 18, WEEKS_ALL = HEAD_WEEKS };

// The widths that stand beside each picture are counted by hand.
static const struct {
	int columns;
	size_t weeks;
	int64_t suppressed, accepted;
	const char *week; // the last row of three
} CASES[] = {
	// 29 + 1 + 18 + 1 + 32 = 81
	{81, WEEKS_18, 1, 0,
	 "in all 121 open, 1 suppressed ██████████████████ this week new 0, back 0, gone 13\n"},
	{80, WEEKS_18, 1, 0,
	 "in all 121 open, 1 suppressed █████████████████ this week new 0, back 0, gone 13\n"},
	{80, WEEKS_ALL, 1, 0,
	 "in all 121 open, 1 suppressed █████████████████ this week new 0, back 0, gone 13\n"},
	{100, WEEKS_ALL, 1, 0,
	 "in all 121 open, 1 suppressed ██████████████████████████ this week new 0, back 0, gone "
	 "13\n"},
	// a chart of less than four weeks is none
	{67, WEEKS_18, 1, 0,
	 "in all 121 open, 1 suppressed ████ this week new 0, back 0, gone 13\n"},
	{66, WEEKS_18, 1, 0, "in all 121 open, 1 suppressed this week new 0, back 0, gone 13\n"},
	{62, WEEKS_18, 1, 0, "in all 121 open, 1 suppressed this week new 0, back 0, gone 13\n"},
	// where the words are too long the last go: 29 + 1 + 7 + 1 + 23 = 61
	{61, WEEKS_18, 1, 0, "in all 121 open, 1 suppressed ███████ this week new 0, back 0\n"},
	{80, WEEKS_ALL, 4321, 12345,
	 "in all 121 open, 4,321 suppressed, 12,345 accepted █████ this week new 0, back 0\n"},
	{40, WEEKS_18, 1, 0, "in all 121 open, 1 suppressed ██████████\n"},
	{28, WEEKS_18, 1, 0, "in all 121 open\n"},
	{14, WEEKS_18, 1, 0, "\n"},
	{100, 3, 0, 0, "in all 121 open ███ this week new 0, back 0, gone 13\n"},
	{100, 0, 0, 0, "\n"},
};

// The sentence of a week that nothing was scanned whole in: what a part of a scan brought is told,
// else that nothing is known. 29 + 1 + 18 + 24 = 72
static const struct {
	int columns;
	int64_t opened;
	const char *week;
} UNSEEN[] = {
	{72, 0, "in all 121 open, 1 suppressed █████████████████  this week 0 whole scans\n"},
	{71, 0, "in all 121 open, 1 suppressed ████████████████  this week 0 whole scans\n"},
	{53, 0, "in all 121 open, 1 suppressed this week 0 whole scans\n"},
	{52, 0, "in all 121 open, 1 suppressed █████████████████\n"},
	{81, 2,
	 "in all 121 open, 1 suppressed █████████████████  this week new 2, back 0, gone 0\n"},
};

static void check_week(const struct head *head, int columns, int line, const char *expected)
{
	struct screen screen;
	struct str picture = {0};
	struct area area = start(&screen, columns, 20, false);
	int rows = head_rows(head, area);
	head_paint(head, area_cut(area, 0, 0, rows, area.columns));
	screen_text(&screen, &picture);
	const char *row = str_text(&picture);
	for (int r = 1; r < rows; r++)
		row = strchr(row, '\n') + 1;
	test_text(__FILE__, line, "week", strndupa(row, strcspn(row, "\n") + 1), expected);
	str_fini(&picture);
	screen_fini(&screen);
}

static void test_week(void)
{
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		struct head head = {.week_count = CASES[i].weeks,
				    .suppressed = CASES[i].suppressed,
				    .accepted = CASES[i].accepted};
		head.open[LEVEL_HIGH] = 121;
		for (size_t w = 0; w < head.week_count; w++)
			head.weeks[w] = (struct head_week){.end = 122, .scanned = true, .gone = 13};
		check_week(&head, CASES[i].columns, (int)i, CASES[i].week);
	}
}

static void test_unseen(void)
{
	for (size_t i = 0; i < sizeof UNSEEN / sizeof *UNSEEN; i++) {
		struct head head = {.week_count = WEEKS_18, .suppressed = 1};
		head.open[LEVEL_HIGH] = 121;
		for (size_t w = 0; w < head.week_count; w++)
			head.weeks[w] = (struct head_week){.end = 122, .scanned = true};
		head.weeks[WEEKS_18 - 1].scanned = false;
		head.weeks[WEEKS_18 - 1].opened = UNSEEN[i].opened;
		check_week(&head, UNSEEN[i].columns, (int)i, UNSEEN[i].week);
	}
}

int main(void)
{
	test_week();
	test_unseen();
	return test_done("ui_findings_head");
}
