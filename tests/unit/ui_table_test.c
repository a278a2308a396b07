// Pictures of tables: which columns there is room for, and how wide they are.
#include "ui/table.h"

#include "tests/unit/ui_picture.h"

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
		table_add(&table,
			  (struct table_column){
				  .name = "b", .title = "where", .tight = 20, .small = true});
		table_add(&table,
			  (struct table_column){.name = "c", .title = "target", .least = 30});
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

int main(void)
{
	test_table();
	test_columns();
	test_leasts();
	test_small();
	test_tints();
	return test_done("ui_table");
}
