// What people ask for. Expected: each package manager's own documentation, named beside.
#include "findings/version/range.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *text, *name, *range;
} QUESTIONS[] = {
	{"log4j-core<2.17", "log4j-core", "<2.17"},
	{"log4j-core", "log4j-core", ""},
	{" openssl >=3.0, <3.0.7 ", "openssl", ">=3.0 <3.0.7"},
	{"openssl@3.0.1", "openssl", "3.0.1"},
	{"@babel/core>=7", "@babel/core", ">=7"},
	{"pkg:maven/org.apache.logging.log4j/log4j-core@2.16",
	 "pkg:maven/org.apache.logging.log4j/log4j-core", "2.16"},
	// Maven, "Version ranges"; npm's semver ("Caret", "Tilde", "X-ranges"); PEP 440,
	// "Compatible release"; RubyGems, "Pessimistic version constraint".
	{"log4j-core [2.0,2.17)", "log4j-core", ">=2.0 <2.17"},
	{"log4j-core(,2.17]", "log4j-core", "<=2.17"},
	{"log4j-core (,1.0],[1.2,)", "log4j-core", "<=1.0 || >=1.2"},
	{"log4j-core [2.14.1]", "log4j-core", "=2.14.1"},
	{"lodash^4.17.0", "lodash", ">=4.17.0 <5"},
	{"lodash ^0.2.3", "lodash", ">=0.2.3 <0.3"},
	{"lodash ^0.0.3", "lodash", ">=0.0.3 <0.0.4"},
	{"lodash ~4.17.0", "lodash", ">=4.17.0 <4.18"},
	{"lodash ~4", "lodash", ">=4 <5"},
	{"lodash 4.x || ^5", "lodash", "4.* || >=5 <6"},
	{"torch==2.5.*", "torch", "==2.5.*"},
	{"torch~=2.5", "torch", ">=2.5 <3"},
	{"torch~=2.5.1", "torch", ">=2.5.1 <2.6"},
	{"rails ~> 2.1", "rails", ">=2.1 <3"},
	{"rails >=2, ~>2.1.3", "rails", ">=2 >=2.1.3 <2.2"},
	{"lodash before 4.17.21", "lodash", "<4.17.21"},
	{"lodash 1.0 through 1.4", "lodash", ">=1.0 <=1.4"},
	{"log4j-core:2.14.1", "log4j-core", "2.14.1"},
	{"org.apache.logging.log4j:log4j-core:2.14.1", "org.apache.logging.log4j:log4j-core",
	 "2.14.1"},
	{"org.apache.logging.log4j:log4j-core", "org.apache.logging.log4j:log4j-core", ""},
	{"git.sr.ht/~user/getopt<1", "git.sr.ht/~user/getopt", "<1"},
	{"openssl<3.0.11-1~deb12u2", "openssl", "<3.0.11-1~deb12u2"},
	{"a@1!2.0", "a", "1!2.0"},
	{"pkg:deb/debian/openssl@3.0.2-1?arch=amd64&distro=debian-12", "pkg:deb/debian/openssl",
	 "3.0.2-1"},
	{"pkg:npm/@babel/core@7.0.0#src", "pkg:npm/@babel/core", "7.0.0"},
	{"pkg:npm/@babel/core<8", "pkg:npm/@babel/core", "<8"},
};

static void test_questions(void)
{
	for (size_t i = 0; i < sizeof QUESTIONS / sizeof *QUESTIONS; i++) {
		struct range_question q;
		struct err err = {0};
		struct str range = {0};
		expect_true(range_question(slice_of(QUESTIONS[i].text), &range, &q, &err));
		if (!test_count(slice_is(q.name, QUESTIONS[i].name) &&
				slice_is(q.range, QUESTIONS[i].range)))
			fprintf(stderr, "%s: '%.*s' '%s'\n", QUESTIONS[i].text, (int)q.name.len,
				q.name.at, str_text(&range));
		str_fini(&range);
	}
}

static void test_refused(void)
{
	static const char *const TEXTS[] = {
		"<2.17",       "log4j<",    "log4j<<2",	     "log4j<abc",
		"log4j ~> x",  "log4j^",    "log4j@",	     "log4j [2.0,2.17",
		"log4j (2.0)", "log4j [,]", "log4j <2.*",    "log4j soon",
		"torch[cuda]", "log4j*<2",  "log4j 1 until", "pkg:npm/a?b=c <2"};
	for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
		struct range_question q;
		struct err err = {0};
		struct str range = {0};
		if (!test_count(!range_question(slice_of(TEXTS[i]), &range, &q, &err) &&
				err.code == ERR_INVALID))
			fprintf(stderr, "%s: '%s'\n", TEXTS[i], str_text(&range));
		if (i == 0)
			expect_text(err.text, "'<2.17' names no package; write log4j-core<2.17");
		if (i == 1)
			expect_true(strstr(err.text, "'<' is no range of versions; write ") !=
				    NULL);
		str_fini(&range);
	}
}

int main(void)
{
	test_questions();
	test_refused();
	return test_done("findings_asked");
}
