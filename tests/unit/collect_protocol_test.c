// Streams that break protocol 1, each with the sentence the person reads; and some that do not.
#include "collect/stream/protocol.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

#define HELLO  "{\"t\":\"hello\",\"proto\":1,\"plugin\":\"x\",\"version\":\"1\"}\n"
#define DIGEST "0000000000000000000000000000000000000000000000000000000000000000"
#define INPUT(id)                                                                                  \
	"{\"t\":\"input\",\"id\":" #id ",\"uri\":\"file:///a\",\"sha256\":\"" DIGEST               \
	"\",\"bytes\":1}\n"
#define SCOPE(id)                                                                                  \
	"{\"t\":\"scope\",\"id\":" #id ",\"kind\":\"cost\",\"key\":[\"k" #id                       \
	"\"],\"mode\":\"replace\",\"at\":1}\n"
#define SCAN(id)                                                                                   \
	"{\"t\":\"scope\",\"id\":" #id                                                             \
	",\"kind\":\"scan\",\"key\":[\"k1\"],\"mode\":\"append\",\"at\":1}\n"
#define BILL(id)                                                                                   \
	"{\"t\":\"bill\",\"scope\":" #id                                                           \
	",\"format\":\"f\",\"payer\":\"p\",\"report\":\"r\",\"period\":\"2024-01\",\"rows\":0,"    \
	"\"invoiced\":0,\"identity\":true}\n"
#define CELL(more)	 "{\"t\":\"cost\",\"scope\":1,\"from\":0,\"to\":86400,\"n\":1" more "}\n"
#define STRING(id, text) "{\"t\":\"str\",\"id\":" #id ",\"v\":\"" text "\"}\n"
#define GROUP(id, text)	 "{\"t\":\"group\",\"id\":" #id ",\"service\":" #text "}\n"
#define END(id)		 "{\"t\":\"end\",\"scope\":" #id ",\"complete\":true,\"rows\":0}\n"
#define UNCHANGED(key)	 "{\"t\":\"unchanged\",\"kind\":\"cost\",\"key\":[\"" key "\"]}\n"
#define DONE		 "{\"t\":\"done\"}\n"

