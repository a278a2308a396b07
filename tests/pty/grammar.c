// The grammar that every pane of rows has: filter, palette, sorting, columns, marks, places.

#include "base/clock.h"
#include "tests/pty/console.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS_MAX = 24, ESCAPE_MS = 30, ESCAPE_TRIES = 20 };

// Keys, what the screen then shows, and what it shows no more (or NULL).
struct step {
	const char *keys, *shows, *hides;
};

struct walk {
	const char *name, *address;
	struct step steps[STEPS_MAX];
};

static const struct walk WALKS[] = {
	{"tabs",
	 "cost",
	 {{"8", "8 sources", "cost by"},
	  {"\r", "8 sources > log source:bill", NULL},
	  {"2", "2 cost by:service", NULL},
	  {"8", "8 sources > log source:bill", NULL}, // as it was left
	  {"q", "8 sources ", "log"},
	  {"9", "9 log", NULL},
	  {"3", "it is not here yet", NULL},
	  {"q", "this is the first level", NULL}}},
	{"what a row leads to",
	 "runs",
	 {{"J", "This row leads to", NULL},
	  {"j\r", "runs > ", NULL},
	  {"q", "8 runs ", NULL},
	  {"i", "all columns of the row", NULL},
	  {"", "sha256", NULL},
	  {"q", "8 runs ", "sha256    "}}},
	{"filter",
	 "sources",
	 {{"", "14 rows", NULL},
	  {"/", "/", NULL},
	  {"plugin:cur", "2 rows of 14", "labels"},
	  {"\177\177\177focus", "1 row of 14", "import "},
	  {"\033", "14 rows", "plugin:"},
	  {"/plugin:cur -source:import\r", "8 sources plugin:cur source!=import", "/plugin"},
	  {"", "1 row of 14", NULL},
	  {"/", "/plugin:cur source!=import", NULL},
	  {"\025", "14 rows", NULL},
	  {"\r", "8 sources  ", "plugin:cur"},
	  {"/\033OA", "/plugin:cur -source:import", NULL},
	  {"\033", "8 sources  ", NULL}}},
	{"a fault in a filter",
	 "sources",
	 {{"/plugin:cur colour:red", "colour", NULL},
	  {"\r", "unknown column 'colour'; sources has", NULL},
	  {"\033OF\025\r", "14 rows", "colour"}}},
	{"completion",
	 "sources",
	 {{"/plu\t", "/plugin", NULL},
	  {"\025source:\t", "labels", NULL},
	  {"\025\r", "14 rows", NULL}}},
	{"palette",
	 "cost",
	 {{":source show --js", "--json", NULL}, // every command takes it
	  {"\t", ":source show --json", NULL},
	  {" --as", "--as-of=", NULL},
	  {"\033:", "run the configured sources", NULL},
	  {"sourc", "source list", "run the configured sources"},
	  {"\033", "2 cost", "source list"},
	  {":runs source:labels\r", "8 runs source:labels", NULL},
	  {":gavel 'log run>0'\r", "9 log run>0", NULL},
	  {":version\r", "9 log > version", NULL},
	  {"", "gavel 0", NULL},
	  {"q", "9 log run>0", "gavel 0"},
	  {":sort\r", "Sort by", NULL},
	  {"q:nonsense at all\r", "there is no command, view or action 'nonsense'", NULL},
	  {"\033:runs colour:red\r", "unknown column 'colour'; runs has", NULL},
	  {"\033:theme nobody\r", "theme 'nobody'", NULL},
	  {":theme mono\r", "9 log run>0", NULL}}},
	{"sorting",
	 "sources",
	 {{"s", "Sort by", NULL},
	  {"jjj\r", "8 sources sort:-rows", NULL},
	  {"s\r", "8 sources sort:rows", NULL},
	  {"sG\r", "8 sources  ", "sort:rows"}}},
	{"sorting by a column whose title is another word",
	 "docket",
	 {{"s", "due in (left)", NULL}, {"\r", "1 docket sort:-left", NULL}}},
	{"columns",
	 "sources",
	 {{"C", "[x] source", NULL},
	  {"j\r", "[ ] state", NULL},
	  {"q", "8 sources", "state"},
	  {"C", "[ ] state", NULL},
	  {"j\rq", "state", NULL},
	  {">>>>>>>>>>", "8 sources", "  rows"},
	  {"<<<<<<<<<<", "  rows", NULL}}},
	{"marks",
	 "sources",
	 {{" ", "1 marked", NULL},
	  {"*", "mark 14 rows", NULL},
	  {"\r", "14 marked", NULL},
	  {"s\r", "14 marked", NULL}, // sorted anew they are the same rows
	  {"\033", "forget 14 marks", NULL},
	  {"j\r", "14 marked", NULL},
	  {"\033\r", "8 sources", "marked"}}},
	{"windows on many rows",
	 "cells",
	 {{"", "1 to 1000 of 14", NULL},
	  {"G", "14001 to 14", "row 1 "},
	  {"k", "14001 to 14", NULL},
	  {"g", "1 to 1000 of 14", NULL},
	  {"k", ", row 1", NULL},
	  {"sj\r", "sort:-period", NULL},
	  {"/\025report:labels-2026-10\r", "22 rows of 14", NULL}}},
	{"places",
	 "sources",
	 {{"9", "9 log", NULL},
	  {"-", "8 sources", NULL},
	  {"-", "9 log", NULL},
	  {"(", "8 sources", NULL},
	  {"(", "there is no place before this one", NULL},
	  {")", "9 log", NULL},
	  {"H", "Places visited, the newest first", NULL},
	  {"j\r", "8 sources", "Places"}}},
	{"provenance",
	 "cost by:service period:2026-10 currency:USD",
	 {{"p", "where it comes from", NULL},
	  {"", "input 1", NULL},
	  {"jj\r", "> SQL", NULL},
	  {"", "SELECT", NULL},
	  {"q", "definition", NULL},
	  {"j\r", "runs run:", NULL},
	  {"e\rq", "stopped writing", "runs run:"}, // back to what has no rows
	  {"\r", "runs run:", NULL},
	  {"q", "definition", NULL},
	  {"q", "2 cost by:service", "definition"}}},
	{"provenance without a run",
	 "groups by:package",
	 {{"p", "worked out from everything", NULL}, {"q", "groups by:package", "worked out"}}},
	{"export",
	 "sources",
	 {{"e", "no text of it is taken for a formula", NULL},
	  {"\r", "14 rows to ", NULL},
	  {"e\r", "-2.csv", NULL}}},
	{"findings",
	 "cost",
	 {{"4", "4 findings state:open", NULL},
	  {"", "critical", NULL},
	  {"", "this week 0 whole scans", NULL},
	  {"b", "Group by", "this week"},
	  {"j\r", "findings > groups by:package state:open", "Group by"},
	  {"/package:log4j-core\r", "1 row of", NULL},
	  {"\r", "open package:log4j-core", NULL},
	  {"\r", "finding id:F-", "this week"},
	  {"", "CVE-2021-44228", NULL},
	  {"G", "seen by", NULL},
	  {"q", "package:log4j-core", "seen by"},
	  {" ", "1 marked", NULL},
	  {"p", "where it comes from", NULL}}},
	{"from a scan of no category to its findings",
	 "scans tool:trivy target:*/perception-serve sort:-at",
	 {{"\r", "11 rows of", "nothing matches"}}},
	{"a hit of the catalogue of what is exploited leads to the component",
	 "advisory_hits advisory:CVE-2021-44228",
	 {{"\r", "1 row of", "there is nothing here yet"},
	  {"", "log4j-core  2.14.1   maven", NULL}}},
	{"what a finding has not leads nowhere",
	 "findings rule:CVE-2023-45853 state:open",
	 {{"J", "findings cve:CVE-2023-45853", "findings upgrade: "}}},
	{"the same on the Cost pane",
	 "cost by:service period:2026-10 currency:USD",
	 {{"/service:AmazonEC2\r", "1 row", "AWSGlue"},
	  {"/\033", "1 row", NULL},
	  {"/\025period:2026-10 currency:USD\r", "18 rows", NULL},
	  {"s\r", "sort:", NULL},
	  {" ", "1 marked", NULL}}},
};

