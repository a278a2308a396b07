// What is said of a finding, column by column: it is stored by the shortest statement that takes
// all there is, and whichever that is, each word comes to its own column and the others stay empty.
// Fields and what they mean are those of gavel-plugin(7).
#include "tests/unit/store_estate.h"

// What every finding has, a field of the line each, and the column where it must be.
#define ALWAYS "\"class\":\"code\",\"rule\":\"a-rule\",\"title\":\"a title\",\"level\":\"high\""
static const struct {
	const char *field, *value, *column;
	bool code, package; // said of most findings of that kind
} FIELDS[] = {
	{"raw", "\"HIGH\"", "raw", true, true},
	{"from", "\"tool\"", "level_from", true, true},
	{"text", "\"a text\"", "text", true, true},
	{"cvss", "\"9.8\"", "cvss", false, true},
	{"vector", "\"AV:N\"", "vector", false, true},
	{"epss", "\"0.5\"", "epss", false, false},
	{"kev", "true", "kev", false, false},
	{"ids", "\"CVE-2024-1\"", "ids", false, true},
	{"cwe", "\"CWE-79\"", "cwe", true, true},
	{"purl", "\"pkg:npm/a@1\"", "purl", false, true},
	{"package", "\"a\"", "package", false, true},
	{"version", "\"1\"", "version", false, true},
	{"fixed", "\"2\"", "fixed", false, true},
	{"file", "\"a.c\"", "file", true, true},
	{"line", "7", "line", true, false},
	{"end", "9", "last_line", true, false},
	{"logical", "\"f()\"", "logical", true, false},
	{"resource", "\"a resource\"", "resource", false, false},
	{"url", "\"http://a/\"", "url", false, false},
	{"method", "\"GET\"", "method", false, false},
	{"param", "\"q\"", "param", false, false},
	{"print", "\"a print\"", "print", true, false},
	{"snippet", "\"00ff\"", "snippet", true, false},
	{"secret", "\"ff00\"", "secret", false, false},
	{"uid", "\"a uid\"", "uid", false, false},
	{"status", "\"open\"", "status", false, false},
	{"claim", "\"suppressed\"", "claim", false, false},
	{"claim_why", "\"a reason\"", "claim_why", false, false},
	{"claim_until", "1000", "claim_until", false, false},
	{"seen", "50", "seen", false, false},
	{"link", "\"http://b/\"", "link", true, true},
	{"n", "3", "n", false, false},
	{"places", "\"b.c:1\"", "places", false, true},
	{"alias", "\"another\"", "alias", false, false},
	{"fix", "\"fixed\"", "fix", false, true},
};
enum { FIELD_COUNT = sizeof FIELDS / sizeof *FIELDS };

static void tell(struct estate *e, const bool has[FIELD_COUNT])
{
	struct str run = {0};
	struct err err = {0};
	str_add_text(&run, HELLO "{\"t\":\"scope\",\"id\":1,\"kind\":\"scan\",\"key\":[\"tool\","
				 "\"code\",\"\",\"repo\"],\"mode\":\"append\",\"at\":100}\n"
				 "{\"t\":\"finding\",\"scope\":1,\"rows\":[1,4,5]," ALWAYS);
	for (size_t i = 0; i < FIELD_COUNT; i++)
		if (has[i])
			str_addf(&run, ",\"%s\":%s", FIELDS[i].field, FIELDS[i].value);
	str_add_text(&run, "}\n{\"t\":\"scan\",\"scope\":1,\"tool\":\"tool\",\"format\":\"f\","
			   "\"class\":\"code\",\"target\":\"repo\",\"findings\":1}\n" END(1) DONE);
	expect_true(estate_run(e, 200, str_text(&run)) &&
		    cache_fold(e->cache, e->archive, NULL, &err));
	str_fini(&run);
}

static void expect_column(struct estate *e, const char *column, const char *value)
{
	char sql[128];
	struct slice bare = slice_of(value);
	if (slice_starts(bare, "\""))
		bare = (struct slice){bare.at + 1, bare.len - 2};
	if (slice_is(bare, "true"))
		bare = SLICE("1");
	snprintf(sql, sizeof sql, "SELECT %s FROM finding_body", column);
	const char *got = estate_ask(e, sql);
	if (!test_count(slice_is(bare, got)))
		fprintf(stderr, "%s: %s instead of %s\n", column, got, value);
}

static void expect_body(const bool has[FIELD_COUNT])
{
	struct estate e;
	estate_open(&e);
	tell(&e, has);
	for (size_t i = 0; i < FIELD_COUNT; i++)
		expect_column(&e, FIELDS[i].column, has[i] ? FIELDS[i].value : "NULL");
	expect_column(&e, "class", "code");
	expect_column(&e, "rule", "a-rule");
	expect_column(&e, "title", "a title");
	expect_column(&e, "level", "high");
	expect_column(&e, "rows", "1:4-5");
	expect_column(&e, "length(hash)", "16");
	expect_column(&e, "scan = (SELECT id FROM scan)", "1");
	estate_close(&e);
}

static void test_each_alone(void)
{
	bool has[FIELD_COUNT] = {0};
	expect_body(has);
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		has[i] = true;
		expect_body(has);
		has[i] = false;
	}
}

// All that one kind mostly has, and with it one word that it has seldom.
static void test_kinds(void)
{
	for (int kind = 0; kind < 2; kind++) {
		bool has[FIELD_COUNT];
		for (size_t i = 0; i < FIELD_COUNT; i++)
			has[i] = kind ? FIELDS[i].package : FIELDS[i].code;
		expect_body(has);
		has[FIELD_COUNT - 2] = true;
		expect_body(has);
	}
}

static void test_all(void)
{
	bool has[FIELD_COUNT];
	memset(has, true, sizeof has);
	expect_body(has);
}

int main(void)
{
	test_each_alone();
	test_kinds();
	test_all();
	return test_done("store_bodies");
}
