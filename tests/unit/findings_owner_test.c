// Owners: what GitHub's documentation says of its example CODEOWNERS file, what gitignore(5) says
// of patterns, which lines are passed over, and which rule of a list decides.
#include "findings/owner/owners.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

// ---- One pattern ----

static const struct {
	const char *pattern, *path;
	bool fits;
} FITS[] = {
	// docs.github.com, "Example of a CODEOWNERS file", each with what its remark says
	{"*", "a/b/c.txt", true},
	{"*.js", "app.js", true},
	{"*.js", "deep/er/app.js", true},
	{"*.js", "app.jsx", false},
	{"/build/logs/", "build/logs/today/x.log", true},
	{"/build/logs/", "src/build/logs/x.log", false},
	{"docs/*", "docs/getting-started.md", true},
	{"docs/*", "docs/build-app/troubleshooting.md", false},
	{"docs/*", "src/docs/getting-started.md", false},
	{"apps/", "apps/a.c", true},
	{"apps/", "src/apps/deep/a.c", true},
	{"apps/", "apps", false},
	{"/docs/", "docs/a/b.md", true},
	{"/docs/", "src/docs/b.md", false},
	{"/scripts/", "scripts/run", true},
	{"**/logs", "build/logs", true},
	{"**/logs", "scripts/logs/x", true},
	{"**/logs", "deeply/nested/logs/x/y", true},
	{"**/logs", "logs/x", true},
	{"**/logs", "catalogs/x", false},
	{"/apps/github", "apps/github/a", true},
	{"/apps/github", "apps/githubx", false},
	// gitignore(5)
	{"foo", "a/foo/b", true},
	{"a/foo", "b/a/foo", false},
	{"a/foo", "a/foo/x", true},
	{"a/**/b", "a/b", true},
	{"a/**/b", "a/x/b", true},
	{"a/**/b", "a/x/y/b/c", true},
	{"a/**/b", "a/x/y/c", false},
	{"a/**", "a/x/y", true},
	{"a/**", "a", false},
	{"**", "a", true},
	{"**/foo/bar", "x/foo/y/foo/bar", true},
	{"foo/*.c", "foo/a.c", true},
	{"foo/*.c", "foo/d/a.c", false},
	{"/*.c", "a.c", true},
	{"/*.c", "d/a.c", false},
	{"a?c", "abc", true},
	{"a?c", "a/c", false},
	{"\\*.c", "a.c", false},
	{"\\*.c", "*.c", true},
	{"a*b*c", "axxbyybzzc", true},
	{"a*b*c", "axxbyybzz", false},
	{"/", "a", false},
	{"/*", "a", true},
	{"/*", "a/b", false},	    // as docs/*
	{"Docs/", "docs/a", false}, // letters' case counts
};

static void test_patterns(void)
{
	struct arena arena = {0};
	struct path_pattern pattern;
	for (size_t i = 0; i < sizeof FITS / sizeof *FITS; i++) {
		const char *why = path_pattern_read(slice_of(FITS[i].pattern), &arena, &pattern);
		bool fits = !why && path_pattern_fits(&pattern, slice_of(FITS[i].path));
		if (!test_count(!why && fits == FITS[i].fits))
			fprintf(stderr, "%s against %s\n", FITS[i].pattern, FITS[i].path);
	}
	arena_fini(&arena);
}