static void take_step(struct pty *pty, const struct walk *walk, const struct step *step)
{
	bool framed = !*step->keys || pty_key(pty, step->keys) >= 0;
	bool shown = framed && pty_until(pty, step->shows);
	char *screen = pty_text(pty);
	bool hidden = !step->hides || !strstr(screen, step->hides);
	if (!shown || !hidden)
		fprintf(stderr, "%s: after '%s' no '%s', or '%s' in\n%s", walk->name, step->keys,
			step->shows, step->hides ? step->hides : "", screen);
	test_int(__FILE__, __LINE__, walk->name, shown && hidden, 1);
	free(screen);
}

static void test_walks(void)
{
	for (size_t i = 0; i < sizeof WALKS / sizeof *WALKS; i++) {
		struct pty pty;
		console_start(&pty, WALKS[i].address, 80, 24, CONSOLE_PLAIN);
		for (size_t s = 0; WALKS[i].steps[s].shows; s++)
			take_step(&pty, &WALKS[i], &WALKS[i].steps[s]);
		pty_close(&pty);
	}
}

// ---- The caret ----

static void expect_caret(struct pty *pty, const char *keys, const char *shows, int column)
{
	int row, at;
	pty_key(pty, keys);
	expect_true(pty_until(pty, shows));
	pty_cursor(pty, &row, &at);
	expect_int(row, 23);
	expect_int(at, column);
}

