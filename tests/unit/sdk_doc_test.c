// The JSON reader: what RFC 8259 accepts and refuses, one row per rule; limits and windows.
// Expectations are the RFC's grammar and Unicode 15, chapter 3.9.
#include "plugins/sdk/doc/doc.h"

#include "plugins/sdk/doc/doc_private.h"
#include "tests/unit/sdk_node.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The document read whole, or "! " and the fault; `step` bytes at a time.
static void read_whole(struct slice bytes, size_t step, struct str *out)
{
	struct doc *doc = doc_open_bytes(bytes, "d");
	const struct node *node;
	struct err err;
	doc->step = step;
	str_clear(out);
	if (doc_read(doc, &node, &err) && doc_end(doc, &err))
		node_show(node, out);
	else
		str_addf(out, "! %s", err.text);
	doc_close(doc);
}

// Without reading it: "" or the fault.
static void skip_whole(struct slice bytes, size_t step, struct str *out)
{
	struct doc *doc = doc_open_bytes(bytes, "d");
	struct err err;
	doc->step = step;
	str_clear(out);
	if (!doc_skip(doc, &err) || !doc_end(doc, &err))
		str_addf(out, "! %s", err.text);
	doc_close(doc);
}

#define FFFD "\xef\xbf\xbd"

static const struct {
	const char *bytes, *tree; // a fault begins with '!'
} CASES[] = {
	// Values (section 3) and blanks (section 2).
	{"null", "null"},
	{" true\t", "true"},
	{"\r\nfalse\n", "false"},
	{"[]", "[]"},
	{"{}", "{}"},
	{" [ 1 , 2 ] ", "[1,2]"},
	{"{\"a\":{\"b\":[null]},\"\":\"\"}", "{a:{b:[null]},:''}"},
	{"{\"a\":1,\"a\":2}", "{a:1,a:2}"},
	{"nul", "! d:1:4: cut short: the document ends here before it is whole"},
	{"nulL", "! d:1:5: a value was expected"},
	{"True", "! d:1:1: a value was expected"},
	{"", "! d:1:1: the document is empty"},
	{" \n", "! d:2:1: cut short: the document ends here before it is whole"},
	{"[1,]", "! d:1:4: a value was expected"},
	{"[,1]", "! d:1:2: a value was expected"},
	{"[1 2]", "! d:1:4: ',' or ']' was expected"},
	{"[1}", "! d:1:3: ',' or ']' was expected"},
	{"{\"a\" 1}", "! d:1:6: ':' was expected"},
	{"{\"a\":1,}", "! d:1:8: a name in quotes was expected"},
	{"{\"a\":1]", "! d:1:7: ',' or '}' was expected"},
	{"{a:1}", "! d:1:2: a name in quotes was expected"},
	{"{'a':1}", "! d:1:2: a name in quotes was expected"},
	{"{,}", "! d:1:2: a name in quotes was expected"},
	{"[1]x", "! d:1:4: something follows the document"},
	{"[1][2]", "! d:1:4: something follows the document"},
	{"[1]//", "! d:1:4: something follows the document"},
	{"[\f1]", "! d:1:2: a value was expected"},
	{"[\xc2\xa0]", "! d:1:2: a value was expected"},
	{"]", "! d:1:1: a value was expected"},
	{"[NaN]", "! d:1:2: a value was expected"},
	{"[-Infinity]", "! d:1:3: a value was expected"},
	{"{\n \"a\": [\n  x", "! d:3:3: a value was expected"},
	// Cut short, wherever.
	{"[", "! d:1:2: cut short: the document ends here before it is whole"},
	{"[1", "! d:1:3: cut short: the document ends here before it is whole"},
	{"[1,", "! d:1:4: cut short: the document ends here before it is whole"},
	{"{\"a", "! d:1:4: cut short: the document ends here before it is whole"},
	{"{\"a\"", "! d:1:5: cut short: the document ends here before it is whole"},
	{"{\"a\":", "! d:1:6: cut short: the document ends here before it is whole"},
	{"{\"a\":\"\\u12", "! d:1:11: cut short: the document ends here before it is whole"},
	// Numbers (section 6), as they are spelled.
	{"[0,-0,10,1.50,-1.5e+10,1E5,1e-0]", "[0,-0,10,1.50,-1.5e+10,1E5,1e-0]"},
	{"123456789012345678901234567890", "123456789012345678901234567890"},
	{"[01]", "! d:1:4: a number that begins with 0"},
	{"[-]", "! d:1:3: a value was expected"},
	{"[-01]", "! d:1:5: a number that begins with 0"},
	{"[+1]", "! d:1:2: a value was expected"},
	{"[.5]", "! d:1:2: a value was expected"},
	{"[1.]", "! d:1:4: a number without digits behind its point"},
	{"[1.e1]", "! d:1:6: a number without digits behind its point"},
	{"[1e]", "! d:1:4: a number without digits in its exponent"},
	{"[1e+]", "! d:1:5: a number without digits in its exponent"},
	{"[1-2]", "! d:1:5: a number that is none"},
	{"[0x1]", "! d:1:3: ',' or ']' was expected"},
	// Texts (section 7).
	{"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "'\"\\/\b\f\n\r\t'"},
	{"\"\\u0041\\u00e9\\u20AC\"", "'A\xc3\xa9\xe2\x82\xac'"},
	{"\"\\ud83d\\ude00\"", "'\xf0\x9f\x98\x80'"},
	{"\"\x7f\xc2\x80\xf4\x8f\xbf\xbf\"", "'\x7f\xc2\x80\xf4\x8f\xbf\xbf'"},
	{"\"a\tb\"", "! d:1:3: a control character in a text"},
	{"\"a\nb\"", "! d:1:3: a control character in a text"},
	{"\"\\x41\"", "! d:1:4: an escape that JSON does not have"},
	{"\"\\'\"", "! d:1:4: an escape that JSON does not have"},
	{"\"\\u12g4\"", "! d:1:7: a \\u escape without four hex digits"},
	{"\"\\U0041\"", "! d:1:4: an escape that JSON does not have"},
	// NUL, lone surrogates and ill-formed UTF-8 become U+FFFD.
	{"\"a\\u0000b\"", "'a" FFFD "b'"},
	{"\"\\ud83dx\"", "'" FFFD "x'"},
	{"\"\\ude00\"", "'" FFFD "'"},
	{"\"\\ud83d\\ud83d\\ude00\"", "'" FFFD "\xf0\x9f\x98\x80'"},
	{"\"\\ud83d\\n\"", "'" FFFD "\n'"},
	{"\"\\ud83d\"", "'" FFFD "'"},
	{"\"\\ud83d\\u0041\"", "'" FFFD "A'"},
	{"\"a\xff"
	 "b\"",
	 "'a" FFFD "b'"},
	{"\"\xc0\xaf\"", "'" FFFD FFFD "'"},
	{"\"\xed\xa0\x80\"", "'" FFFD FFFD FFFD "'"},
	{"\"\xe2\x82\\u00ac\"", "'" FFFD FFFD "\xc2\xac'"},
	{"{\"\xff\":1}", "{" FFFD ":1}"},
	// Byte order marks (section 8.1 lets a reader pass over the first).
	{"\xef\xbb\xbf[1]", "[1]"},
	{"[1]\xef\xbb\xbf", "! d:1:4: something follows the document"},
	{"\xef\xbb", "! d:1:1: a value was expected"},
};

static void test_case(size_t i, size_t step)
{
	struct str tree = {0}, skipped = {0};
	struct slice bytes = slice_of(CASES[i].bytes);
	read_whole(bytes, step, &tree);
	skip_whole(bytes, step, &skipped);
	expect_text(str_text(&tree), CASES[i].tree);
	expect_text(str_text(&skipped), *CASES[i].tree == '!' ? CASES[i].tree : "");
	str_fini(&tree);
	str_fini(&skipped);
}

static void test_cases(void)
{
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		for (size_t step = 0; step < 4; step++)
			test_case(i, step);
}

// ---- UTF-16 ----

#define BYTES(literal)                                                                             \
	{                                                                                          \
		(literal), sizeof(literal) - 1                                                     \
	}

static const struct {
	struct slice bytes;
	const char *tree;
} WIDE[] = {
	{BYTES("\xff\xfe[\0\"\0\x3d\xd8\x00\xde\"\0]\0"), "['\xf0\x9f\x98\x80']"},
	{BYTES("\xfe\xff\0[\0\"\xd8\x3d\xde\x00\0\"\0]"), "['\xf0\x9f\x98\x80']"},
	{BYTES("\xff\xfe\"\0\x3d\xd8\"\0"), "'" FFFD "'"},
	{BYTES("\xff\xfe\"\0\xac\x20\"\0"), "'\xe2\x82\xac'"},
	{BYTES("\xff\xfe[\0]"), "! d:1:2: ',' or ']' was expected"}, // half a unit
	{BYTES("\xff\xfe"), "! d:1:1: the document is empty"},
	{BYTES("\"a\0b\""), "! d:1:3: a control character in a text"},
	{BYTES("[1]\0"), "! d:1:4: something follows the document"},
};

static void test_wide(void)
{
	struct str tree = {0};
	for (size_t i = 0; i < sizeof WIDE / sizeof *WIDE; i++)
		for (size_t step = 0; step < 4; step++) {
			read_whole(WIDE[i].bytes, step, &tree);
			if (i == 4) // U+FFFD begins no value
				expect_true(slice_starts(str_slice(&tree), "! d:1:2:"));
			else
				expect_text(str_text(&tree), WIDE[i].tree);
		}
	str_fini(&tree);
}

// ---- Limits ----

static void test_depth(void)
{
	struct str bytes = {0}, out = {0};
	for (int depth = DOC_DEPTH; depth <= DOC_DEPTH + 1; depth++) {
		str_clear(&bytes);
		str_add_repeat(&bytes, '[', (size_t)depth);
		str_add_repeat(&bytes, ']', (size_t)depth);
		skip_whole(str_slice(&bytes), 0, &out);
		expect_text(str_text(&out),
			    depth == DOC_DEPTH ? "" : "! d:1:513: nested more than 512 deep");
	}
	str_fini(&bytes);
	str_fini(&out);
}

// Texts are cut at whole characters; what is cut off is still looked at.
static void test_cut(void)
{
	static const struct {
		const char *bytes;
		size_t max;
		const char *tree;
	} CUTS[] = {
		{"\"abc\"", 3, "'abc'"},       {"\"abcd\"", 3, "'abc'~"},
		{"\"a\xc3\xa9\"", 2, "'a'~"},  {"\"a\xc3\xa9\"", 3, "'a\xc3\xa9'"},
		{"\"ab\\u20ac\"", 4, "'ab'~"}, {"\"\\ud83d\\ude00x\"", 4, "'\xf0\x9f\x98\x80'~"},
		{"\"abcdef\\x\"", 2, "!"},
	};
	for (size_t i = 0; i < sizeof CUTS / sizeof *CUTS; i++) {
		struct doc *doc = doc_open_bytes(slice_of(CUTS[i].bytes), "d");
		struct str out = {0};
		const struct node *node;
		struct err err;
		doc_set_text_max(doc, CUTS[i].max);
		if (doc_read(doc, &node, &err))
			node_show(node, &out);
		else
			str_add_char(&out, '!');
		expect_text(str_text(&out), CUTS[i].tree);
		str_fini(&out);
		doc_close(doc);
	}
}

static void test_large(void)
{
	struct str bytes = {0}, out = {0};
	str_add_text(&bytes, "[0");
	for (int i = 0; i < DOC_NODES_MAX; i++)
		str_add_text(&bytes, ",0");
	str_add_char(&bytes, ']');
	read_whole(str_slice(&bytes), 0, &out);
	expect_true(strstr(str_text(&out), "a value too large to be read whole") != NULL);
	skip_whole(str_slice(&bytes), 0, &out);
	expect_text(str_text(&out), "");
	str_clear(&bytes);
	str_add_repeat(&bytes, '1', DOC_NUMBER_MAX);
	read_whole(str_slice(&bytes), 0, &out);
	expect_int((int64_t)out.len, DOC_NUMBER_MAX);
	str_add_char(&bytes, '1');
	read_whole(str_slice(&bytes), 0, &out);
	expect_text(str_text(&out), "! d:1:4098: a number of more than 4096 characters");
	str_fini(&bytes);
	str_fini(&out);
}

// A text and a number that lie across windows come whole.
static void test_windows(void)
{
	struct str bytes = {0}, out = {0}, expected = {0};
	for (size_t before = DOC_WINDOW - 12; before < DOC_WINDOW + 2; before++) {
		str_clear(&bytes);
		str_add_char(&bytes, '[');
		str_add_repeat(&bytes, ' ', before);
		str_add_text(&bytes, "\"a\\u20ac\xc3\xa9z\",12.5e3,true]");
		read_whole(str_slice(&bytes), 0, &out);
		expect_text(str_text(&out), "['a\xe2\x82\xac\xc3\xa9z',12.5e3,true]");
	}
	str_clear(&bytes);
	str_add_char(&bytes, '"');
	str_add_repeat(&bytes, 'x', 3 * DOC_WINDOW);
	str_add_char(&bytes, '"');
	read_whole(str_slice(&bytes), 0, &out);
	expect_int((int64_t)out.len, DOC_TEXT_MAX + 3); // its quotes and the mark
	str_fini(&bytes);
	str_fini(&out);
	str_fini(&expected);
}

int main(void)
{
	test_cases();
	test_wide();
	test_depth();
	test_cut();
	test_large();
	test_windows();
	return test_done("sdk_doc");
}
