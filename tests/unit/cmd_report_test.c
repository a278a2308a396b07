// What checks print: each form keeps its shape whatever the texts hold.
//
// Expected: SARIF 2.1.0 §3.11 (messages), RFC 3986 (paths), XML 1.0 §2.2 and §2.4, GitHub's
// "Workflow commands" (escapes of data and of properties), our own marks for what is invisible.
#include "cmd/check/report.h"

#include "tests/unit/test.h"

#include <string.h>

static const struct report_rule RULES[] = {
	{"limit", "no more are open than may be"},
	{"kev", "nothing {is} exploited"},
};

static struct report a_report(void)
{
	return (struct report){
		.check = "findings", .home = "policy/gates.yaml", .rules = RULES, .rule_count = 2};
}

// A message with a newline, an escape, a command, a link, braces, and what XML and GitHub reserve.
#define HOSTILE "a\n::error::b\x1b[2J ##[group] 100% {0} [x](http://y) <&\">\xe2\x80\xae"

static void fill(struct report *report)
{
	report_fact(report, "target", "re&po");
	report_fact(report, "digest", NULL);
	*report_add(report) =
		(struct report_item){.rule = "limit", .kind = REPORT_NOTE, .message = "a note"};
	*report_add(report) = (struct report_item){.rule = "limit",
						   .kind = REPORT_BLOCK,
						   .message = HOSTILE,
						   .file = "a dir/x:1,y%.py",
						   .line = 7,
						   .where = "f()",
						   .remedy = "upgrade, now: 100%",
						   .id = "id1",
						   .facts = {{"severity", "high"}}};
}

static const struct option OPTIONS[] = {REPORT_OPTIONS};

// What `gavel check` prints with this option; NULL: text.
static const char *print(const char *form, struct invocation *invocation, struct err *err)
{
	static const struct command COMMAND = {.options = OPTIONS, .option_count = 3};
	static const char *values[3];
	struct report report = a_report();
	for (size_t i = 0; i < 3; i++)
		values[i] = form && !strcmp(form, OPTIONS[i].name) ? "" : NULL;
	*invocation = (struct invocation){.command = &COMMAND,
					  .option_values = values,
					  .json = form && !strcmp(form, "json")};
	*err = (struct err){0};
	fill(&report);
	expect_true(!report_end(&report, invocation, err));
	expect_int(err->code, ERR_CHECK);
	expect_text(err->text, "");
	return str_text(&invocation->out);
}

static const struct {
	const char *form, *text;
} FORMS[] = {
	{NULL, "check findings: fail  1 block, 1 note\n"
	       "target   re&po\n"
	       "\n"
	       "BLOCK    limit: a<U+000A>::error::b<U+001B>[2J #<U+0023>[group] 100% {0} "
	       "[x](http://y) <&\"><U+202E>\n"
	       "         where  a dir/x:1,y%.py:7  f()\n"
	       "         do     upgrade, now: 100%\n"
	       "\n"
	       "note     limit: a note\n"},
	{"github", "::error title=limit,file=a dir/x%3A1%2Cy%25.py,line=7::a<U+000A>::error::b"
		   "<U+001B>[2J ##[group] 100%25 {0} [x](http://y) <&\"><U+202E>%0Ado: "
		   "upgrade, now: 100%25\n"
		   "::notice title=limit::a note\n"
		   "gavel check findings: fail\n"},
	{"junit",
	 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	 "<testsuites name=\"gavel\" tests=\"2\" failures=\"1\" errors=\"0\">\n"
	 "  <testsuite name=\"gavel check findings\" tests=\"2\" failures=\"1\" errors=\"0\" "
	 "skipped=\"0\">\n"
	 "    <properties>\n"
	 "      <property name=\"verdict\" value=\"fail\"/>\n"
	 "      <property name=\"target\" value=\"re&amp;po\"/>\n"
	 "    </properties>\n"
	 "    <testcase classname=\"findings.kev\" name=\"nothing {is} exploited\"/>\n"
	 "    <testcase classname=\"findings.limit\" name=\"a&lt;U+000A&gt;::error::b"
	 "&lt;U+001B&gt;[2J ##[group] 100% {0} [x](http://y) &lt;&amp;&quot;&gt;&lt;U+202E&gt; "
	 "(a dir/x:1,y%.py:7 f())\">\n"
	 "      <failure type=\"limit\" message=\"a&lt;U+000A&gt;::error::b&lt;U+001B&gt;[2J "
	 "##[group] 100% {0} [x](http://y) &lt;&amp;&quot;&gt;&lt;U+202E&gt;\">no more are open "
	 "than may be\nupgrade, now: 100%</failure>\n"
	 "    </testcase>\n"
	 "    <system-out>note: a note\n</system-out>\n"
	 "  </testsuite>\n"
	 "</testsuites>\n"},
	{"json", "{\"schema\":\"gavel.check/1\",\"check\":\"findings\",\"verdict\":\"fail\","
		 "\"block\":1,\"missing\":0,\"warn\":0,\"note\":1,\"target\":\"re&po\",\"rows\":["
		 "{\"kind\":\"block\",\"rule\":\"limit\",\"demand\":\"no more are open than may "
		 "be\",\"message\":\"a\\n::error::b\\u001b[2J ##[group] 100% {0} [x](http://y) "
		 "<&\\\">\\u202e\",\"file\":\"a dir/x:1,y%.py\",\"line\":7,\"where\":\"f()\","
		 "\"remedy\":\"upgrade, now: 100%\",\"id\":\"id1\",\"severity\":\"high\"},"
		 "{\"kind\":\"note\",\"rule\":\"limit\",\"demand\":\"no more are open than may "
		 "be\",\"message\":\"a note\",\"file\":null,\"line\":null,\"where\":null,"
		 "\"remedy\":null,\"id\":null}]}\n"},
	{"sarif",
	 "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\","
	 "\"runs\":[{\"tool\":{\"driver\":{\"name\":\"gavel\",\"semanticVersion\":\"" GAVEL_VERSION
	 "\",\"rules\":[{\"id\":\"limit\",\"shortDescription\":{\"text\":\"no more are open than "
	 "may be\"}},{\"id\":\"kev\",\"shortDescription\":{\"text\":\"nothing {{is}} "
	 "exploited\"}}]}},\"automationDetails\":{\"id\":\"gavel/check/findings/\"},"
	 "\"invocations\":[{\"executionSuccessful\":true}],\"properties\":{\"verdict\":\"fail\","
	 "\"target\":\"re&po\"},\"results\":[{\"ruleId\":\"limit\",\"ruleIndex\":0,\"level\":"
	 "\"error\",\"message\":{\"text\":\"a\\n::error::b\\u001b[2J ##[group] 100% {{0}} "
	 "[x\\\\](http://y) <&\\\">\\u202e: upgrade, now: 100%\"},\"locations\":[{"
	 "\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"a%20dir/x%3A1%2Cy%25.py\"},"
	 "\"region\":{\"startLine\":7}},\"logicalLocations\":[{\"fullyQualifiedName\":\"f()\"}]}],"
	 "\"partialFingerprints\":{\"gavel/v1\":\"id1\"},\"properties\":{\"kind\":\"block\","
	 "\"severity\":\"high\"}},{\"ruleId\":\"limit\",\"ruleIndex\":0,\"level\":\"note\","
	 "\"message\":{\"text\":\"a note\"},\"locations\":[{\"physicalLocation\":{"
	 "\"artifactLocation\":{\"uri\":\"policy/gates.yaml\"}}}],\"properties\":{\"kind\":"
	 "\"note\"}}]}]}\n"},
};