// Lines end in '\n'; an expected text that ends in '*' is a prefix.
static const struct {
	const char *name, *lines, *expected; // expected NULL: nothing is wrong
} CASES[] = {
	{"empty stream", "", "the collector said nothing"},
	{"only hello", HELLO, "the collector ended without done, after line 1"},
	{"nothing found", HELLO DONE, NULL},
	{"one scope", HELLO SCOPE(1) BILL(1) END(1) DONE, NULL},
	{"scopes side by side", HELLO SCOPE(2) SCOPE(1) BILL(1) BILL(2) END(2) END(1) DONE, NULL},
	{"unknown field",
	 "{\"t\":\"hello\",\"proto\":1,\"plugin\":\"x\",\"version\":\"1\",\"y\":[]}\n" DONE, NULL},
	{"unknown kind", HELLO "{\"t\":\"weather\",\"sun\":true}\n" DONE, NULL},
	{"unknown kind that must be understood", HELLO "{\"t\":\"!weather\"}\n" DONE,
	 "line 2: '!weather' must be understood, and this gavel does not know it; a newer one may"},

	{"garbage", "hello, world\n", "line 1: not a flat JSON object: *"},
	{"a number", "17\n", "line 1: not a flat JSON object: *"},
	{"empty line", HELLO "\n", "line 2: not a flat JSON object: *"},
	{"the same key twice", "{\"t\":\"hello\",\"t\":\"hello\"}\n",
	 "line 1: not a flat JSON object: *"},
	{"ill-formed UTF-8", HELLO "{\"t\":\"\xff\"}\n", "line 2: not UTF-8 at byte 7"},
	{"overlong UTF-8", HELLO "{\"t\":\"\xc0\xaf\"}\n", "line 2: not UTF-8 at byte 7"},
	{"surrogate in UTF-8", HELLO "{\"t\":\"\xed\xa0\x80\"}\n", "line 2: not UTF-8 at byte 7"},
	{"NUL as escape", HELLO "{\"t\":\"str\",\"id\":1,\"v\":\"a\\u0000b\"}\n",
	 "line 2: text with a NUL character"},
	{"a backslash and u0000", HELLO "{\"t\":\"str\",\"id\":1,\"v\":\"a\\\\u0000b\"}\n" DONE,
	 NULL},
	{"no t", "{\"proto\":1}\n", "line 1: no 't' that says what the line is"},
	{"t is a number", "{\"t\":1}\n", "line 1: no 't' that says what the line is"},

	{"no hello", SCOPE(1), "line 1: 'scope' before hello"},
	{"escape in a kind", "{\"t\":\"\x1b[2Jx\"}\n", "line 1: not a flat JSON object: *"},
	{"hidden text in a kind",
	 "{\"t\":\"a\xe2\x80\xae"
	 "b\"}\n",
	 "line 1: 'a<U+202E>b' before hello"},
	{"unchanged", HELLO UNCHANGED("k1") UNCHANGED("k2") DONE, NULL},
	{"unchanged twice", HELLO UNCHANGED("k1") UNCHANGED("k1"),
	 "line 3: unchanged: the key of another scope"},
	{"unchanged, then read", HELLO UNCHANGED("k1") SCOPE(1),
	 "line 3: scope 1 has the key of another one"},
	{"unchanged without a key", HELLO "{\"t\":\"unchanged\",\"kind\":\"cost\"}\n",
	 "line 2: unchanged: 'key' is missing"},
	{"two hellos", HELLO HELLO, "line 2: a second hello"},
	{"newer protocol", "{\"t\":\"hello\",\"proto\":2,\"plugin\":\"x\",\"version\":\"1\"}\n",
	 "line 1: the collector speaks protocol 2, this gavel speaks 1"},
	{"hello without plugin", "{\"t\":\"hello\",\"proto\":1,\"version\":\"1\"}\n",
	 "line 1: hello: 'plugin' is missing"},
	{"protocol as text",
	 "{\"t\":\"hello\",\"proto\":\"1\",\"plugin\":\"x\",\"version\":\"1\"}\n",
	 "line 1: hello: 'proto' must be a whole number, 1 or more"},
	{"after done", HELLO DONE "{\"t\":\"warn\",\"text\":\"late\"}\n",
	 "line 3: a line after done"},
	{"garbage after done", HELLO DONE "bye\n", "line 3: not a flat JSON object: *"},

	{"done in an open scope", HELLO SCOPE(1) DONE, "line 3: done, but scope 1 has not ended"},
	{"end of no scope", HELLO END(3), "line 2: scope 3 is not declared"},
	{"two ends", HELLO SCOPE(1) BILL(1) END(1) END(1), "line 5: scope 1 has ended"},
	{"scope twice", HELLO SCOPE(1) SCOPE(1), "line 3: scope 1 is declared twice"},
	{"scope 0", HELLO SCOPE(0), "line 2: scope: 'id' must be a whole number, 1 or more"},
	{"scope too high", HELLO SCOPE(65536), "line 2: scope 65536 is not between 1 and 65535"},
	{"strange mode",
	 HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"cost\",\"key\":[\"k\"],\"mode\":\"merge\","
	       "\"at\":1}\n",
	 "line 2: scope: 'mode' must be replace or append"},
	{"key is text",
	 HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"cost\",\"key\":\"k\",\"mode\":\"append\","
	       "\"at\":1}\n",
	 "line 2: scope: 'key' must be a list of text"},
	{"key holds a number",
	 HELLO
	 "{\"t\":\"scope\",\"id\":1,\"kind\":\"cost\",\"key\":[1],\"mode\":\"append\",\"at\":1}\n",
	 "line 2: scope: 'key' must be a list of text"},
	{"empty key",
	 HELLO
	 "{\"t\":\"scope\",\"id\":1,\"kind\":\"cost\",\"key\":[],\"mode\":\"append\",\"at\":1}\n",
	 "line 2: scope: 'key' must be a list of text"},
	{"no time",
	 HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"cost\",\"key\":[\"k\"],\"mode\":\"append\"}\n",
	 "line 2: scope: 'at' is missing"},

	{"record of no scope", HELLO "{\"t\":\"cost\",\"scope\":1}\n",
	 "line 2: scope 1 is not declared"},
	{"record without scope", HELLO SCOPE(1) "{\"t\":\"cost\"}\n",
	 "line 3: cost: 'scope' is missing"},
	{"record after end", HELLO SCOPE(1) BILL(1) END(1) "{\"t\":\"cost\",\"scope\":1}\n",
	 "line 5: scope 1 has ended"},

	{"a scope of an unknown kind is left out whole",
	 HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"sun\",\"key\":[\"k\"],\"mode\":\"append\","
	       "\"at\":1}\n"
	       "{\"t\":\"ray\",\"scope\":1}\n" CELL("") END(1) DONE,
	 NULL},
	{"two scopes of one key",
	 HELLO SCOPE(1) "{\"t\":\"scope\",\"id\":2,\"kind\":\"cost\",\"key\":[\"k1\"],\"mode\":"
			"\"replace\",\"at\":1}\n",
	 "line 3: scope 2 has the key of another one"},
	{"two open scans of one key", HELLO SCAN(1) SCAN(2) DONE,
	 "line 3: scope 2 has the key of another one"},
	{"a key once more, when its scope has ended",
	 HELLO SCOPE(1) BILL(1)
		 END(1) "{\"t\":\"scope\",\"id\":2,\"kind\":\"cost\",\"key\":[\"k1\"],"
			"\"mode\":\"replace\",\"at\":1}\n" BILL(2) END(2) DONE,
	 NULL},
	{"no bill", HELLO SCOPE(1) END(1), "line 3: end: a complete 'cost' scope needs a bill"},
	{"two bills", HELLO SCOPE(1) BILL(1) BILL(1), "line 4: bill: a second one in its scope"},

	{"a cell",
	 HELLO SCOPE(1) INPUT(1) STRING(1, "x")
		 CELL(",\"account\":1,\"region\":0,\"rows\":[1,2,3],\"usage\":\"-0.25\"") BILL(1)
			 END(1) DONE,
	 NULL},
	{"a cell without time", HELLO SCOPE(1) "{\"t\":\"cost\",\"scope\":1,\"to\":1,\"n\":1}\n",
	 "line 3: cost: 'from' is missing"},
	{"a cell that ends before it starts",
	 HELLO SCOPE(1) "{\"t\":\"cost\",\"scope\":1,\"from\":2,\"to\":1,\"n\":1}\n",
	 "line 3: cost: 'to' lies before 'from'"},
	{"a time out of time",
	 HELLO SCOPE(1) "{\"t\":\"cost\",\"scope\":1,\"from\":2,\"to\":999999999999,\"n\":1}\n",
	 "line 3: cost: 'to' must be a time in seconds"},
	{"cost as a number", HELLO SCOPE(1) CELL(",\"unblended\":1.5"),
	 "line 3: cost: 'unblended' must be a decimal as text"},
	{"cost of words", HELLO SCOPE(1) CELL(",\"usage\":\"much\""),
	 "line 3: cost: 'usage' must be a decimal as text"},
	{"37 digits after the point",
	 HELLO SCOPE(1) CELL(",\"usage\":\"0.0000000000000000000000000000000000001\""),
	 "line 3: cost: 'usage' must be a decimal as text"},
	{"a string that was not sent", HELLO SCOPE(1) STRING(1, "x") CELL(",\"service\":2"),
	 "line 4: cost: 'service' must be the id of a string that was sent"},
	{"tags",
	 HELLO SCOPE(1) STRING(1, "{\\\"a\\\":\\\"b\\\"}") CELL(",\"tags\":1") BILL(1) END(1) DONE,
	 NULL},
	{"no tags", HELLO SCOPE(1) STRING(1, "") CELL(",\"tags\":1") BILL(1) END(1) DONE, NULL},
	{"tags that are no object", HELLO SCOPE(1) STRING(1, "{a") CELL(",\"tags\":1"),
	 "line 4: cost: 'tags' must be the id of a string that is a JSON object"},
	{"tags that are a list", HELLO SCOPE(1) STRING(1, "[]") CELL(",\"tags\":1"),
	 "line 4: cost: 'tags' must be the id of a string that is a JSON object"},
	{"a row range of two", HELLO SCOPE(1) CELL(",\"rows\":[1,2]"),
	 "line 3: cost: 'rows' must be a list of input, first row, last row"},
	{"a row range backwards", HELLO SCOPE(1) CELL(",\"rows\":[1,3,2]"),
	 "line 3: cost: 'rows' must be a list of input, first row, last row"},
	{"rows of an input that never came",
	 HELLO SCOPE(1) CELL(",\"rows\":[4,2,3]") BILL(1) END(1),
	 "line 5: scope 1 ends, but its input 4 never came"},
	{"a month without zero",
	 HELLO SCOPE(1) "{\"t\":\"bill\",\"scope\":1,\"format\":\"f\",\"payer\":\"p\",\"report\":"
			"\"r\",\"period\":\"2024-1\"}\n",
	 "line 3: bill: 'period' must be a month like 2018-12"},

	{"string 2 first", HELLO "{\"t\":\"str\",\"id\":2,\"v\":\"x\"}\n",
	 "line 2: string 2 where string 1 must follow"},
	{"group",
	 HELLO STRING(1, "x") GROUP(1, 1) SCOPE(1) CELL(",\"group\":1") BILL(1) END(1) DONE, NULL},
	{"group 2 first", HELLO STRING(1, "x") GROUP(2, 1),
	 "line 3: group 2 where group 1 must follow"},
	{"group of no string", HELLO GROUP(1, 1),
	 "line 2: group: 'service' must be the id of a string that was sent"},
	{"no such group", HELLO STRING(1, "x") GROUP(1, 1) SCOPE(1) CELL(",\"group\":2"),
	 "line 5: cost: 'group' must be the id of a group that was sent"},
	{"group 0", HELLO SCOPE(1) CELL(",\"group\":0"),
	 "line 3: cost: 'group' must be the id of a group that was sent"},
	{"string is a number", HELLO "{\"t\":\"str\",\"id\":1,\"v\":7}\n",
	 "line 2: str: 'v' must be text"},

	{"input", HELLO INPUT(7) SCOPE(1) BILL(1) END(1) DONE, NULL},
	{"input twice", HELLO INPUT(1) INPUT(1), "line 3: input 1 came before"},
	{"digest in capitals",
	 HELLO "{\"t\":\"input\",\"id\":1,\"uri\":\"a\",\"bytes\":1,\"sha256\":\"A" DIGEST "\"}\n",
	 "line 2: input: 'sha256' must be 64 lower-case hexadecimal digits"},
	{"negative size",
	 HELLO "{\"t\":\"input\",\"id\":1,\"uri\":\"a\",\"bytes\":-1,\"sha256\":\"" DIGEST "\"}\n",
	 "line 2: input: 'bytes' must be a whole number, 0 or more"},
	{"input after its row",
	 HELLO SCOPE(1) "{\"t\":\"reject\",\"scope\":1,\"in\":1,\"row\":2,\"why\":\"w\"}\n" INPUT(1)
		 BILL(1) END(1) DONE,
	 NULL},
	{"input never came",
	 HELLO SCOPE(1) "{\"t\":\"warn\",\"scope\":1,\"in\":1,\"row\":2,\"text\":\"w\"}\n" END(1),
	 "line 4: scope 1 ends, but its input 1 never came"},
	{"input of another scope came too late",
	 HELLO SCOPE(1) SCOPE(2) "{\"t\":\"warn\",\"scope\":2,\"in\":1,\"text\":\"w\"}\n"
				 "{\"t\":\"warn\",\"scope\":1,\"in\":1,\"text\":\"w\"}\n" END(2),
	 "line 6: scope 2 ends, but its input 1 never came"},

	{"incomplete without why",
	 HELLO SCOPE(1) "{\"t\":\"end\",\"scope\":1,\"complete\":false,\"rows\":0}\n",
	 "line 3: end: 'why' is missing from an incomplete scope"},
	{"incomplete with why",
	 HELLO SCOPE(1) "{\"t\":\"end\",\"scope\":1,\"complete\":false,\"rows\":0,\"why\":\"w\"}"
			"\n" DONE,
	 NULL},
	{"complete is text",
	 HELLO SCOPE(1) "{\"t\":\"end\",\"scope\":1,\"complete\":\"yes\",\"rows\":0}\n",
	 "line 3: end: 'complete' must be true or false"},
	{"blob without digest", HELLO "{\"t\":\"blob\",\"bytes\":1}\n",
	 "line 2: blob: 'sha256' is missing"},
	{"warning without text", HELLO "{\"t\":\"warn\"}\n", "line 2: warn: 'text' is missing"},
	{"a fraction of a row", HELLO "{\"t\":\"warn\",\"text\":\"w\",\"row\":1.5}\n",
	 "line 2: warn: 'row' must be a whole number, 0 or more"},
};

