// JSON: the grammar of RFC 8259 row by row, with jansson as the peer that must agree; the typed
// getters and the writer.
#include "base/json.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A value as the only member of an object. Sections are of RFC 8259.
static const struct {
	const char *value;
	bool good;
	const char *section;
} VALUES[] = {
	{"null", true, "3"},
	{"true", true, "3"},
	{"false", true, "3"},
	{"True", false, "3: lower case"},
	{"nul", false, "3"},
	{"nulll", false, "3"},
	{"undefined", false, "3"},
	{"'a'", false, "7: double quotes"},
	{"0", true, "6"},
	{"-0", true, "6"},
	{"10", true, "6"},
	{"-10.25", true, "6"},
	{"1e5", true, "6"},
	{"1E+5", true, "6"},
	{"1e-5", true, "6"},
	{"0.0e0", true, "6"},
	{"01", false, "6: no leading zeros"},
	{"-01", false, "6"},
	{"+1", false, "6: no plus"},
	{".5", false, "6"},
	{"5.", false, "6"},
	{"1.e5", false, "6"},
	{"1e", false, "6"},
	{"1e+", false, "6"},
	{"-", false, "6"},
	{"0x10", false, "6"},
	{"1_000", false, "6"},
	{"NaN", false, "6"},
	{"Infinity", false, "6"},
	{"-Infinity", false, "6"},
	{"\"\"", true, "7"},
	{"\"a\\\"b\\\\c\\/d\\b\\f\\n\\r\\t\"", true, "7"},
	{"\"\\u00e9\"", true, "7"},
	{"\"\\u00E9\"", true, "7: either case"},
	{"\"\\uD834\\uDD1E\"", true, "7: the G clef"},
	{"\"\\uD834\"", false, "8.2: half a pair"},
	{"\"\\uDD1E\"", false, "8.2: the other half"},
	{"\"\\uD834\\uD834\"", false, "8.2"},
	{"\"\\uD834x\"", false, "8.2"},
	{"\"\\u12\"", false, "7"},
	{"\"\\u12g4\"", false, "7"},
	{"\"\\x41\"", false, "7"},
	{"\"\\\"", false, "7"},
	{"\"a", false, "7"},
	{"\"a\tb\"", false, "7: controls are escaped"},
	{"\"a\x1f\"", false, "7"},
	{"\"a\x7f\"", true, "7: DEL is none of them"},
	{"\"caf\xc3\xa9\"", true, "8.1"},
	{"\"\xc3\"", false, "8.1: UTF-8 cut short"},
	{"\"\xc0\xaf\"", false, "8.1: overlong"},
	{"\"\xed\xa0\x80\"", false, "8.1: a surrogate"},
	{"\"\xf4\x90\x80\x80\"", false, "8.1: behind U+10FFFF"},
	{"[]", true, "5"},
	{"[ ]", true, "5"},
	{"[1,2]", true, "5"},
	{"[1,,2]", false, "5"},
	{"[1,]", false, "5"},
	{"[,1]", false, "5"},
	{"[1 2]", false, "5"},
	{"[1", false, "5"},
	{"[1}", false, "5"},
	{"[[[[[]]]]]", true, "5"},
	{"{}", true, "4"},
	{"{\"b\":{}}", true, "4"},
	{"{\"b\":1,}", false, "4"},
	{"{b:1}", false, "4"},
	{"{1:1}", false, "4"},
	{"{\"b\" 1}", false, "4"},
	{"{\"b\":}", false, "4"},
	{"{\"b\"}", false, "4"},
	{"", false, "2"},
	{" \t\r\n1 \t\r\n", true, "2"},
	{"\v1", false, "2: other blanks"},
	{"\xc2\xa0"
	 "1",
	 false, "2"},
	{"1 /* x */", false, "2: no comments"},
	{"1 // x", false, "2"},
};

static bool peer_reads(const char *line)
{
	json_error_t error;
	json_t *document = json_loadb(line, strlen(line), JSON_REJECT_DUPLICATES, &error);
	bool good = json_is_object(document);
	json_decref(document);
	return good;
}

static void test_grammar(void)
{
	for (size_t i = 0; i < sizeof VALUES / sizeof *VALUES; i++) {
		struct str line = {0};
		struct json_record record;
		struct err err = {0};
		str_addf(&line, "{\"a\":%s}", VALUES[i].value);
		bool good = json_read_flat(str_slice(&line), &record, &err);
		if (!test_count(good == VALUES[i].good))
			fprintf(stderr, "base_json: RFC 8259 section %s: %s: %s\n",
				VALUES[i].section, str_text(&line), good ? "taken" : err.text);
		expect_int(peer_reads(str_text(&line)), VALUES[i].good);
		expect_int(err.code, VALUES[i].good ? ERR_NONE : ERR_INVALID);
		str_fini(&line);
	}
}

// What is wrong is said with its column, counted from 1 in bytes.
static const struct {
	const char *line, *error;
} BAD[] = {
	{"", "column 1: not a JSON object"},
	{"[1]", "column 1: not a JSON object"},
	{"{\"a\":1} x", "column 9: something follows the object"},
	{"{\"a\":1,\"a\":2}", "column 11: a key stands twice"},
	{"{\"a\" 1}", "column 6: ':' was expected"},
	{"{\"a\":1 \"b\":2}", "column 8: ',' or '}' was expected"},
	{"{\"a\":", "column 6: the line ends too early"},
	{"{\"a\":\"x", "column 8: text that does not end"},
	{"{\"a\":\"\xff\"}", "column 7: not UTF-8"},
	{"{\"a\":[1 2]}", "column 9: ',' was expected"},
	{"{\"a\":1,}", "column 8: a text was expected"},
};

