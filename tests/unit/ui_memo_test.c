// What the console remembers: there and back, and merged with another console's.
#include "tests/unit/ui_memo.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void save(struct memo *memo)
{
	struct err err = {0};
	expect_true(memo_save(memo, &err));
	expect_text(err.text, "");
}

static void expect_mode(const char *path, mode_t mode)
{
	struct stat s;
	test_int(__FILE__, __LINE__, path, stat(path, &s) == 0 ? s.st_mode & 07777 : 0, mode);
}

// ---- There and back ----

#define HOSTILE "a\"b\\c\td \xc3\xa9 \xe2\x80\xae \x1b[31m"

static void test_round_trip(void)
{
	struct memo *memo = open_quietly();
	expect_true(!memo_is_changed(memo));
	save(memo);
	expect_true(!file_exists(folder)); // nothing set, nothing written
	memo_set(memo, MEMO_PLACE, "", "cost by:day");
	memo_set(memo, MEMO_DRAFT, "filter", HOSTILE);
	memo_set(memo, MEMO_LAYOUT, "", HOSTILE);
	memo_set(memo, MEMO_LAYOUT, "a\"b", "x");
	memo_set_time(memo, MEMO_LOOKED, "docket", 1795500000);
	expect_true(memo_is_changed(memo));
	save(memo);
	expect_true(!memo_is_changed(memo));
	memo_close(memo);
	expect_mode(folder, 0700);
	expect_mode(file, 0600);
	memo = open_quietly();
	expect_value(memo, MEMO_PLACE, "", "cost by:day");
	expect_value(memo, MEMO_DRAFT, "filter", HOSTILE);
	expect_value(memo, MEMO_LAYOUT, "", HOSTILE);
	expect_value(memo, MEMO_LAYOUT, "a\"b", "x");
	expect_value(memo, MEMO_LAYOUT, "cost", "(none)");
	expect_int(memo_get_time(memo, MEMO_LOOKED, "docket"), 1795500000);
	expect_int(memo_get_time(memo, MEMO_LOOKED, "cost"), 0);
	memo_set(memo, MEMO_DRAFT, "filter", NULL);
	memo_set(memo, MEMO_PLACE, "", "cost by:day"); // as it was
	save(memo);
	memo_close(memo);
	memo = open_quietly();
	expect_value(memo, MEMO_DRAFT, "filter", "(none)");
	expect_value(memo, MEMO_PLACE, "", "cost by:day");
	memo_close(memo);
}

static void test_bounds(void)
{
	struct memo *memo = open_quietly();
	struct str text = {0};
	str_add_repeat(&text, 'x', 16384);
	memo_set(memo, MEMO_DRAFT, "form", str_text(&text));
	expect_true(memo_get(memo, MEMO_DRAFT, "form") != NULL);
	str_add_char(&text, 'x');
	memo_set(memo, MEMO_DRAFT, "form", str_text(&text));
	expect_value(memo, MEMO_DRAFT, "form", "(none)");
	for (int i = 0; i < 5000; i++) {
		char name[32];
		snprintf(name, sizeof name, "view%d", i);
		memo_set(memo, MEMO_LAYOUT, name, name);
	}
	save(memo);
	memo_close(memo);
	memo_close(open_quietly());
	str_fini(&text);
}

// ---- Histories ----

static void test_history(void)
{
	struct memo *memo = open_quietly();
	struct str expected = {0};
	memo_add_line(memo, "filter", "one");
	memo_add_line(memo, "filter", "two");
	memo_add_line(memo, "filter", "one"); // to the end
	memo_add_line(memo, "filter", "");
	memo_add_line(memo, "filter", "two\nlines");
	expect_value(memo, MEMO_HISTORY, "filter", "two\none\n");
	for (int i = 0; i < 200; i++) {
		char line[32];
		snprintf(line, sizeof line, "line %d", i);
		memo_add_line(memo, "command", line);
		if (i >= 100)
			str_addf(&expected, "%s\n", line);
	}
	expect_value(memo, MEMO_HISTORY, "command", str_text(&expected));
	save(memo);
	memo_close(memo);
	memo = open_quietly();
	expect_value(memo, MEMO_HISTORY, "command", str_text(&expected));
	memo_close(memo);
	str_fini(&expected);
}

// ---- Two consoles ----

static void test_two(void)
{
	struct memo *a = open_quietly(), *b = open_quietly();
	memo_set(a, MEMO_PLACE, "", "cost");
	memo_set(a, MEMO_LAYOUT, "cost", "of a");
	memo_add_line(a, "filter", "from a");
	memo_set(b, MEMO_PLACE, "", "sources");
	memo_set(b, MEMO_LAYOUT, "sources", "of b");
	memo_add_line(b, "filter", "from b");
	save(b);
	save(a); // per key the later one wins; what it did not touch stays
	memo_close(a);
	memo_close(b);
	a = open_quietly();
	expect_value(a, MEMO_PLACE, "", "cost");
	expect_value(a, MEMO_LAYOUT, "cost", "of a");
	expect_value(a, MEMO_LAYOUT, "sources", "of b");
	expect_value(a, MEMO_HISTORY, "filter", "from b\nfrom a\n");
	memo_close(a);
}

static void hammer(int number)
{
	char name[32], *warning;
	struct err err = {0};
	snprintf(name, sizeof name, "view%d", number);
	for (int i = 0; i < 10; i++) {
		struct memo *memo = memo_open(folder, &warning);
		char value[32];
		snprintf(value, sizeof value, "%d", i);
		memo_set(memo, MEMO_LAYOUT, name, value);
		if (warning || !memo_save(memo, &err))
			_exit(1);
		memo_close(memo);
	}
	_exit(0);
}

// Four at once, ten saves each: no file is ever torn, no key lost.
static void test_many(void)
{
	for (int i = 0; i < 4; i++)
		if (fork() == 0)
			hammer(i);
	for (int i = 0; i < 4; i++) {
		int status = -1;
		wait(&status);
		expect_int(status, 0);
	}
	struct memo *memo = open_quietly();
	for (int i = 0; i < 4; i++) {
		char name[32];
		snprintf(name, sizeof name, "view%d", i);
		expect_value(memo, MEMO_LAYOUT, name, "9");
	}
	memo_close(memo);
}

static void test_folder(void)
{
	static const struct {
		const char *base, *home, *folder;
	} CASES[] = {{"/x", "/h", "/x/gavel"},
		     {"x", "/h", "/h/.local/state/gavel"},
		     {NULL, "/h", "/h/.local/state/gavel"},
		     {NULL, NULL, NULL},
		     {NULL, "h", NULL}};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		unsetenv("XDG_STATE_HOME");
		unsetenv("HOME");
		if (CASES[i].base)
			setenv("XDG_STATE_HOME", CASES[i].base, 1);
		if (CASES[i].home)
			setenv("HOME", CASES[i].home, 1);
		char *got = memo_folder();
		test_text(__FILE__, (int)i, "folder", got ? got : "(none)",
			  CASES[i].folder ? CASES[i].folder : "(none)");
		free(got);
	}
}

int main(void)
{
	static void (*const TESTS[])(void) = {test_round_trip, test_bounds, test_history, test_two,
					      test_many,       test_folder, NULL};
	return run_tests("ui_memo", TESTS);
}
