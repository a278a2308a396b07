#include "tests/pty/console.h"
#include "tests/pty/wire.h"
#include "tests/unit/test.h"

#include <stdio.h>

static void expect_clean(struct pty *pty, const char *what)
{
	size_t at = 0;
	const char *fault = wire_fault(str_slice(&pty->raw), &at);
	if (fault)
		fprintf(stderr, "%s: %s at byte %zu\n", what, fault, at);
	expect_true(!fault);
}

// A bill full of hostile text (hostile.py), through every dimension, and what Enter opens.
void test_hostile(void)
{
	static const char *const ADDRESSES[] = {
		"cost by:service report:*pwned*",    "cost by:resource report:*pwned*",
		"cost by:usage_type report:*pwned*", "cost by:operation report:*pwned*",
		"cost by:region report:*pwned*",     "cost by:product report:*pwned*",
		"cost by:tag:Team report:*pwned*",   "cells report:*pwned*"};
	for (size_t i = 0; i < sizeof ADDRESSES / sizeof *ADDRESSES; i++) {
		struct pty pty;
		console_start(&pty, ADDRESSES[i], 200, 50, CONSOLE_PLAIN);
		expect_true(console_shows(&pty, "202E>")); // a narrow column cuts the middle
		for (int step = 0; step < 4; step++) {
			pty_send(&pty, step % 2 ? "G" : "\r");
			expect_true(pty_frame(&pty));
		}
		expect_clean(&pty, ADDRESSES[i]);
		pty_close(&pty);
	}
}
