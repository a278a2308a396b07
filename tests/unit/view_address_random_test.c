// Random and hostile addresses: read or refused with a place, and printed so that they read back.
#include "view/view.h"

#include "tests/unit/test.h"

static void expect_canonical(struct slice text, const char *canonical)
{
	struct arena arena = {0};
	struct select select;
	struct err err = {0};
	struct str printed = {0};
	struct piece wrong;
	const struct view *view;
	expect_true(address_parse(text, &arena, &view, &select, &err));
	expect_text(err.text, "");
	if (!err.code) {
		expect_true(address_check(NULL, text, &wrong, &err));
		address_print(view, &select, &printed);
	}
	expect_text(str_text(&printed), canonical);
	str_fini(&printed);
	arena_fini(&arena);
}

// ---- Every address is printed so that it reads back ----

static uint64_t seed = 20261125;

static size_t roll(size_t sides)
{
	seed = seed * 6364136223846793005U + 1442695040888963407U;
	return (size_t)(seed >> 33) % sides;
}

static void add_hostile(struct str *out, bool value)
{
	static const char *const PIECES[] = {
		"a",  "Z", "0",	 "-",  "!",	   ":", "=", "<", ">",	",",  "*", " ",
		"\"", ".", "\t", "..", "\xc3\xa9", "%", "_", "[", "\n", "\\", "'", "\xe2\x80\xae"};
	struct str text = {0};
	for (size_t n = 1 + roll(6); n; n--)
		str_add_text(&text, PIECES[roll(sizeof PIECES / sizeof *PIECES)]);
	if (value && roll(2))
		address_add_value(str_slice(&text), out);
	else {
		str_add_char(out, '"');
		for (size_t i = 0; i < text.len; i++)
			str_addf(out, text.at[i] == '"' ? "\"\"" : "%c", text.at[i]);
		str_add_char(out, '"');
	}
	str_fini(&text);
}

static void add_random_value(const struct column *column, struct str *out)
{
	static const char *const TIMES[] = {
		"2026-11-25", "2026-11", "today", "-7d", "+2h", "2026-11-25T06:00:00Z", "now"};
	static const char *const NUMBERS[] = {"0", "-1.50", "1e3", "+7", ".5", "1..5", "..2"};
	enum column_kind kind = column->kind;
	if (kind == COLUMN_TEXT)
		add_hostile(out, true);
	else if (kind == COLUMN_MONTH)
		str_addf(out, "2026-%02zu", 1 + roll(12));
	else if (kind == COLUMN_BOOL)
		str_add_text(out, roll(2) ? "yes" : "0");
	else if (kind == COLUMN_DAY || kind == COLUMN_TIME || kind == COLUMN_AGE ||
		 kind == COLUMN_LEFT)
		str_add_text(out, TIMES[roll(sizeof TIMES / sizeof *TIMES)]);
	else
		str_add_text(out, NUMBERS[roll(sizeof NUMBERS / sizeof *NUMBERS)]);
}

static void add_random_term(const struct relation *relation, struct str *out)
{
	static const char *const OPERATORS[] = {":", "!=", "=", "<", ">", "<=", ">="};
	const struct column *column = &relation->columns[roll(relation->column_count)];
	str_add_text(out, roll(4) ? " " : " -");
	if (!roll(5)) {
		add_hostile(out, false);
		return;
	}
	str_add_text(out, column->name);
	if (column->keyed) {
		str_add_char(out, ':');
		add_hostile(out, false);
	}
	str_add_text(out, OPERATORS[roll(roll(2) ? 3 : 7)]);
	for (size_t n = roll(3);; n--) {
		add_random_value(column, out);
		if (!n)
			break;
		str_add_char(out, ',');
	}
}

// Every random text is read or refused with a place inside it; what is read is printed so that it
// reads back as the same.
static void test_random(void)
{
	size_t good = 0, views;
	const struct view *all = view_list(&views);
	for (int i = 0; i < 20000; i++) {
		struct str text = {0}, once = {0};
		struct arena arena = {0};
		struct select select;
		struct err err = {0};
		struct piece wrong;
		const struct view *view = &all[roll(views)];
		str_add_text(&text, view->name);
		for (size_t n = 1 + roll(3); n; n--)
			add_random_term(relation_find(view->relation), &text);
		if (address_parse(str_slice(&text), &arena, &view, &select, &err)) {
			good++;
			address_print(view, &select, &once);
			expect_canonical(str_slice(&once), str_text(&once));
		} else {
			expect_true(!address_check(NULL, str_slice(&text), &wrong, &err));
			expect_true(wrong.at + wrong.len <= text.len);
		}
		arena_fini(&arena);
		str_fini(&text);
		str_fini(&once);
	}
	expect_true(good > 5000);
}

int main(void)
{
	test_random();
	return test_done("view_address_random");
}
