// How results look: tables by terminal columns, hostile text as marks, CSV by RFC 4180, JSON that
// a peer reads back.
#include "view/format.h"

#include "base/json.h"
#include "base/utf8.h"
#include "view/export.h"

#include "tests/unit/test.h"

#include <string.h>

static const struct column COLUMNS[] = {
	{.name = "name", .title = "name", .kind = COLUMN_TEXT, .role = COLUMN_DIMENSION},
	{.name = "cost", .title = "cost", .kind = COLUMN_MONEY, .role = COLUMN_MEASURE},
	{.name = "note", .title = "note", .kind = COLUMN_TEXT, .role = COLUMN_PLAIN},
};

enum { COLUMN_COUNT = 3 };

// Fills a result of text values; a NULL is an absent one.
static struct result make_result(struct value *values, const char *const *texts, size_t rows)
{
	struct result result = {.column_count = COLUMN_COUNT, .values = values, .row_count = rows};
	for (size_t c = 0; c < COLUMN_COUNT; c++)
		result.columns[c] =
			(struct result_column){.column = &COLUMNS[c], .name = COLUMNS[c].name};
	for (size_t i = 0; i < rows * COLUMN_COUNT; i++)
		values[i] = (struct value){.text = texts[i]};
	return result;
}

// Han characters take two columns, a combining accent none, an escape sequence its mark's.
static void test_table(void)
{
	static const char *const TEXTS[] = {
		"plain",
		"1234.5",
		"a",
		"\xe4\xb8\xad\xe6\x96\x87",
		"-0.004",
		"b",
		"e\xcc\x81",
		NULL,
		NULL,
		NULL,
		"1e3",
		"x\x1b[31m",
		"\xe2\x80\xae"
		"z",
		"0",
		"c\n",
	};
	struct value values[15];
	struct session session = {0};
	struct result result = make_result(values, TEXTS, 5);
	struct str out = {0};
	format_table(&session, &result, &out);
	expect_text(str_text(&out), "name           cost  note\n"
				    "plain      1,234.50  a\n"
				    "\xe4\xb8\xad\xe6\x96\x87          ~0.00  b\n"
				    "e\xcc\x81                 -  -\n"
				    "(none)     1,000.00  x<U+001B>[31m\n"
				    "<U+202E>z      0.00  c<U+000A>\n");
	str_fini(&out);
}

// Cut at sixty columns, the sixtieth being '~'; a wide character that would reach into it is left
// out whole.
static void test_cut(void)
{
	struct str wide = {0}, out = {0};
	const char *texts[] = {NULL, "1", "n"};
	struct value values[3];
	struct session session = {0};
	for (int i = 0; i < 40; i++)
		str_add_text(&wide, "\xe4\xb8\xad");
	texts[0] = str_text(&wide);
	struct result result = make_result(values, texts, 1);
	format_table(&session, &result, &out);
	struct slice rest = str_slice(&out);
	struct slice head = slice_cut(&rest, '\n'), row = slice_cut(&rest, '\n');
	expect_int((int64_t)row.len, 29 * 3 + 1 + 1 + 2 + 4 + 2 + 1);
	expect_true(row.at[29 * 3] == ' ' && row.at[29 * 3 + 1] == '~');
	// What follows stands below its own heading.
	struct slice before = {row.at, row.len - 1}, above = {head.at, head.len - 4};
	expect_int((int64_t)utf8_columns(before), (int64_t)utf8_columns(above));
	str_fini(&wide);
	str_fini(&out);
}

static void test_account_names(void)
{
	struct account_config accounts[] = {{"012345678901", "R\x1b&D", "f:1"}};
	struct session session = {.config = {.accounts = accounts, .account_count = 1}};
	static const struct column ACCOUNT = {.name = "account",
					      .title = "account",
					      .kind = COLUMN_TEXT,
					      .role = COLUMN_DIMENSION};
	struct value values[] = {{.text = "012345678901"}, {.text = "2"}};
	struct result result = {.columns = {{.column = &ACCOUNT, .name = "account"}},
				.column_count = 1,
				.values = values,
				.row_count = 2};
	struct str out = {0};
	format_table(&session, &result, &out);
	expect_text(str_text(&out), "account\n012345678901 R<U+001B>&D\n2\n");
	str_fini(&out);
}

