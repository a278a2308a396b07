// Pictures of the cell grid: what is drawn where, and what a terminal never gets to see.
#include "ui/chart.h"
#include "ui/list.h"

#include "tests/unit/ui_picture.h"

// ---- Text ----

static const struct {
	int columns;
	bool ascii;
	const char *text, *picture;
} TEXTS[] = {
	{8, false, "abc", "abc\n"},
	{3, false, "abcdef", "abc\n"},
	{4, false, "日本語", "日本\n"},
	{5, false, "日本語", "日本\n"}, // half a character is none
	{20, false, "a\342\200\256b", "a<U+202E>b\n"},
	{4, false, "a\342\200\256b", "a<U+\n"},
	{20, false, "a\033[31mb", "a<U+001B>[31mb\n"},
	{20, false, "a\377b", "a<0xFF>b\n"},
	{20, false, "a\tb", "a<U+0009>b\n"},
	{20, false, "caf\xc3\xa9", "café\n"},
	{20, true, "caf\xc3\xa9", "caf<U+00E9>\n"},
	{20, false, "e\xcc\x81x", "e\xcc\x81x\n"}, // a combining mark stays with its letter
};

static void test_texts(void)
{
	for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
		struct screen screen;
		struct area area = start(&screen, TEXTS[i].columns, 1, TEXTS[i].ascii);
		area_text(area, 0, 0, ROLE_TEXT, slice_of(TEXTS[i].text));
		expect_picture(&screen, (int)i, TEXTS[i].picture);
	}
}

// Writing over half of a wide character takes the other half away.
static void test_wide(void)
{
	struct screen screen;
	struct area area = start(&screen, 6, 1, false);
	area_text(area, 0, 0, ROLE_TEXT, SLICE("日本語"));
	area_text(area, 0, 1, ROLE_TEXT, SLICE("x"));
	area_text(area, 0, 4, ROLE_TEXT, SLICE("y"));
	expect_picture(&screen, __LINE__, " x本y\n");
}

static const struct {
	struct field field;
	const char *text, *picture;
} FIELDS[] = {
	{{0, 1, 5, false, CUT_END}, "abc", " abc\n"},
	{{0, 1, 5, true, CUT_END}, "abc", "   abc\n"},
	{{0, 0, 5, false, CUT_END}, "abcdefgh", "abcd…\n"},
	{{0, 0, 5, true, CUT_END}, "abcdefgh", "abcd…\n"},
	{{0, 0, 5, false, CUT_MIDDLE}, "abcdefgh", "ab…gh\n"},
	{{0, 0, 5, false, CUT_NAME}, "abcdefgh", "a…fgh\n"},
	{{0, 0, 9, false, CUT_NAME}, "aa/bb/cccc d", "a…/cccc d\n"}, // its last part is whole
	{{0, 0, 9, false, CUT_NAME}, "aa/bb c/d", "aa/bb c/d\n"},
	{{0, 0, 8, false, CUT_NAME}, "aa/bb/cccc d", "…/cccc d\n"}, // with or without its slash
	{{0, 0, 7, false, CUT_NAME}, "aa/bb/cccc d", "…cccc d\n"},
	{{0, 0, 6, false, CUT_NAME}, "aa/bb/cccc d", "a…cc d\n"}, // there is no room for that
	{{0, 0, 1, false, CUT_MIDDLE}, "abc", "…\n"},
	{{0, 0, 0, false, CUT_MIDDLE}, "abc", "\n"},
	{{0, 9, 5, false, CUT_END}, "abc", "         …\n"}, // the area ends at 10
	{{1, 0, 5, false, CUT_END}, "abc", "\n"},
	{{0, -3, 5, false, CUT_END}, "abc", "a…\n"}, // two columns of it are seen
};

static void test_fields(void)
{
	for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++) {
		struct screen screen;
		struct area area = start(&screen, 10, 1, false);
		area_field(area, FIELDS[i].field, ROLE_TEXT, slice_of(FIELDS[i].text));
		expect_picture(&screen, (int)i, FIELDS[i].picture);
	}
}