static void test_caret(void)
{
	struct pty pty;
	console_start(&pty, "sources", 80, 24, CONSOLE_PLAIN);
	expect_caret(&pty, "/plugin:cur colour:red", "/plugin:cur colour:red", 22);
	expect_caret(&pty, "\r", "unknown column 'colour'", 12); // at the wrong term
	expect_caret(&pty, "\033OH", "/", 1);
	expect_caret(&pty, "\033OC", "/", 2);
	expect_caret(&pty, "\033OF", "/", 22);
	expect_caret(&pty, "\027", "/plugin:cur", 12);
	pty_key(&pty, "\033");
	expect_caret(&pty, ":nonsense\r", "there is no command", 1);
	pty_close(&pty);
}

// ---- Esc ----

// The fastest of many tries: what else runs on the machine is not the console's doing.
static void test_escape(void)
{
	struct pty pty;
	long long best = ESCAPE_MS + 1000;
	console_start(&pty, "cells", 80, 24, CONSOLE_PLAIN);
	char *before = pty_text(&pty);
	for (int i = 0; i < ESCAPE_TRIES; i++) {
		pty_key(&pty, "/");
		pty_key(&pty, "AmazonEC2");
		int64_t start = clock_monotonic_ms();
		pty_key(&pty, "\033");
		long long took = clock_monotonic_ms() - start;
		best = took < best ? took : best;
	}
	char *after = pty_text(&pty);
	expect_text(after, before);
	if (!test_count(best <= ESCAPE_MS))
		fprintf(stderr, "Esc from a filter: %lld ms of %d\n", best, ESCAPE_MS);
	free(before);
	free(after);
	pty_close(&pty);
}

// ---- Copying ----

static void test_copy(void)
{
	struct pty pty;
	console_start(&pty, "sources", 80, 24, CONSOLE_PLAIN);
	pty_key(&pty, "y");
	expect_true(console_shows(&pty, "address sent to the terminal's clipboard"));
	// base64 of "sources"
	expect_true(memmem(pty.raw.at, pty.raw.len, "c291cmNlcw==", 12) != NULL);
	pty_close(&pty);
}

void test_grammar(void)
{
	test_walks();
	test_caret();
	test_escape();
	test_copy();
}
