// What the tests of the memo share: a home of their own, made anew for each.
#ifndef GAVEL_TESTS_UNIT_UI_MEMO_H
#define GAVEL_TESTS_UNIT_UI_MEMO_H

#include "ui/memo/memo.h"

#include "base/file.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char home[] = "/tmp/gavel-memo-XXXXXX";
static char *folder, *file;

static struct memo *open_quietly(void)
{
	char *warning;
	struct memo *memo = memo_open(folder, &warning);
	expect_text(warning ? warning : "", "");
	free(warning);
	return memo;
}

static void expect_value(const struct memo *memo, enum memo_kind kind, const char *of,
			 const char *expected)
{
	const char *value = memo_get(memo, kind, of);
	test_text(__FILE__, (int)kind, of, value ? value : "(none)", expected);
}

static void begin_anew(void)
{
	struct err err = {0};
	expect_true(file_remove_tree(home, &err));
	expect_true(file_make_folders(home, 0700, &err));
}

static int run_tests(const char *name, void (*const tests[])(void))
{
	struct err err = {0};
	expect_true(mkdtemp(home));
	folder = file_join(home, "state/gavel");
	file = file_join(folder, "console.json");
	for (size_t i = 0; tests[i]; i++) {
		begin_anew();
		tests[i]();
	}
	expect_true(file_remove_tree(home, &err));
	free(folder);
	free(file);
	return test_done(name);
}

#endif