static void test_flow(void)
{
	struct screen screen;
	struct area area = start(&screen, 12, 4, false);
	expect_int(area_flow(area, 0, ROLE_TEXT, SLICE("one two three four fiftyfivecats")), 4);
	expect_picture(&screen, __LINE__, "one two\n  three four\n  fiftyfivec\n  ats\n");
}

// At the end of an area; what most rows cannot hold is told to be cut.
static void test_foot(void)
{
	struct screen screen;
	struct area area = start(&screen, 12, 4, false);
	area_text(area, 2, 0, ROLE_TEXT, SLICE("what was there before"));
	expect_int(area_foot(area, 3, ROLE_TEXT, SLICE("one two three")), 2);
	expect_picture(&screen, __LINE__, "\n\none two\n  three\n");
	area = start(&screen, 12, 4, false);
	expect_int(area_foot(area, 2, ROLE_TEXT, SLICE("one two three four five six")), 2);
	expect_picture(&screen, __LINE__, "\n\none two\n  three fou…\n");
	area = start(&screen, 12, 4, false);
	expect_int(area_foot(area, 2, ROLE_TEXT, SLICE("")), 0);
	expect_picture(&screen, __LINE__, "\n\n\n\n");
}

// ---- Widgets ----

// Eighths of a row: of a top of 16 in two rows, 9 is a row and an eighth; 1 is an eighth.
static void test_chart(void)
{
	static const struct bar BARS[] = {
		{BAR_WHOLE, 16, -1},	{BAR_WHOLE, 9, -1},   {BAR_WHOLE, 1, -1},
		{BAR_WHOLE, 0, -1},	{BAR_PARTIAL, 8, -1}, {BAR_FORECAST, 16, -1},
		{BAR_WHOLE, 0.001, -1}, {BAR_WHOLE, -5, -1},  {BAR_NONE, 0, 16}};
	size_t count = sizeof BARS / sizeof *BARS;
	struct screen screen;
	struct area area = start(&screen, 9, 2, false);
	expect_true(chart_top(BARS, count) == 16);
	chart_bars(area, BARS, count, 16, 1);
	expect_picture(&screen, __LINE__, "█▁   ░  •\n██▁ ▒░▁▾\n");
	area = start(&screen, 9, 2, true);
	chart_bars(area, BARS, count, 16, 1);
	expect_picture(&screen, __LINE__, "#_   .  o\n##_ :._v\n");
}

static void test_list(void)
{
	struct screen screen;
	struct area area = start(&screen, 40, 3, false);
	struct list list = {.title = "Things"};
	*vec_push(&list.items) = (struct list_item){"a", "first", NULL, 0};
	*vec_push(&list.items) = (struct list_item){"b", "second", "too late", 1};
	*vec_push(&list.items) = (struct list_item){"c", NULL, NULL, 2};
	list_move(&list, 1);
	list_paint(&list, area);
	expect_int(screen.cursor_row, 2);
	expect_picture(&screen, __LINE__,
		       "Things\na               first\n"
		       "b               second - not now: too l…\n");
	area = start(&screen, 40, 6, false); // of what is cut, all of the selected one beneath
	list_paint(&list, area);
	expect_int(screen.cursor_row, 2);
	expect_picture(&screen, __LINE__,
		       "Things\na               first\n"
		       "b               second - not now: too l…\nc\n\n"
		       "second - not now: too late\n");
	area = start(&screen, 30, 7, false); // two rows of it, whatever is selected: nothing moves
	list_move(&list, 1);
	list_paint(&list, area);
	expect_picture(&screen, __LINE__,
		       "Things\na               first\nb               second - not …\nc\n\n\n\n");
	area = start(&screen, 60, 6, false); // nothing is cut
	list_paint(&list, area);
	expect_picture(&screen, __LINE__,
		       "Things\na               first\n"
		       "b               second - not now: too late\nc\n\n\n");
	list_fini(&list);
}

int main(void)
{
	test_texts();
	test_wide();
	test_fields();
	test_flow();
	test_foot();
	test_chart();
	test_list();
	return test_done("ui_screen");
}
