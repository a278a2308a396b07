// Expected upgrades are worked out by hand from the orders that findings_version_test has the
// specifications of.
#include "findings/version/upgrade.h"

#include "tests/unit/test.h"

#include <stdio.h>

enum { MANY = 5 };

// What a report says of a finding, and what closes it; NULL: nothing.
static const struct one_case {
	const char *name, *purl, *package, *version, *fixed, *want, *left;
} ONES[] = {
	{"rpm, the epoch is in both", "pkg:rpm/rhel/bind-libs@9.11.36-5.el8?arch=x86_64&epoch=32",
	 "bind-libs", "32:9.11.36-5.el8", "32:9.11.36-11.el8_9",
	 "rpm/rhel/bind-libs to 32:9.11.36-11.el8_9", NULL},
	{"rpm, the epoch is a qualifier", "pkg:rpm/rhel/x@9-1?epoch=2", "x", "9-1",
	 "1:10-1, 2:10-1", "rpm/rhel/x to 2:10-1", NULL},
	{"deb", "pkg:deb/debian/openssl@3.0.9-1", "openssl", "3.0.9-1", "3.0.14-1~deb12u2",
	 "deb/debian/openssl to 3.0.14-1~deb12u2", NULL},
	{"the branches above, in order", "pkg:maven/org.apache.tomcat/tomcat-catalina@9.0.109", "t",
	 "9.0.109", "11.0.14, 10.1.49, 9.0.112",
	 "maven/org.apache.tomcat/tomcat-catalina to 9.0.112, 10.1.49, 11.0.14", NULL},
	{"the branch that is installed", "pkg:npm/x@2.0.0", "x", "2.0.0", "2.0.1, 1.2.3",
	 "npm/x to 2.0.1", NULL},
	{"numbers, not letters", "pkg:npm/x@1.9.0", "x", "1.9.0", "1.10.0", "npm/x to 1.10.0",
	 NULL},
	{"a scope", "pkg:npm/%40babel/core@7.0.0", "@babel/core", "7.0.0", ">=7.1.0",
	 "npm/@babel/core to 7.1.0", NULL},
	{"v", "pkg:golang/golang.org/x/net@v0.9.0", "golang.org/x/net", "v0.9.0", "0.17.0",
	 "golang/golang.org/x/net to 0.17.0", NULL},
	{"the purl's version", "pkg:pypi/Jinja_X@2.0", "Jinja_X", "", "2.11.3, 1.9",
	 "pypi/jinja-x to 2.11.3", NULL},
	{"no version: which branch it is nobody knows", "pkg:pypi/x", "x", "", "1.2.3, 2.0.1",
	 "pypi/x to 2.0.1", NULL},
	{"a word for no version", "pkg:golang/x/y@(devel)", "x/y", "(devel)", "1.2.3, 2.0.1",
	 "golang/x/y to 2.0.1", NULL},
	{"a word for no fix", "pkg:npm/x@1.0.0", "x", "1.0.0", "None", NULL, "npm/x"},
	{"installed before the release", "pkg:pypi/x@1.0rc1", "x", "1.0rc1", "1.0", "pypi/x to 1.0",
	 NULL},
	// What cannot be read is told in the report's words.
	{"none above", "pkg:npm/x@3.0.0", "x", "3.0.0", "1.2.3, 2.0.1", "x to 1.2.3, 2.0.1", NULL},
	{"the same", "pkg:npm/x@1.2.3", "x", "1.2.3", "1.2.3", "x to 1.2.3", NULL},
	{"a range", "pkg:gem/x@5.2.3", "x", "5.2.3", "~> 5.2.4, >= 6.0", "x to ~> 5.2.4, >= 6.0",
	 NULL},
	{"a word", "pkg:pypi/x@1.0", "x", "1.0", "fix_1, 2.0", "x to fix_1, 2.0", NULL},
	{"an unreadable version", "pkg:npm/x@main", "x", "main", "1.0.0", "x to 1.0.0", NULL},
	{"no order", "pkg:composer/a/b@1.0", "a/b", "1.0", "1.1", "a/b to 1.1", NULL},
	{"no purl", "", "x", "1.0", "1.1", "x to 1.1", NULL},
	{"no purl, and named as if it were one", "", "npm/x", "1.0.0", "1.1.0",
	 "generic/npm/x to 1.1.0", NULL},
	{"no package", "", "", "1.0", "1.1", NULL, ""},
	// No fix.
	{"none yet", "pkg:deb/debian/openssl@3.0.9-1", "openssl", "3.0.9-1", "", NULL,
	 "deb/debian/openssl"},
	{"none yet, no order", "pkg:composer/a/b@1.0", "a/b", "1.0", "", NULL, ""},
	{"none yet, no purl", "", "x", "1.0", "", NULL, ""},
	{"broken", "pkg:", "x", "1.0", "1.1", "x to 1.1", NULL},
	{"commas", "pkg:npm/x@1.0.0", "x", "1.0.0", ", ,", "x to , ,", NULL},
};

