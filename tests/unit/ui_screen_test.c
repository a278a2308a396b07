// Pictures of the cell grid: what is drawn where, and what a terminal never gets to see.
#include "ui/chart.h"
#include "ui/list.h"
#include "ui/table.h"

#include "tests/unit/test.h"

#include <stdlib.h>

static struct area start(struct screen *screen, int columns, int rows, bool ascii)
{
	screen_init(screen, (struct size){columns, rows});
	screen->ascii = ascii;
	return screen_area(screen);
}

static void expect_picture(struct screen *screen, int line, const char *expected)
{
	struct str out = {0};
	screen_text(screen, &out);
	test_text(__FILE__, line, "picture", str_text(&out), expected);
	str_fini(&out);
	screen_fini(screen);
}

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

static void test_table(void)
{
	static const char *const ROWS[][2] = {
		{"arn:aws:s3:::first-bucket", "1.00"}, {"b", "20.00"}, {"c", "3.00"}};
	struct screen screen;
	struct area area = start(&screen, 20, 3, false);
	struct arena arena = {0};
	struct table table;
	table_init(&table, 3, &arena);
	table_add(&table, (struct table_column){.name = "name", .title = "name"});
	table_add(&table, (struct table_column){
				  .name = "cost", .title = "cost", .right = true, .whole = true});
	for (size_t i = 0; i < 3; i++)
		for (size_t c = 0; c < 2; c++)
			table_set(&table, i, c, ROWS[i][c]);
	table_move(&table, 9);
	expect_int((int64_t)table.selected, 2);
	table_paint(&table, area);
	expect_int(screen.cursor_row, 2);
	expect_int(screen_glyph(&screen, 2, 19)->role, ROLE_SELECTED);
	expect_picture(&screen, __LINE__,
		       "name            cost\nb              20.00\n"
		       "c               3.00\n");
	area = start(&screen, 20, 3, false);
	table_move(&table, -9);
	table_paint(&table, area);
	expect_picture(&screen, __LINE__,
		       "name            cost\narn:…t-bucket   1.00\n"
		       "b              20.00\n");
	arena_fini(&arena);
}

// Four columns, of which three fit, but one where an arrow behind them would hide a title: the
// first one stays, the others scroll to the selected one.
static const struct {
	long column;	    // selected, from the first on
	const char *sorted; // descending
	bool marked;
	const char *picture;
} COLUMNS[] = {
	{0, NULL, false, "name  first  second›\nn1        1       2\n"},
	{2, NULL, false, "name  first  second›\nn1        1       2\n"},
	{3, NULL, false, "name‹ second  third\nn1         2      3\n"},
	{0, "first", false, "name  first↓       ›\nn1         1\n"},
	{0, "name", false, "name↓  first       ›\nn1         1\n"},
	{0, NULL, true, "  name  first      ›\n* n1        1\n"},
};

static void test_columns(void)
{
	static const char *const TITLES[] = {"name", "first", "second", "third"};
	static const char *const ROW[] = {"n1", "1", "2", "3"};
	for (size_t i = 0; i < sizeof COLUMNS / sizeof *COLUMNS; i++) {
		struct screen screen;
		struct area area = start(&screen, 20, 2, false);
		struct arena arena = {0};
		struct table table;
		table_init(&table, 1, &arena);
		for (size_t c = 0; c < 4; c++) {
			table_add(&table, (struct table_column){.name = TITLES[c],
								.title = TITLES[c],
								.right = c > 0,
								.whole = c > 0});
			table_set(&table, 0, c, ROW[c]);
		}
		table.sorted = COLUMNS[i].sorted;
		table.descending = true;
		table.marked = COLUMNS[i].marked ? (bool[]){true} : NULL;
		table_move_column(&table, COLUMNS[i].column);
		table_paint(&table, area);
		expect_picture(&screen, (int)i, COLUMNS[i].picture);
		arena_fini(&arena);
	}
}