// Stars do not multiply the work.
static void test_stars(void)
{
	struct arena arena = {0};
	struct path_pattern pattern;
	struct str text = {0}, path = {0};
	for (int i = 0; i < 2000; i++) {
		str_add_text(&text, "**/a*a*a*b/");
		str_add_text(&path, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/");
	}
	expect_true(!path_pattern_read(str_slice(&text), &arena, &pattern));
	expect_true(!path_pattern_fits(&pattern, str_slice(&path)));
	str_fini(&text);
	str_fini(&path);
	arena_fini(&arena);
}

// ---- A file ----

static const char EXAMPLE[] = "\xef\xbb\xbf# This is a comment.\r\n"
			      "*       @global-owner1 @global-owner2\r\n"
			      "*.js    @js-owner #This is an inline comment.\n"
			      "*.go docs@example.com\n"
			      "*.txt @octo-org/octocats\n"
			      "/build/logs/ @doctocat\n"
			      "docs/* docs@example.com\n"
			      "apps/ @octocat\n"
			      "/docs/ @doctocat\n"
			      "/scripts/ @doctocat @octocat\n"
			      "**/logs @octocat\n"
			      "/apps/ @octocat\n"
			      "/apps/github\n"
			      "/with\\ blank/ @z @a @z\n";

static const struct {
	const char *path, *owners;
	int line;
} DECIDED[] = {
	{"README.md", "@global-owner1 @global-owner2", 2},
	{"src/app.js", "@js-owner", 3},
	{"cmd/main.go", "docs@example.com", 4},
	{"notes.txt", "@octo-org/octocats", 5},
	{"build/logs/a.js", "@octocat", 11},
	{"docs/a.js", "@doctocat", 9},
	{"scripts/a.go", "@doctocat @octocat", 10},
	{"lib/apps/a.go", "@octocat", 8},
	{"apps/a.go", "@octocat", 12},
	{"apps/github/a.go", "", 13},
	{"with blank/a.go", "@a @z", 14},
};

static void test_file(void)
{
	struct arena arena = {0};
	struct codeowners file;
	codeowners_parse(slice_of(EXAMPLE), &arena, &file);
	expect_int(file.count, 13);
	expect_int(file.problem_count, 0);
	for (size_t i = 0; i < sizeof DECIDED / sizeof *DECIDED; i++) {
		const struct codeowners_rule *rule =
			codeowners_find(&file, slice_of(DECIDED[i].path));
		expect_true(rule != NULL);
		expect_text(rule ? rule->owners : NULL, DECIDED[i].owners);
		expect_int(rule ? rule->line : 0, DECIDED[i].line);
	}
	codeowners_parse(SLICE("/a @a\n"), &arena, &file);
	expect_true(!codeowners_find(&file, SLICE("b")));
	codeowners_parse(SLICE(""), &arena, &file);
	expect_int(file.count + file.problem_count, 0);
	arena_fini(&arena);
}

static const struct {
	const char *line, *text;
} REFUSED[] = {
	{"!*.c @a", "'!' takes nothing back in a CODEOWNERS file; a pattern without owners does"},
	{"\\#a @a", "a pattern cannot begin with '#', not with '\\' before it either"},
	{"a[bc] @a", "'[ ]' is no range of characters in a CODEOWNERS file; use '*' or '?'"},
	{"[Section] @a", "'[ ]' is no range of characters in a CODEOWNERS file; use '*' or '?'"},
	{"a/***/b @a", "three stars in a row mean nothing"},
	{"a\x01 @a", "a control character is in the pattern"},
	{"* a", "'a' is no @user, @org/team or mail address"},
	{"* @", "'@' is no @user, @org/team or mail address"},
	{"* @a/", "'@a/' is no @user, @org/team or mail address"},
	{"* @a/b/c", "'@a/b/c' is no @user, @org/team or mail address"},
	{"* a@", "'a@' is no @user, @org/team or mail address"},
	{"* a@b@c", "'a@b@c' is no @user, @org/team or mail address"},
	{"* @ok \x1b[31m", "'\x1b[31m' is no @user, @org/team or mail address"},
};

// A line that is refused is passed over: the line before it still decides.
static void test_refused(void)
{
	struct arena arena = {0};
	struct codeowners file;
	for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++) {
		const char *text = arena_printf(&arena, "* @first\n%s\n", REFUSED[i].line);
		codeowners_parse(slice_of(text), &arena, &file);
		expect_int(file.problem_count, 1);
		expect_int(file.problem_count ? file.problems[0].line : 0, 2);
		expect_text(file.problem_count ? file.problems[0].text : NULL, REFUSED[i].text);
		const struct codeowners_rule *rule = codeowners_find(&file, SLICE("a"));
		expect_text(rule ? rule->owners : NULL, "@first");
	}
	arena_fini(&arena);
}

// ---- A list of rules ----

#define WORD(text)                                                                                 \
	{                                                                                          \
		(const char *[]){text}, 1                                                          \
	}