static bool keep(void *context, struct slice bytes, struct err *err)
{
	(void)err;
	str_add_slice(context, bytes);
	return true;
}

static void export_as(enum export_format format, const char *address, const struct result *result,
		      struct str *out)
{
	struct session session = {0};
	struct arena arena = {0};
	struct err err = {0};
	struct select select;
	struct export_job job = {.select = &select, .format = format, .sink = {keep, out}};
	expect_true(address_parse(slice_of(address), &arena, &job.view, &select, &err));
	expect_true(export_result(&session, &job, result, &err));
	expect_int(job.rows, (int64_t)result->row_count);
	arena_fini(&arena);
}

// RFC 4180 section 2: lines end in CRLF, quotes are doubled, and what holds a comma, a quote or
// a line break is quoted. Section 2.7's own example is the second row.
static void test_csv(void)
{
	static const char *const TEXTS[] = {"aaa",    "1.50", "b,c", "a\"aa", "2",
					    "x\r\ny", "",     NULL,  " ccc ", NULL,
					    NULL,     "\"",   "z\n", "3",     "\t"};
	struct value values[15];
	struct result result = make_result(values, TEXTS, 5);
	struct str out = {0};
	export_as(EXPORT_CSV, "cost", &result, &out);
	expect_text(str_text(&out), "name,cost,note\r\n"
				    "aaa,1.50,\"b,c\"\r\n"
				    "\"a\"\"aa\",2,\"x\r\ny\"\r\n"
				    ",, ccc \r\n"
				    ",,\"\"\"\"\r\n"
				    "\"z\n\",3,\t\r\n");
	str_fini(&out);
}

// Every text comes back from the peer as it went in, and no byte of it could reach a terminal.
static void test_json(void)
{
	static const char *const TEXTS[] = {"a\x1b]0;x\x07", "12.30", "q\"\\",
					    "\xe2\x80\xae",  NULL,    "\xe4\xb8\xad\n"};
	struct value values[6];
	struct result result = make_result(values, TEXTS, 2);
	struct str out = {0};
	result.more = true;
	export_as(EXPORT_JSON, "cost by:day", &result, &out);
	for (size_t i = 0; i < out.len; i++)
		if ((unsigned char)out.at[i] < 0x20 && out.at[i] != '\n')
			expect_int(out.at[i], '\n');
	expect_true(!strstr(str_text(&out), "\xe2\x80\xae"));
	json_error_t error;
	json_t *document = json_loadb(str_text(&out), out.len, JSON_REJECT_DUPLICATES, &error);
	expect_text(json_string_value(json_object_get(document, "schema")), "gavel.cost/1");
	expect_text(json_string_value(json_object_get(document, "address")), "cost by:day");
	expect_true(json_is_true(json_object_get(document, "more")));
	json_t *rows = json_object_get(document, "rows");
	expect_int((int64_t)json_array_size(rows), 2);
	for (size_t i = 0; i < 6; i++)
		expect_text(json_string_value(json_object_get(json_array_get(rows, i / 3),
							      COLUMNS[i % 3].name)),
			    TEXTS[i]);
	json_decref(document);
	str_fini(&out);
}

// A text that begins like a formula is one no more; a number that begins with '-' stays a number.
// Characters by OWASP's "CSV Injection".
static void test_sheet(void)
{
	static const char *const TEXTS[] = {"=1+1",  "-1.5", "-2+3", "+1", "1", "@SUM(A1)",
					    "\tx,y", "-0.1", "a=b",  "\r", "2", "'x"};
	struct value values[12];
	struct result result = make_result(values, TEXTS, 4);
	struct str out = {0};
	export_as(EXPORT_SHEET, "cost", &result, &out);
	expect_text(str_text(&out), "\xef\xbb\xbfname,cost,note\r\n"
				    "'=1+1,-1.5,'-2+3\r\n"
				    "'+1,1,'@SUM(A1)\r\n"
				    "\"'\tx,y\",-0.1,a=b\r\n"
				    "'<U+000D>,2,'x\r\n");
	str_fini(&out);
}