// Below its least width a column lets those behind it go; as the last one it takes what is left.
static const struct {
	int columns, least;
	const char *picture;
} LEASTS[] = {
	{40, 0,
	 "what              where               no\n"
	 "a sentence of w…  git.h…/perception  123\n"},
	{36, 20,
	 "what                  where        ›\n"
	 "a sentence of words…  g…/perception\n"},
	{34, 22,
	 "what                             ›\n"
	 "a sentence of words to be cut\n"},
	{35, 22,
	 "what                    where     ›\n"
	 "a sentence of words t…  git…eption\n"},
	{30, 26,
	 "what                         ›\n"
	 "a sentence of words to be cut\n"},
};

static void test_leasts(void)
{
	for (size_t i = 0; i < sizeof LEASTS / sizeof *LEASTS; i++) {
		struct screen screen;
		struct area area = start(&screen, LEASTS[i].columns, 2, false);
		struct arena arena = {0};
		struct table table;
		table_init(&table, 1, &arena);
		table_add(&table, (struct table_column){
					  .name = "a", .title = "what", .least = LEASTS[i].least});
		table_add(&table, (struct table_column){.name = "b", .title = "where"});
		table_add(&table,
			  (struct table_column){
				  .name = "c", .title = "no", .right = true, .whole = true});
		table_set(&table, 0, 0, "a sentence of words to be cut");
		table_set(&table, 0, 1, "git.house.example/perception");
		table_set(&table, 0, 2, "123");
		table_paint(&table, area);
		expect_picture(&screen, (int)i, LEASTS[i].picture);
		arena_fini(&arena);
	}
}

// A column that stands for others where the screen is small, and one that may be narrower there.
static const struct {
	int columns;
	long moved; // to the right
	const char *picture;
} SMALL[] = {
	{40, 0,
	 "what               where               ›\n"
	 "a sentence of wo…  regist…ample/serving\n"},
	{40, 9,
	 "what            ‹ target\n"
	 "a sentence of w…  registr…xample/serving\n"},
	{132, 9,
	 "what                                   target\n"
	 "a sentence of words that is to be cut  registry.house.example/serving\n"},
};

static void test_small(void)
{
	static const char *const ROW[] = {"a sentence of words that is to be cut",
					    "registry.house.example/serving",
					    "registry.house.example/serving"};
	for (size_t i = 0; i < sizeof SMALL / sizeof *SMALL; i++) {
		struct screen screen;
		struct area area = start(&screen, SMALL[i].columns, 2, false);
		struct arena arena = {0};
		struct table table;
		table_init(&table, 1, &arena);
		table_add(&table, (struct table_column){
					  .name = "a", .title = "what", .least = 48, .tight = 16});
		table_add(&table, (struct table_column){
					  .name = "b", .title = "where", .tight = 20, .small = true});
		table_add(&table, (struct table_column){.name = "c", .title = "target", .least = 30});
		for (size_t c = 0; c < 3; c++)
			table_set(&table, 0, c, ROW[c]);
		table_paint(&table, area);
		screen_clear(&screen);
		table_move_column(&table, SMALL[i].moved);
		table_paint(&table, area);
		expect_picture(&screen, (int)i, SMALL[i].picture);
		arena_fini(&arena);
	}
}

// Cells of one role side by side are one stretch, the gap between them too.
static void test_tints(void)
{
	struct screen screen;
	struct area area = start(&screen, 14, 3, false);
	struct arena arena = {0};
	struct table table;
	table_init(&table, 2, &arena);
	for (int i = 0; i < 3; i++)
		table_add(&table, (struct table_column){.name = "x", .title = "x", .whole = true});
	for (size_t i = 0; i < 6; i++)
		table_set(&table, i / 3, i % 3, "ab");
	table_tint(&table, 1, 0, ROLE_BAD);
	table_tint(&table, 1, 1, ROLE_BAD);
	table_paint(&table, area);
	for (int column = 0; column < 14; column++)
		expect_int(screen_glyph(&screen, 2, column)->role,
			   column < 6 ? ROLE_BAD : ROLE_TEXT);
	screen_fini(&screen);
	arena_fini(&arena);
}

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
	test_table();
	test_columns();
	test_leasts();
	test_small();
	test_tints();
	test_chart();
	test_list();
	return test_done("ui_screen");
}
