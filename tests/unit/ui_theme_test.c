// Theme files: what they may say, and the words for what they may not.
#include "ui/theme.h"

#include "tests/unit/test.h"

#include <stdlib.h>

static const struct {
	const char *text, *error; // error NULL: fine
} CASES[] = {
	{"", NULL},
	{"# nothing\n\n", NULL},
	{"bad = red bold\n", NULL},
	{"bad=red on bright-white underline\r\n", NULL},
	{"title = 255 on default reverse dim", NULL},
	{"good = 256\n", "t:1: no colour or attribute is called '256'"},
	{"\n\ngood = gren\n", "t:3: no colour or attribute is called 'gren'"},
	{"goods = green\n", "t:1: there is no role 'goods'"},
	{"good\n", "t:1: there is no '=' after 'good'"},
	{"= green\n", "t:1: there is no role before 'green'"},
	{"good = green\ngood = red\n", "t:2: here a second time is 'good'"},
	{"good = -1\n", "t:1: no colour or attribute is called '-1'"},
	{"good = on\n", NULL},
	{"good = #5fafff on #1c1c1c\n", NULL},
	{"good = #5faff\n", "t:1: no colour or attribute is called '#5faff'"},
};

static void test_cases(void)
{
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		struct theme theme;
		struct err err = {0};
		bool done = theme_parse(slice_of(CASES[i].text), "t", &theme, &err);
		test_int(__FILE__, (int)i, CASES[i].text, done, !CASES[i].error);
		test_text(__FILE__, (int)i, CASES[i].text, err.text,
			  CASES[i].error ? CASES[i].error : "");
	}
}

static void test_values(void)
{
	struct theme theme;
	struct err err = {0};
	expect_true(theme_parse(SLICE("bad = red on 17 bold\n"), "t", &theme, &err));
	const struct look *bad = &theme.looks[ROLE_BAD];
	expect_int(bad->foreground, 1);
	expect_int(bad->background, 17);
	expect_true(bad->bold && !bad->dim && !bad->reverse && !bad->underline);
	expect_int(theme.looks[ROLE_GOOD].foreground, COLOUR_DEFAULT);
	// What a role does not name is that of text, wherever text stands; "default" is named.
	expect_true(theme_parse(SLICE("bad = red\nwarn = default on 3\n"
				      "text = #d0d0d0 on 234 bold\nkey = bold\n"),
				"t", &theme, &err));
	expect_int(theme.looks[ROLE_BAD].foreground, 1);
	expect_int(theme.looks[ROLE_BAD].background, 234);
	expect_int(theme.looks[ROLE_KEY].foreground, COLOUR_RGB + 0xd0d0d0);
	expect_int(theme.looks[ROLE_WARN].foreground, COLOUR_DEFAULT);
	expect_int(theme.looks[ROLE_DIM].background, 234);
	expect_true(!theme.looks[ROLE_DIM].bold);
}

// What ships is read, and tells a selected row from others without colour.
static void test_shipped(void)
{
	static const char *const NAMES[] = {"default", "mono"};
	struct theme theme;
	struct err err = {0};
	setenv("GAVEL_SHARE", "build/share/gavel", 0);
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
		expect_true(theme_load(NAMES[i], &theme, &err));
		expect_text(err.text, "");
		expect_true(theme.looks[ROLE_SELECTED].reverse);
	}
	expect_true(theme_load("mono", &theme, &err));
	for (size_t r = 0; r < ROLE_COUNT; r++)
		test_int(__FILE__, (int)r, role_name((enum role)r),
			 theme.looks[r].foreground == COLOUR_DEFAULT &&
				 theme.looks[r].background == COLOUR_DEFAULT,
			 1);
	expect_true(!theme_load("none", &theme, &err));
	expect_int(err.code, ERR_NOT_FOUND);
	expect_true(!theme_load("../mono", &theme, &err));
}

int main(void)
{
	test_cases();
	test_values();
	test_shipped();
	return test_done("ui_theme");
}