static const struct {
	struct owner_subject of;
	const char *owners, *file;
	int line;
} cases[] = {
	{{.target = "x"}, "@triage", "g", 1},
	{{.target = "img/a", .class = FINDING_CONTAINER}, "@images", "g", 2},
	{{.target = "repo", .file = "a/x.c"}, "@a", "CODEOWNERS", 1},
	{{.target = "repo", .file = "./a/x.c"}, "@a", "CODEOWNERS", 1},
	{{.target = "repo", .file = "/src/a/x.c"}, "@a", "CODEOWNERS", 1},
	{{.target = "repo", .file = "/a/b/x.c"}, "", "CODEOWNERS", 2},
	{{.target = "repo", .file = "c/x.c"}, "@triage", "g", 1}, // nothing is said of it
	{{.target = "repo"}, "@triage", "g", 1},		  // it has no path
	{{.target = "repo", .file = "a/x", .class = FINDING_CONTAINER}, "@triage", "g", 1},
	{{.target = "other", .file = "a/x.c"}, "@triage", "g", 1},
	{{.target = "github.com/acme/shop@Main"}, "@acme", "g", 6},
	{{.target = "github.com/owner/shop"}, "@owner", "g", 7},
	{{.target = "git.example/owner/shop"}, "@triage", "g", 1}, // where case counts
	// A name without a branch is every branch's, and every build's.
	{{.target = "repo@main", .file = "a/x.c"}, "@a", "CODEOWNERS", 1},
	{{.target = "repo@dependabot/@x/y", .file = "a/x.c"}, "@a", "CODEOWNERS", 1},
	{{.target = "repository@main", .file = "a/x.c"}, "@triage", "g", 1},
	{{.target = "img/a@sha256:00", .class = FINDING_CONTAINER}, "@images", "g", 2},
	{{.target = "img/a", .package = "libopenssl3"}, "@crypto", "g", 4},
	{{.target = "img/a", .purl = "pkg:deb/debian/openssl@3"}, "@crypto", "g", 4},
	{{.target = "acc", .tool = "hub", .class = FINDING_POSTURE}, "", "g", 5},
	{{.target = "acc", .tool = "hub pro", .class = FINDING_POSTURE}, "", "g", 5},
	{{.target = "acc", .tool = "hubble", .class = FINDING_POSTURE}, "@triage", "g", 1},
	{{.target = "acc", .tool = "other", .class = FINDING_POSTURE}, "@triage", "g", 1},
};

static void test_rules(void)
{
	struct arena arena = {0};
	struct owner_rule rules[] = {
		{.owners = "@triage", .file = "g", .line = 1},
		{.targets = WORD("img/*"), .owners = "@images", .file = "g", .line = 2},
		{.targets = WORD("repo"), .path = "CODEOWNERS", .below = "/src/", .file = "g"},
		{.packages = WORD("*openssl*"), .owners = "@crypto", .file = "g", .line = 4},
		{.classes = 1u << FINDING_POSTURE,
		 .tools = WORD("hub"),
		 .owners = "",
		 .file = "g",
		 .line = 5},
		{.targets = WORD("github.com/Acme/*"), .owners = "@acme", .file = "g", .line = 6},
		{.targets = WORD("*/Owner/*"), .owners = "@owner", .file = "g", .line = 7},
	};
	const struct owners owners = {rules, sizeof rules / sizeof *rules};
	codeowners_parse(SLICE("/a/ @a\n/a/b/\n"), &arena, &rules[2].codeowners);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct owner owner = {0};
		expect_true(owners_find(&owners, &cases[i].of, &owner));
		expect_text(owner.owners, cases[i].owners);
		expect_text(owner.file, cases[i].file);
		expect_int(owner.line, cases[i].line);
	}
	expect_true(!owners_find(&(struct owners){0}, &cases[0].of, &(struct owner){0}));
	expect_true(owners_have("@a @B/c", "@b/C") && owners_have("@a", "@A"));
	expect_true(owners_have("@x/a @b/c", "@b/*") && !owners_have("@x/a", "@b/*"));
	expect_true(!owners_have("@ab", "@a") && !owners_have("", "@a"));
	arena_fini(&arena);
}

int main(void)
{
	test_patterns();
	test_stars();
	test_file();
	test_refused();
	test_rules();
	return test_done("findings_owner");
}
