// Times, UTF-8 and JSON lines.
#include "base/clock.h"
#include "base/json.h"
#include "base/utf8.h"

#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>

// Seconds from `date -u -d … +%s`.
static const struct {
	const char *text;
	int64_t time; // -1: refused
} TIMES[] = {
	{"2018-06-20T01:00:00Z", 1529456400},
	{"2023-11-01T00:00:00.000Z", 1698796800},
	{"2018-08-01 00:00:00", 1533081600},
	{"2022-07-01 00:00:00.000", 1656633600},
	{"20180801T000000.000Z", 1533081600},
	{"2024-02-29", 1709164800},
	{"1969-12-31T23:59:59Z", -2 + 1},
	{"2026-11-23T21:00:00+02:00", 1795460400},
	{"5/1/25", -100},
	{"2023-02-01T30:00:00Z", -100},
	{"2023-02-29", -100},
	{"2023-13-01", -100},
	{"", -100},
	{"2018-06-20T", -100},
	{"2018-06-20Tx", -100},
	{"2018-06-20T01:00:00Zx", -100},
};

static void test_times(void)
{
	for (size_t i = 0; i < sizeof TIMES / sizeof *TIMES; i++) {
		int64_t time = -100;
		struct err err = {0};
		bool read = clock_parse(slice_of(TIMES[i].text), &time, &err);
		expect_int(read, TIMES[i].time != -100);
		expect_int(time, TIMES[i].time);
	}
	char text[32];
	expect_text(clock_format(1529456400, text), "2018-06-20T01:00:00Z");
	expect_text(clock_format_day(clock_add_months(1706659200, 1), text),
		    "2024-02-29");		  // 31 January
	expect_int(clock_weekday(1795392000), 0); // 2026-11-23 is a Monday
	expect_int(clock_month_days(1900, 2), 28);
	expect_int(clock_month_days(2000, 2), 29);
}

static const struct {
	const char *text, *safe;
} MARKS[] = {
	{"plain", "plain"},
	{"caf\xc3\xa9", "caf\xc3\xa9"},
	{"a\x1b[31mb", "a<U+001B>[31mb"},
	{"a\xe2\x80\xae"
	 "b",
	 "a<U+202E>b"},
	{"\xe2\x80\x8b", "<U+200B>"},
	{"\xf3\xa0\x80\x81", "<U+E0001>"},
	{"\xc2\x9b", "<U+009B>"},
	{"\xff\xc0\x80", "<0xFF><0xC0><0x80>"},
	{"\xed\xa0\x80", "<0xED><0xA0><0x80>"},
	{"line\n", "line<U+000A>"},
};

static void test_marks(void)
{
	for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++) {
		struct str out = {0};
		utf8_add_safe(&out, slice_of(MARKS[i].text), false);
		expect_text(str_text(&out), MARKS[i].safe);
		str_fini(&out);
	}
	expect_int(utf8_width(0x4e00), 2);
	expect_int(utf8_width(0x0301), 0);
	expect_int(utf8_width(0x1f600), 2);
}

static void test_json(void)
{
	static const char LINE[] =
		"{\"t\":\"x\\u00e9\\ud83d\\ude00\",\"n\":-17,\"l\":[1,2,3],\"b\":true,\"z\":null}";
	struct json_record record;
	struct err err = {0};
	struct arena arena = {0};
	int64_t list[4];
	expect_true(json_read_flat(slice_of(LINE), &record, &err));
	expect_text(json_text_or(&record, "t", &arena, ""), "x\xc3\xa9\xf0\x9f\x98\x80");
	expect_int(json_int_or(&record, "n", 0), -17);
	expect_int(json_int_list(json_find(&record, "l"), list, 4), 3);
	expect_int(list[2], 3);
	for (size_t len = 0; len + 1 < sizeof LINE; len++)
		expect_true(!json_read_flat((struct slice){LINE, len}, &record, &err));
	static const char *const BAD[] = {"{\"a\":1,\"a\":2}",	 "{\"a\":01}", "{\"a\":NaN}",
					  "{\"a\":\"\\ud800\"}", "{\"a\":1,}", "[1]",
					  "{\"a\":\"\xff\"}",	 "{\"a\":1} x"};
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
		expect_true(!json_read_flat(slice_of(BAD[i]), &record, &err));
	arena_fini(&arena);
}

int main(void)
{
	test_times();
	test_marks();
	test_json();
	return test_done("base_text");
}
