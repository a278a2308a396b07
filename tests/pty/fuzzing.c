// Keys and sizes that nobody would think of: the console lives, paints, and still leaves on Q.
#include "tests/pty/console.h"
#include "tests/pty/wire.h"
#include "tests/unit/test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 40, BURST = 60, RESIZES = 200 };

// Numerical Recipes' generator: the same sequence everywhere.
static uint32_t random_below(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

// Whole keys, keys cut in two, UTF-8 cut in two, other programs' answers, pastes. Help is left
// again at once, because its lines can be run and one of them leaves gavel.
static const char *const PIECES[] = {
	"j",
	"k",
	"f",
	"u",
	"g",
	"G",
	"\r",
	"\033",
	"b",
	"m",
	"[",
	"]",
	"c",
	"r",
	"?jq",
	"\014",
	"/",
	":",
	"s",
	"|",
	"p",
	"y",
	" ",
	".",
	"-",
	"1",
	"2",
	"8",
	"9",
	"<",
	">",
	"\t",
	"\177",
	"\b",
	"\025",
	"\027",
	"\001",
	"\005",
	"\013",
	"n",
	"\033[A",
	"\033[B",
	"\033OA",
	"\033OB",
	"\033[5~",
	"\033[6~",
	"\033[H",
	"\033[F",
	"\033[1;5C",
	"\033[Z",
	"\033[",
	"\033O",
	"\033[200~",
	"x",
	"\033[201~",
	"\302",
	"\342\200",
	"\256",
	"\303\244",
	"\377",
	"\360\237",
	"sev>=high",
	"by:day",
	"period:2026-10",
	"\"",
	"\\",
	"service:*",
	"-",
	"\033[?1;2c",
	"\033[24;80R",
	"\033]10;rgb:0/0/0\033\\",
	// Whole ways into what chance alone seldom opens; exports go to the test's folder.
	"/source:\t",
	":source l\t",
	":source list\r",
	":show --\t\t",
	":runs source:bill\r",
	":docket\r",
	":theme mono\r",
	"*\r",
	"p\r",
	"pjj\r",
	"e\r",
	"ej\r",
	"C\r",
	"i",
	"J\r",
	"H\r",
	"(",
	")",
	"q",
};

static void make_burst(uint32_t *seed, struct str *out)
{
	str_clear(out);
	for (int i = 0; i < BURST; i++)
		str_add_text(out, PIECES[random_below(seed, sizeof PIECES / sizeof *PIECES)]);
	str_text(out);
}

static void expect_clean(struct pty *pty, const char *what, long round)
{
	size_t at = 0;
	const char *fault = wire_fault(str_slice(&pty->raw), &at);
	if (fault)
		fprintf(stderr, "%s %ld: %s: %.*s\n", what, round, fault,
			(int)(pty->raw.len - at < 40 ? pty->raw.len - at : 40), pty->raw.at + at);
	expect_true(!fault);
	pty->raw.len -= at;
	memmove(pty->raw.at, pty->raw.at + at, pty->raw.len);
}

// Out of whatever is open, then out of the program.
static void expect_leaves(struct pty *pty)
{
	for (int i = 0; i < 16; i++)
		pty_key(pty, "\033");
	pty_quiet(pty, 200); // else the last Esc and Q may be one key
	pty_program(pty);
	pty_send(pty, "Q");
	expect_true(pty_told(pty, "ended 0"));
}

static void test_keys(uint32_t seed)
{
	struct pty pty;
	struct str burst = {0};
	console_start(&pty, "cost", 80, 24, CONSOLE_PLAIN);
	for (long round = 0; round < ROUNDS && !pty.gone; round++) {
		make_burst(&seed, &burst);
		pty_send(&pty, burst.at);
		expect_true(pty_frame(&pty));
		expect_clean(&pty, "keys", round);
	}
	// An unfinished sequence is over before the last keys are sent.
	pty_quiet(&pty, 200);
	expect_leaves(&pty);
	str_fini(&burst);
	pty_close(&pty);
}

static void test_geometry(uint32_t seed)
{
	struct pty pty;
	console_start(&pty, "cost", 80, 24, CONSOLE_PLAIN);
	for (long round = 0; round < RESIZES && !pty.gone; round++) {
		bool tiny = random_below(&seed, 3) == 0;
		int columns = (int)random_below(&seed, tiny ? 50 : 500) + 1;
		int rows = (int)random_below(&seed, tiny ? 12 : 200) + 1;
		pty_resize(&pty, columns, rows);
		pty_send(&pty, PIECES[random_below(&seed, 16)]);
		expect_true(pty_frame(&pty));
		expect_clean(&pty, "resize", round);
	}
	pty_resize(&pty, 80, 24);
	expect_leaves(&pty);
	pty_close(&pty);
}

void test_fuzzing(void)
{
	const char *seed = getenv("SEED");
	uint32_t first = seed ? (uint32_t)strtoul(seed, NULL, 10) : 1;
	test_keys(first);
	test_keys(first + 1);
	test_geometry(first);
}
