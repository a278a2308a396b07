// What comes from outside while nobody types: sizes that change and change back, and writing.
#include "base/str.h"
#include "tests/pty/console.h"
#include "tests/unit/test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOADED_MS = 300, SETTLE_MS = 700 };

// The terminal lost what was outside of the smaller size; the program, which was not running then,
// finds the size that it knows.
void test_resized_back(void)
{
	struct pty pty;
	console_start(&pty, "cost", 132, 43, CONSOLE_PLAIN);
	char *before = pty_text(&pty);
	pid_t program = pty_program(&pty);
	kill(program, SIGSTOP);
	pty_forget(&pty);
	pty_resize(&pty, 80, 24);
	pty_resize(&pty, 132, 43);
	kill(program, SIGCONT);
	expect_true(pty_frame(&pty));
	char *after = pty_text(&pty);
	expect_text(after, before);
	free(before);
	free(after);
	pty_close(&pty);
}

void test_news(void)
{
	struct pty pty;
	console_start(&pty, "runs", 80, 24, CONSOLE_PLAIN);
	char *before = pty_text(&pty);
	expect_true(console_import("identity/LineItemId,bill/PayerAccountId,"
				   "bill/BillingPeriodStartDate,bill/BillingPeriodEndDate,"
				   "lineItem/UsageAccountId,lineItem/LineItemType,"
				   "lineItem/UsageStartDate,lineItem/UsageEndDate,"
				   "lineItem/ProductCode,lineItem/UsageAmount,"
				   "lineItem/CurrencyCode,lineItem/UnblendedCost\n"
				   "1,000000000077,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,"
				   "000000000077,Usage,2026-11-02T00:00:00Z,"
				   "2026-11-02T01:00:00Z,News,1,USD,2.5\n"));
	expect_true(pty_until(&pty, "1 new: . shows them"));
	char *told = pty_text(&pty);
	size_t rows = (size_t)(strstr(before, "14 rows") - before);
	expect_true(strncmp(before, told, rows) == 0); // nothing moved
	pty_send(&pty, ".");
	expect_true(pty_until(&pty, "15 rows"));
	expect_int(pty_quiet(&pty, 500), 0);
	free(before);
	free(told);
	pty_close(&pty);
}

// As the text index does behind an import. The view is one that takes long enough to be
// interruptible.
void test_no_news(void)
{
	struct pty pty;
	console_start(&pty, "findings", 80, 24, CONSOLE_PLAIN);
	expect_true(pty_key(&pty, "r") >= 0);
	pty_quiet(&pty, LOADED_MS);
	expect_int(console_shell("python3 -c 'import sqlite3, sys\n"
				 "cache = sqlite3.connect(sys.argv[1])\n"
				 "for step in 1, -1:\n"
				 "  cache.execute(\"UPDATE finder_state SET indexed = indexed + "
				 "?\", [step])\n"
				 "  cache.commit()' '%s/cache.db'"),
		   0);
	pty_quiet(&pty, SETTLE_MS);
	char *screen = pty_text(&pty);
	expect_true(!strstr(screen, "shows them"));
	free(screen);
	pty_close(&pty);
}

// A scan of `many`: as many findings of the level, by the tool.
static bool import_many(const char *tool, const char *level, int count)
{
	struct str report = {0};
	str_add_text(&report, "{\"version\": \"2.1.0\", \"runs\": [{\"results\": [");
	for (int i = 0; i < count; i++)
		str_addf(&report,
			 "%s{\"ruleId\": \"r\", \"level\": \"%s\", \"message\": {\"text\": \"m\"},"
			 " \"locations\": [{\"physicalLocation\": {\"artifactLocation\": {\"uri\":"
			 " \"f%d\"}, \"region\": {\"startLine\": 1}}}]}",
			 i ? "," : "", level, i);
	str_addf(&report, "], \"tool\": {\"driver\": {\"name\": \"%s\"}}}]}", tool);
	bool done = console_import_scan("many", str_text(&report));
	str_fini(&report);
	return done;
}

// Of a list that is longer than what is read of it, rows that others push out are not gone; and the
// head counts what the rows below it do not show.
void test_news_in_part(void)
{
	struct pty pty;
	expect_true(import_many("one", "note", 1100));
	console_start(&pty, "findings target:many", 80, 24, CONSOLE_PLAIN);
	expect_true(console_shows(&pty, "1 to 1000 of 1100 rows"));
	expect_true(import_many("two", "error", 3));
	expect_true(pty_until(&pty, "3 other rows: . shows them"));
	expect_true(pty_key(&pty, ".") > 0);
	expect_true(pty_until(&pty, "1 to 1000 of 1103 rows"));
	pty_close(&pty);
	console_start(&pty, "findings target:many tool:two", 80, 24, CONSOLE_PLAIN);
	expect_true(console_shows(&pty, "3 rows of"));
	expect_true(import_many("three", "warning", 7));
	char *before = pty_text(&pty), *count = strstr(before, "in all "), after[64];
	if (test_count(count != NULL)) {
		int open = atoi(count + 7) * 1000 + atoi(strchr(count, ',') + 1);
		snprintf(after, sizeof after, "in all %d,%03d open", (open + 7) / 1000,
			 (open + 7) % 1000);
		expect_true(pty_until(&pty, after));
		char *screen = pty_text(&pty);
		expect_true(!strstr(screen, "shows them"));
		free(screen);
	}
	free(before);
	pty_close(&pty);
}