static void test_jsonl(void)
{
	static const char *const TEXTS[] = {"a", "1.50", "x\ny", NULL, "-2", NULL};
	struct value values[6];
	struct result result = make_result(values, TEXTS, 2);
	struct str out = {0};
	export_as(EXPORT_JSONL, "cost", &result, &out);
	expect_text(str_text(&out), "{\"name\":\"a\",\"cost\":\"1.50\",\"note\":\"x\\ny\"}\n"
				    "{\"name\":null,\"cost\":\"-2\",\"note\":null}\n");
	str_fini(&out);
}

// GitHub Flavored Markdown section 4.10: a pipe in a cell is escaped; 2.4: so is what begins
// markup.
static void test_markdown(void)
{
	static const char *const TEXTS[] = {"a|b", "1.50", "*x* <b>", "c\nd", NULL, "\\"};
	struct value values[6];
	struct result result = make_result(values, TEXTS, 2);
	struct str out = {0};
	export_as(EXPORT_MD, "cost", &result, &out);
	expect_text(str_text(&out), "| name | cost | note |\n"
				    "| --- | ---: | --- |\n"
				    "| a\\|b | 1.50 | \\*x\\* \\<b\\> |\n"
				    "| c\\<U+000A\\>d |  | \\\\ |\n");
	str_fini(&out);
}

// Kinds that are numbers in the cache: as text for people, exact for programs.
static const struct {
	enum column_kind kind;
	struct value value;
	const char *shown, *exact;
} KINDS[] = {
	{COLUMN_DAY, {"1543622400", 1543622400, 0}, "2018-12-01", "2018-12-01"},
	{COLUMN_TIME,
	 {"1543622400", 1543622400, 0},
	 "2018-12-01T00:00:00Z",
	 "2018-12-01T00:00:00Z"},
	{COLUMN_AGE, {"1543618800", 1543618800, 0}, "1h", "2018-11-30T23:00:00Z"},
	{COLUMN_LEFT, {"1543618800", 1543618800, 0}, "late 1h", "2018-11-30T23:00:00Z"},
	{COLUMN_LEFT, {"1543622400", 1543622400, 0}, "0s", "2018-12-01T00:00:00Z"},
	{COLUMN_LEFT, {"1543968000", 1543968000, 0}, "4d", "2018-12-05T00:00:00Z"},
	{COLUMN_BOOL, {"1", 1, 0}, "yes", "1"},
	{COLUMN_BOOL, {"0", 0, 0}, "no", "0"},
	{COLUMN_INT, {"1234567", 1234567, 0}, "1,234,567", "1234567"},
	{COLUMN_BYTES, {"1234567", 1234567, 0}, "1,234,567", "1234567"},
	{COLUMN_DECIMAL, {"0.0001", 0, 0}, "~0.000", "0.0001"},
	{COLUMN_MONTH, {"2018-12", 0, 0}, "2018-12", "2018-12"},
};

static void test_kinds(void)
{
	for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
		struct column column = {
			.name = "c", .title = "c", .kind = KINDS[i].kind, .role = COLUMN_PLAIN};
		struct value value = KINDS[i].value;
		struct session session = {.now = 1543622400};
		struct result result = {.columns = {{.column = &column, .name = "c"}},
					.column_count = 1,
					.values = &value,
					.row_count = 1};
		struct str table = {0}, csv = {0}, expected = {0};
		format_table(&session, &result, &table);
		struct slice rest = str_slice(&table);
		slice_cut(&rest, '\n');
		expect_true(slice_is(slice_trim(rest), KINDS[i].shown));
		export_as(EXPORT_CSV, "cost", &result, &csv);
		str_addf(&expected, "c\r\n%s\r\n", KINDS[i].exact);
		expect_text(str_text(&csv), str_text(&expected));
		str_fini(&table);
		str_fini(&csv);
		str_fini(&expected);
	}
}

int main(void)
{
	test_table();
	test_cut();
	test_account_names();
	test_csv();
	test_json();
	test_sheet();
	test_jsonl();
	test_markdown();
	test_kinds();
	return test_done("view_format");
}
