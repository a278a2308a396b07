// A child of the console that is given up: nothing of what it printed is kept.
#include "ui/child.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TOO_MUCH = 65 << 20 };

// As the child that this program starts of itself: more than a screen can be for.
static int be_child(void)
{
	static char page[1 << 16];
	for (size_t i = 0; i < TOO_MUCH / sizeof page; i++)
		if (write(STDOUT_FILENO, page, sizeof page) < 0)
			return 1;
	return 0;
}

static void test_too_much(void)
{
	struct session session = {
		.config = {.cache = "/none/cache.db", .archive = "/none/archive"}};
	struct child_output output;
	struct err err = {0};
	expect_true(!child_run(&session, (const char *const[]){"sql", NULL}, &output, &err));
	expect_text(err.text, "the output is more than 67108864 bytes");
	expect_true(!output.out.at && !output.talk.at);
}

int main(int argc, char **argv)
{
	(void)argv;
	if (argc > 1)
		return be_child();
	test_too_much();
	return test_done("ui_child");
}