// Upgrades of one package, and the one that closes all.
static const struct many_case {
	const char *name;
	const char *texts[MANY];
	const char *want;
} MANIES[] = {
	{"the highest of rpm",
	 {"rpm/rhel/b to 32:9.11.36-8.el8", "rpm/rhel/b to 32:9.11.36-8.el8_8.2",
	  "rpm/rhel/b to 32:9.11.36-11.el8_9", "rpm/rhel/b to 32:9.11.36-8.el8_8.1"},
	 "rpm/rhel/b to 32:9.11.36-11.el8_9"},
	{"an epoch outweighs all",
	 {"rpm/rhel/b to 1:1-1", "rpm/rhel/b to 99-1"},
	 "rpm/rhel/b to 1:1-1"},
	{"deb: ~ is before", {"deb/d/x to 1.0-1", "deb/d/x to 1.0-1~deb12u1"}, "deb/d/x to 1.0-1"},
	{"npm", {"npm/x to 1.10.0", "npm/x to 1.9.0", "npm/x to 1.10.0-rc.1"}, "npm/x to 1.10.0"},
	{"maven",
	 {"maven/a/x to 2.0-rc1", "maven/a/x to 2.0", "maven/a/x to 1.9"},
	 "maven/a/x to 2.0"},
	{"PyPI", {"pypi/x to 1.0.post1", "pypi/x to 1.0"}, "pypi/x to 1.0.post1"},
	{"Go", {"golang/a/x to 0.9.0", "golang/a/x to 0.17.0"}, "golang/a/x to 0.17.0"},
	{"two branches are installed",
	 {"npm/x to 1.2.3, 2.0.1", "npm/x to 2.0.1"},
	 "npm/x to 2.0.1"},
	{"a branch closes what is below in it",
	 {"maven/a/t to 9.0.112, 10.1.49", "maven/a/t to 9.0.113, 10.1.50"},
	 "maven/a/t to 9.0.113"},
	// 2.0.1 lies in the branch that 2.0.5 closes: it would leave the first open.
	{"not into another branch that is open",
	 {"npm/x to 1.2.3, 2.0.5", "npm/x to 2.0.1"},
	 "npm/x to 2.0.5"},
	// Whether 1.5.0 has what 1.2.3 closes nobody says.
	{"not between branches", {"npm/x to 1.2.3, 2.0.1", "npm/x to 1.5.0"}, "npm/x to 2.0.1"},
	{"one raises the other in turn",
	 {"npm/x to 1.0.1, 3.0.1", "npm/x to 2.0.1", "npm/x to 3.0.0, 3.0.2"},
	 "npm/x to 3.0.2"},
	{"one", {"x to whatever"}, "x to whatever"},
};