static void test_errors(void)
{
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		struct json_record record;
		struct err err = {0};
		expect_true(!json_read_flat(slice_of(BAD[i].line), &record, &err));
		expect_text(err.text, BAD[i].error);
	}
}

static bool reads_nested(int depth)
{
	struct str line = {0};
	struct json_record record;
	struct err err;
	str_add_text(&line, "{\"a\":");
	str_add_repeat(&line, '[', (size_t)depth);
	str_add_repeat(&line, ']', (size_t)depth);
	str_add_char(&line, '}');
	bool good = json_read_flat(str_slice(&line), &record, &err);
	str_fini(&line);
	return good;
}

static bool reads_members(int count)
{
	struct str line = {0};
	struct json_record record;
	struct err err;
	str_add_char(&line, '{');
	for (int i = 0; i < count; i++)
		str_addf(&line, "%s\"k%d\":%d", i ? "," : "", i, i);
	str_add_char(&line, '}');
	bool good = json_read_flat(str_slice(&line), &record, &err);
	str_fini(&line);
	return good && record.count == (size_t)count;
}

static void test_limits(void)
{
	expect_true(reads_nested(16));
	expect_true(!reads_nested(17));
	expect_true(!reads_nested(100000));
	expect_true(reads_members(0));
	expect_true(reads_members(JSON_FIELDS_MAX));
	expect_true(!reads_members(JSON_FIELDS_MAX + 1));
}

static void test_getters(void)
{
	static const char LINE[] = "{\"most\":9223372036854775807,\"least\":-9223372036854775808,"
				   "\"over\":9223372036854775808,\"half\":1.5,\"big\":1e3,"
				   "\"text\":\"a\\n\\u20ac\",\"yes\":true,\"none\":null,"
				   "\"list\":[1,-2],\"empty\":[ ],\"mixed\":[1,\"2\"]}";
	struct json_record record;
	struct err err = {0};
	struct arena arena = {0};
	const char *text = NULL;
	int64_t number = 0, list[2];
	bool yes = false;
	expect_true(json_read_flat(slice_of(LINE), &record, &err));
	expect_true(json_get_int(&record, "most", &number, &err) && number == INT64_MAX);
	expect_true(json_get_int(&record, "least", &number, &err) && number == INT64_MIN);
	expect_true(!json_get_int(&record, "over", &number, &err));
	expect_text(err.text, "'over' is not a whole number");
	expect_true(!json_get_int(&record, "half", &number, &err));
	expect_true(!json_get_int(&record, "big", &number, &err));
	expect_true(!json_get_int(&record, "text", &number, &err));
	expect_text(err.text, "'text' is not a number");
	expect_true(!json_get_int(&record, "absent", &number, &err));
	expect_text(err.text, "'absent' is missing");
	expect_true(json_get_text(&record, "text", &arena, &text, &err));
	expect_text(text, "a\n\xe2\x82\xac");
	expect_true(!json_get_text(&record, "none", &arena, &text, &err));
	expect_true(json_get_bool(&record, "yes", &yes, &err) && yes);
	expect_int(json_int_list(json_find(&record, "list"), list, 2), 2);
	expect_int(list[1], -2);
	expect_int(json_int_list(json_find(&record, "list"), list, 1), -1);
	expect_int(json_int_list(json_find(&record, "empty"), list, 2), 0);
	expect_int(json_int_list(json_find(&record, "mixed"), list, 2), -1);
	expect_int(json_int_list(json_find(&record, "yes"), list, 2), -1);
	expect_int(json_int_or(&record, "half", 7), 7);
	expect_text(json_text_or(&record, "most", &arena, "otherwise"), "otherwise");
	arena_fini(&arena);
}

// What is written holds nothing a terminal would act on, and the peer reads back what went in.
static void test_writer(void)
{
	static const char TEXT[] = "q\"b\\n\nt\te\x1b d\x7f c\xc2\x9b l\xe2\x80\xa8 r\xe2\x80\xae "
				   "tag\xf3\xa0\x81\x81 \xe4\xb8\xad";
	struct str out = {0};
	struct json_out json = {.to = &out};
	json_open_map(&json, NULL);
	json_text(&json, "text", TEXT);
	json_text(&json, "none", NULL);
	json_int(&json, "least", INT64_MIN);
	json_open_list(&json, "list");
	json_bool(&json, NULL, true);
	json_open_map(&json, NULL);
	json_close_map(&json);
	json_raw(&json, NULL, SLICE("[1]"));
	json_close_list(&json);
	json_slice(&json, "bad", SLICE("a\xff z"));
	json_close_map(&json);
	expect_text(str_text(&out),
		    "{\"text\":\"q\\\"b\\\\n\\nt\\te\\u001b d\\u007f c\\u009b l\\u2028 r\\u202e "
		    "tag\\udb40\\udc41 \xe4\xb8\xad\",\"none\":null,"
		    "\"least\":-9223372036854775808,\"list\":[true,{},[1]],"
		    "\"bad\":\"a\xef\xbf\xbd z\"}");
	json_error_t error;
	json_t *read = json_loadb(str_text(&out), out.len, 0, &error);
	expect_text(json_string_value(json_object_get(read, "text")), TEXT);
	json_decref(read);
	str_fini(&out);
}

int main(void)
{
	test_grammar();
	test_errors();
	test_limits();
	test_getters();
	test_writer();
	return test_done("base_json");
}