static void test_forms(void)
{
	for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
		struct invocation invocation;
		struct err err;
		expect_text(print(FORMS[i].form, &invocation, &err), FORMS[i].text);
		str_fini(&invocation.out);
	}
}

// GitHub, "SARIF support for code scanning": physicalLocation.artifactLocation.uri is required of a
// result, relative to the repository and the same in every run.
static void test_artifacts(void)
{
	struct str out = {0};
	struct report report = {.check = "findings", .rules = RULES, .rule_count = 2};
	*report_add(&report) = (struct report_item){
		.rule = "limit", .kind = REPORT_BLOCK, .message = "a", .where = "reg.test/app"};
	*report_add(&report) =
		(struct report_item){.rule = "limit", .kind = REPORT_MISSING, .message = "b"};
	report_write_sarif(&report, &out);
	expect_true(strstr(str_text(&out),
			   "\"text\":\"a\"},\"locations\":[{\"physicalLocation\":{"
			   "\"artifactLocation\":{\"uri\":\"gavel/check/findings\"}},"
			   "\"logicalLocations\":[{\"fullyQualifiedName\":\"reg.test/app\"}]}]") !=
		    NULL);
	expect_true(strstr(str_text(&out),
			   "\"text\":\"b\"},\"locations\":[{\"physicalLocation\":{"
			   "\"artifactLocation\":{\"uri\":\"gavel/check/findings\"}}}]") != NULL);
	str_fini(&out);
	report_fini(&report);
}

static void test_verdicts(void)
{
	static const struct {
		enum report_kind kinds[2];
		enum verdict verdict;
	} CASES[] = {
		{{REPORT_NOTE, REPORT_WARN}, VERDICT_PASS},
		{{REPORT_NOTE, REPORT_MISSING}, VERDICT_INCOMPLETE},
		{{REPORT_MISSING, REPORT_BLOCK}, VERDICT_FAIL},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		struct report report = a_report();
		expect_int(report_verdict(&report), VERDICT_PASS);
		report_add(&report)->kind = CASES[i].kinds[0];
		report_add(&report)->kind = CASES[i].kinds[1];
		expect_int(report_verdict(&report), CASES[i].verdict);
		report_fini(&report);
	}
}

static void test_one_form(void)
{
	static const struct command COMMAND = {.options = OPTIONS, .option_count = 3};
	const char *values[3] = {NULL, "", ""};
	struct invocation invocation = {.command = &COMMAND, .option_values = values};
	struct err err = {0};
	expect_true(!report_check_form(&invocation, &err));
	expect_text(err.text, "--junit and --github: one form at a time");
	values[2] = NULL;
	expect_true(report_check_form(&invocation, &err));
	invocation.json = true;
	expect_true(!report_check_form(&invocation, &err));
	expect_int(err.code, ERR_INVALID);
}

int main(void)
{
	test_forms();
	test_artifacts();
	test_verdicts();
	test_one_form();
	return test_done("cmd_report");
}
