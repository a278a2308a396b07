#include "tests/pty/console.h"
#include "tests/unit/test.h"

#include <stdlib.h>

static void start_october(struct pty *pty)
{
	console_start(pty, "cost by:service period:2026-10 currency:USD", 80, 24, CONSOLE_PLAIN);
}

static void test_drill(void)
{
	struct pty pty;
	start_october(&pty);
	static const char *const LEVELS[] = {"cost by:usage_type", "cost by:resource",
					     "cost by:day", "cells period:2026-10"};
	for (size_t i = 0; i < sizeof LEVELS / sizeof *LEVELS; i++) {
		expect_true(pty_key(&pty, "\r") > 0);
		expect_true(console_shows(&pty, LEVELS[i]));
		expect_true(console_shows(&pty, "difference 0"));
	}
	// The bill's own lines come from a child: a frame says so, the next one has them.
	expect_true(pty_key(&pty, "\r") > 0);
	expect_true(pty_frame(&pty));
	expect_true(console_shows(&pty, "line items of cell:"));
	expect_true(console_shows(&pty, "csv.gz"));
	expect_true(console_shows(&pty, "difference 0"));
	for (int i = 0; i < 8; i++)
		pty_key(&pty, "q");
	expect_true(console_shows(&pty, "this is the first level"));
	expect_true(console_shows(&pty, "cost by:service period:2026-10"));
	pty_key(&pty, "m");
	expect_true(console_shows(&pty, "2026-10 unblended"));
	pty_key(&pty, "[");
	expect_true(console_shows(&pty, "2026-09 unblended"));
	// Beyond the newest month there is nothing, and the way back leads through every month.
	pty_key(&pty, "]]]");
	expect_true(console_shows(&pty, "period:2026-12"));
	expect_true(console_shows(&pty, "no bill of this month"));
	pty_key(&pty, "[");
	expect_true(console_shows(&pty, "2026-11 unblended"));
	pty_key(&pty, "b");
	expect_true(console_shows(&pty, "Group by"));
	pty_key(&pty, "jjj\r");
	expect_true(console_shows(&pty, "cost by:account"));
	pty_key(&pty, "?");
	expect_true(console_shows(&pty, "What can be done here"));
	pty_key(&pty, "\033");
	pty_key(&pty, "z");
	expect_true(console_shows(&pty, "that key does nothing here"));
	pty_send(&pty, "Q");
	pty_program(&pty);
	expect_true(pty_told(&pty, "ended 0"));
	pty_quiet(&pty, 100);
	expect_true(!pty.alternate && pty.cursor_visible);
	pty_close(&pty);
}

// Keys typed ahead mean what they would one by one: the second usage type's resources.
static void test_ahead(void)
{
	struct pty pty;
	start_october(&pty);
	pty_key(&pty, "\r");
	pty_key(&pty, "j");
	pty_key(&pty, "\r");
	pty_key(&pty, "m");
	char *slowly = pty_text(&pty);
	pty_close(&pty);
	start_october(&pty);
	pty_send(&pty, "\rj\rm");
	expect_true(pty_until(&pty, "2026-10 unblended"));
	char *ahead = pty_text(&pty);
	expect_text(ahead, slowly);
	// What can be done is judged by the level that is left for, not by the one that is left.
	pty_send(&pty, "qqcm");
	expect_true(pty_until(&pty, "2026-10 net"));
	expect_true(console_shows(&pty, "EUR"));
	pty_send(&pty, "cmmm");
	expect_true(pty_until(&pty, "2026-10 unblended"));
	// A move behind what changes the rows does not keep them from being read.
	pty_send(&pty, "mj");
	expect_true(pty_until(&pty, "2026-10 net"));
	pty_send(&pty, "QQQ");
	pty_program(&pty);
	expect_true(pty_told(&pty, "ended 0"));
	free(slowly);
	free(ahead);
	pty_close(&pty);
}

void test_walking(void)
{
	test_drill();
	test_ahead();
}
