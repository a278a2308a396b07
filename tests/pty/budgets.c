// What frames, keys and pages cost in bytes, and that nothing to do costs none.
#include "tests/pty/console.h"
#include "tests/unit/test.h"

#include <stdio.h>

static void expect_within(const char *what, long bytes, long most)
{
	if (!test_count(bytes > 0 && bytes <= most))
		fprintf(stderr, "%s: %ld bytes of %ld\n", what, bytes, most);
}

// first frame, a move, a page
static void expect_cheap(const char *address, int columns, int rows, const long most[3])
{
	struct pty pty;
	int row, column, next, ignored;
	console_start(&pty, address, columns, rows, CONSOLE_PLAIN);
	expect_within("first frame", (long)pty.raw.len, most[0]);
	pty_cursor(&pty, &row, &column);
	expect_int(column, 0);
	expect_within("cursor down", pty_key(&pty, "j"), most[1]);
	pty_cursor(&pty, &next, &ignored);
	expect_int(next, row + 1); // the hardware cursor stands on the selected row
	long worst = 0;
	for (int i = 0; i < 12; i++) {
		long bytes = pty_key(&pty, "j");
		worst = bytes > worst ? bytes : worst;
	}
	expect_within("cursor down, scrolling, the worst", worst, most[1]);
	expect_within("page", pty_key(&pty, "g") + pty_key(&pty, "f"), most[2]);
	pty_forget(&pty);
	pty_send(&pty, "kkkkkkkkkkjjjjjjjjjjkkkkkkkkkkjjjjjjjjjjkkkkkkkkkk");
	pty_frame(&pty);
	pty_quiet(&pty, 200);
	expect_true(pty.frames <= 2);
	expect_int(pty_quiet(&pty, 1000), 0); // idle
	pty_key(&pty, "\r");
	pty_key(&pty, "\033");
	pty_close(&pty);
}

void test_budgets(void)
{
	expect_cheap("cost", 80, 24, (const long[]){3072, 250, 2048});
	expect_cheap("cost", 200, 50, (const long[]){12288, 400, 6144});
	expect_cheap("bills", 80, 24, (const long[]){3072, 250, 2048});
	expect_cheap("cells", 80, 24, (const long[]){3072, 250, 2048});
	expect_cheap("cells", 200, 50, (const long[]){12288, 400, 6144});
	expect_cheap("findings state:open", 80, 24, (const long[]){3072, 250, 2048});
	expect_cheap("findings state:open", 200, 50, (const long[]){12288, 400, 6144});
}