static bool run(const char *lines, struct protocol *protocol, struct err *err)
{
	static struct protocol_line line;
	struct slice rest = slice_of(lines);
	while (rest.len)
		if (!protocol_line(protocol, slice_cut(&rest, '\n'), &line, err))
			return false;
	return protocol_finish(protocol, err);
}

static bool matches(const char *text, const char *expected)
{
	size_t len = strlen(expected);
	if (len && expected[len - 1] == '*')
		return !strncmp(text, expected, len - 1);
	return !strcmp(text, expected);
}

static void check_case(size_t index)
{
	struct protocol protocol = {0};
	struct err err = {0};
	bool ok = run(CASES[index].lines, &protocol, &err);
	const char *expected = CASES[index].expected;
	bool good = expected ? !ok && err.code == ERR_INVALID && matches(err.text, expected) : ok;
	if (!test_count(good))
		fprintf(stderr, "collect_protocol: %s: expected '%s', got '%s'\n",
			CASES[index].name, expected ? expected : "nothing",
			ok ? "nothing" : err.text);
	protocol_fini(&protocol);
}

// An error sent for a scope outweighs an end that calls it complete.
static void check_scope_error(void)
{
	struct protocol protocol = {0};
	struct err err = {0};
	bool ok = run(HELLO SCOPE(1) "{\"t\":\"error\",\"scope\":1,\"code\":\"io\",\"text\":"
				     "\"torn\"}\n" END(1) DONE,
		      &protocol, &err);
	const struct protocol_scope *scope = protocol_scope(&protocol, 1);
	bool good = ok && scope && scope->ended && !scope->complete && !strcmp(scope->why, "torn");
	if (!test_count(good))
		fprintf(stderr, "collect_protocol: a scope's error was forgotten\n");
	protocol_fini(&protocol);
}

static void check_long_line(void)
{
	static char text[PROTOCOL_LINE_BYTES + 2];
	memset(text, ' ', sizeof text - 1);
	struct protocol protocol = {0};
	struct protocol_line line;
	struct err err = {0};
	bool ok = protocol_line(&protocol, slice_of(text), &line, &err);
	bool good = !ok && !strcmp(err.text, "line 1: longer than 65536 bytes");
	if (!test_count(good))
		fprintf(stderr, "collect_protocol: long line: got '%s'\n", err.text);
	protocol_fini(&protocol);
}

int main(void)
{
	check_scope_error();
	check_long_line();
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		check_case(i);
	return test_done("collect_protocol");
}