static const struct closes_case {
	const char *upgrade, *text;
	bool want;
} CLOSES[] = {
	{"npm/x to 1.2.3", "npm/x to 1.2.3", true},
	{"npm/x to 1.10.0", "npm/x to 1.9.0", true},
	{"npm/x to 1.9.0", "npm/x to 1.10.0", false},
	{"npm/y to 1.9.0", "npm/x to 1.9.0", false},
	{"deb/x to 1.9.0", "npm/x to 1.9.0", false},
	{"npm/x to 1.2.4", "npm/x to 1.2.3, 2.0.1", true},
	{"npm/x to 1.3.0", "npm/x to 1.2.3, 2.0.1", false},
	{"npm/x to 2.0.0", "npm/x to 1.2.3, 2.0.1", false},
	{"npm/x to 2.1.0", "npm/x to 1.2.3, 2.0.1", true},
	{"npm/x to 13.0.0", "npm/x to 12, 14", false},
	{"npm/x", "npm/x to 1.2.3, 2.0.1", true},
	{"npm/x", "npm/xy to 1.2.3", false},
	{"npm/x to 1.2.3, 2.0.1", "npm/x to 1.2.3, 2.0.1", true},
	{"x to 2", "x to 1", false},
	{"x to 1", "x to 1", true},
	{"x", "x to 1", false},
	{"", "npm/x to 1.2.3", false},
	{"npm/x to 1.2.3", "", false},
};

static void test_ones(void)
{
	for (size_t i = 0; i < sizeof ONES / sizeof *ONES; i++) {
		const struct one_case *c = &ONES[i];
		struct str out = {0};
		const struct upgrade_said said = {slice_of(c->purl), slice_of(c->package),
						  slice_of(c->version), slice_of(c->fixed)};
		bool closed = upgrade_add(&out, &said), good = closed == (c->want != NULL);
		if (!test_count(good && slice_is(str_slice(&out), c->want ? c->want : c->left)))
			fprintf(stderr, "%s: %d, '%s'\n", c->name, closed, str_text(&out));
		str_fini(&out);
	}
}

// As they stand, or the other way round.
static void check_many(const struct many_case *c, bool turned)
{
	struct slice texts[MANY];
	size_t count = 0;
	struct str out = {0};
	while (count < MANY && c->texts[count])
		count++;
	for (size_t i = 0; i < count; i++)
		texts[i] = slice_of(c->texts[turned ? count - 1 - i : i]);
	upgrade_add_best(&out, texts, count);
	if (!test_count(slice_is(str_slice(&out), c->want)))
		fprintf(stderr, "%s: '%s'\n", c->name, str_text(&out));
	for (size_t i = 0; i < count; i++)
		if (!test_count(upgrade_closes(str_slice(&out), texts[i])))
			fprintf(stderr, "%s: does not close '%s'\n", c->name, c->texts[i]);
	str_fini(&out);
}

static void test_many(void)
{
	for (size_t i = 0; i < sizeof MANIES / sizeof *MANIES; i++) {
		check_many(&MANIES[i], false);
		check_many(&MANIES[i], true);
	}
}

static void test_closes(void)
{
	for (size_t i = 0; i < sizeof CLOSES / sizeof *CLOSES; i++) {
		const struct closes_case *c = &CLOSES[i];
		bool got = upgrade_closes(slice_of(c->upgrade), slice_of(c->text));
		if (!test_count(got == c->want))
			fprintf(stderr, "'%s' closes '%s': %d\n", c->upgrade, c->text, got);
	}
}

static void test_packages(void)
{
	expect_true(slice_is(upgrade_package(SLICE("npm/@a/b to 1.0")), "npm/@a/b"));
	expect_true(slice_is(upgrade_package(SLICE("npm/a to b to 1.0")), "npm/a to b"));
	expect_true(slice_is(upgrade_package(SLICE("a/b to 1.0")), "a/b to 1.0"));
	expect_true(slice_is(upgrade_package(SLICE("npm/a")), "npm/a"));
	expect_true(slice_is(upgrade_package(SLICE("")), ""));
}

int main(void)
{
	test_ones();
	test_many();
	test_closes();
	test_packages();
	return test_done("findings_upgrade");
}
