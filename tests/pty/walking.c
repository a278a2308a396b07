#include "tests/pty/console.h"
#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>

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

// The same keys, from the list each time.
static char *by_list(struct pty *pty, const char *moves, const char *open)
{
	pty_key(pty, "q");
	pty_key(pty, moves);
	pty_key(pty, open);
	return pty_text(pty);
}

static void expect_steps(struct pty *pty, const char *open)
{
	char *first = pty_text(pty);
	expect_true(pty_key(pty, "n") > 0);
	expect_true(pty_key(pty, "n") > 0);
	char *third = pty_text(pty), *same = by_list(pty, "gjj", open);
	expect_true(strcmp(first, third) != 0);
	expect_text(third, same);
	pty_key(pty, "N");
	pty_key(pty, "N");
	char *again = pty_text(pty);
	expect_text(again, first);
	pty_key(pty, "N");
	expect_true(console_shows(pty, "this is the first row of the list"));
	free(by_list(pty, "G", open));
	pty_key(pty, "n");
	expect_true(console_shows(pty, "this is the last row of the list"));
	free(first);
	free(third);
	free(same);
	free(again);
}

// From one finding to the next, in the order and among those of the list.
static void test_neighbours(void)
{
	static const char *const LISTS[][2] = {{"findings severity:critical state:open", "\r"},
					       {"findings class:code sort:target", "\r"},
					       {"scans", "i"}};
	for (size_t i = 0; i < sizeof LISTS / sizeof *LISTS; i++) {
		struct pty pty;
		console_start(&pty, LISTS[i][0], 80, 24, CONSOLE_PLAIN);
		pty_key(&pty, "n");
		expect_true(console_shows(&pty, "this was not opened from a row of a list"));
		pty_key(&pty, LISTS[i][1]);
		expect_steps(&pty, LISTS[i][1]);
		pty_close(&pty);
	}
}

// What runs for ever, with keys behind it that wait for its end, a prompt among them with more text
// than anyone types ahead: it is stopped all the same, and left.
static void test_stopped_ahead(void)
{
	static const char FOREVER[] = ":sql 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
				      "SELECT i + 1 FROM n) SELECT count(*) FROM n'\r";
	struct pty pty;
	struct str long_text = {0};
	console_start(&pty, "cost", 80, 24, CONSOLE_PLAIN);
	pty_program(&pty);
	pty_send(&pty, FOREVER);
	expect_true(pty_until(&pty, "stops it"));
	pty_send(&pty, "k:no\003\003");
	expect_true(pty_until(&pty, "stopped; r reads again"));
	pty_send(&pty, "r");
	expect_true(pty_until(&pty, "stops it"));
	str_add_text(&long_text, "k:");
	str_add_repeat(&long_text, 'x', 1200);
	str_add_text(&long_text, "\003\003");
	pty_send(&pty, str_text(&long_text));
	expect_true(pty_until(&pty, "stopped; r reads again"));
	pty_send(&pty, "r");
	expect_true(pty_until(&pty, "stops it"));
	pty_send(&pty, "k:no\rQ");
	expect_true(pty_told(&pty, "ended 0"));
	str_fini(&long_text);
	pty_close(&pty);
}

void test_walking(void)
{
	test_stopped_ahead();
	test_drill();
	test_neighbours();
	test_ahead();
}
