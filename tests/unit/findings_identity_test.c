// Names and keys of findings. Expected values: SipHash's own test vectors, purl-spec and the
// databases' spelling of ids, and what the rules of identity.h say.
#include "findings/identity.h"
#include "findings/ids.h"
#include "findings/match/match.h"
#include "findings/name.h"
#include "findings/purl.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- Hashes: vectors_sip128 of the reference implementation (input 00 01 02 …) ----

static void test_hash(void)
{
	struct key128 empty = key128_of((struct slice){"", 0});
	// a3 81 7f 04 ba 25 a8 e6 | 6d f6 72 14 c7 55 02 93
	expect_true(empty.low == UINT64_C(0xe6a825ba047f81a3));
	expect_true(empty.high == UINT64_C(0x930255c71472f66d));
	struct key128 one = key128_of((struct slice){"\0", 1});
	// da 87 c1 d8 6b 99 af 44 | 34 76 59 11 9b 22 fc 45
	expect_true(one.low == UINT64_C(0x44af996bd8c187da));
	expect_true(one.high == UINT64_C(0x45fc229b11597634));
}

// ---- Names ----

static const struct {
	void (*add)(struct str *, struct slice);
	const char *from, *to;
} NAMES[] = {
	{id_add, "cve-2021-44228", "CVE-2021-44228"},
	{id_add, "ghsa-JFH8-c2jp-5v3q", "GHSA-jfh8-c2jp-5v3q"},
	{id_add, "CWE-079: Cross-site Scripting", "CWE-79"},
	{id_add, "external/cwe", "EXTERNAL/CWE"},
	{ids_add, "GHSA-jfh8-c2jp-5v3q,cve-2021-44228", "CVE-2021-44228 GHSA-jfh8-c2jp-5v3q"},
	{ids_add, "PYSEC-2021-1 CVE-2021-2 CVE-2021-1 CVE-2021-2",
	 "CVE-2021-1 CVE-2021-2 PYSEC-2021-1"},
	{ids_add, "", ""},
	{purl_add_package, "pkg:pypi/Django_Rest@1.2?x=1#y", "pkg:pypi/django-rest"},
	{purl_add_package, "pkg:npm/%40angular/core@12.0.0", "pkg:npm/%40angular/core"},
	{purl_add_package, "pkg:npm/@angular/core", "pkg:npm/%40angular/core"},
	{purl_add_package, "pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie",
	 "pkg:deb/debian/curl"},
	{purl_add_package, "pkg:maven/org.apache.Logging/log4j-core@2.14",
	 "pkg:maven/org.apache.Logging/log4j-core"},
	{purl_add_package, "log4j", ""},
	{rule_add, "AVD-KSV-0014", "KSV-0014"},
	{rule_add, "KSV014", "KSV-0014"},
	{rule_add, "KSV-0014", "KSV-0014"},
	{rule_add, "DS002", "DS-0002"},
	{rule_add, "CKV_AWS_18", "CKV_AWS_18"},
	{rule_add, "B101", "B101"},
	{identity_add_blanked, "line 12 of 'a b' in src/x.py:3, don't \"q\"",
	 "line 0 of \" in /:0, don't \""},
	{identity_add_url, "https://Shop.example/orders/77/items?x=1#y",
	 "shop.example:443/orders/{}/items"},
	{identity_add_url, "http://a:8080/x/5f2b6c1e-0d4e-4b7c-9a53-1c2d3e4f5a6b", "a:8080/x/{}"},
};

static void test_names(void)
{
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
		struct str out = {0};
		NAMES[i].add(&out, slice_of(NAMES[i].from));
		expect_text(str_text(&out), NAMES[i].to);
		str_fini(&out);
	}
}

static void test_quoted(void)
{
	static const struct {
		const char *one, *other;
		bool same;
	} QUOTED[] = {
		{"column 'a' of 3", "column 'a' of 4", true},
		{"column 'a' of 3", "column 'b' of 3", false},
		{"`x` shadows `y`", "`y` shadows `x`", false},
		{"don't", "can't", true},
		{"in src/x.py", "in src/y.py", true},
	};
	expect_int(identity_quoted(SLICE("don't do it")), 0);
	expect_true(identity_quoted(SLICE("column 'a'")) != 0);
	for (size_t i = 0; i < sizeof QUOTED / sizeof *QUOTED; i++)
		expect_true((identity_quoted(slice_of(QUOTED[i].one)) ==
			     identity_quoted(slice_of(QUOTED[i].other))) == QUOTED[i].same);
}

static void test_purls(void)
{
	static const struct {
		const char *which, *purl;
		bool covers;
	} PURLS[] = {
		{"pkg:npm/a@1", "pkg:npm/a@1?x=1&y=2", true},
		{"pkg:npm/a@1?y=2&x=1", "pkg:npm/a@1?x=1&y=2", true},
		{"pkg:npm/a@1?y=3", "pkg:npm/a@1?x=1&y=2", false},
		{"pkg:npm/a", "pkg:npm/a@1", true},
		{"pkg:npm/a@2", "pkg:npm/a@1", false},
		{"pkg:npm/a@1%2B2", "pkg:npm/a@1+2", true},
		{"pkg:pypi/A_b", "pkg:pypi/a-b@1", true},
		{"pkg:npm/a", "a", false},
	};
	for (size_t i = 0; i < sizeof PURLS / sizeof *PURLS; i++)
		expect_int(purl_covers(slice_of(PURLS[i].which), slice_of(PURLS[i].purl)),
			   PURLS[i].covers);
}

static void test_public_names(void)
{
	static const int64_t NUMBERS[] = {0, 1, 31, 32, INT64_MAX, 6296066366548303407};
	char name[FINDING_NAME];
	int64_t back;
	expect_text(finding_name(1, name), "F-AAAAAAAAAAAAB"); // RFC 4648: B is 1
	for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++) {
		finding_name(NUMBERS[i], name);
		expect_true(finding_name_read(slice_of(name), &back) && back == NUMBERS[i]);
	}
	expect_true(finding_name_read(SLICE("f-aaaaaaaaaaaab"), &back) && back == 1);
	static const char *const WRONG[] = {"",
					    "F-",
					    "F-AAAAAAAAAAAA",
					    "F-AAAAAAAAAAAA1",
					    "G-AAAAAAAAAAAAB",
					    "F-7777777777777",
					    "F-AAAAAAAAAAAAAB"};
	for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
		expect_true(!finding_name_read(slice_of(WRONG[i]), &back));
}

static const int64_t NAMED[] = {0, 1, INT64_MAX, INT64_MIN, 6296066366548303407};
enum { NAMED_COUNT = sizeof NAMED / sizeof *NAMED };

// A text is in the names that looking for it finds it in.
static void try_part(struct slice text)
{
	char name[FINDING_NAME], word[2 * FINDING_NAME];
	struct finding_name_part part;
	bool any = finding_name_part(text, &part);
	snprintf(word, sizeof word, "%.*s", (int)text.len, text.at);
	for (size_t i = 0; i < NAMED_COUNT; i++)
		expect_int(any && finding_name_has(&part, NAMED[i]),
			   strcasestr(finding_name(NAMED[i], name), word) != NULL);
}

static void test_parts_of_names(void)
{
	static const char *const TEXTS[] = {"f",  "F-", "-",  "7",  "h", "i",
					    "-h", "-i", "FA", "A-", "1", "F-AAAAAAAAAAAAAB"};
	char name[FINDING_NAME];
	for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++)
		try_part(slice_of(TEXTS[i]));
	for (size_t i = 0; i < NAMED_COUNT; i++) {
		finding_name(NAMED[i], name);
		for (size_t from = 0; from < FINDING_NAME - 1; from++)
			for (size_t len = 1; from + len < FINDING_NAME; len++)
				try_part((struct slice){name + from, len});
	}
}

// ---- Identity: what may change, and what makes another finding ----

#define TEXT(x)                                                                                    \
	{                                                                                          \
		(x), sizeof(x) - 1                                                                 \
	}

static const struct {
	const char *what;
	struct identity_said a, b;
	bool same_key, same_file;
} PAIRS[] = {
	{"code: line, severity words",
	 {.class = FINDING_CODE,
	  .rule = TEXT("r"),
	  .text = TEXT("at line 3"),
	  .file = TEXT("a"),
	  .line = 3},
	 {.class = FINDING_CODE,
	  .rule = TEXT("r"),
	  .text = TEXT("at line 40"),
	  .file = TEXT("./a"),
	  .line = 40},
	 true,
	 true},
	{"code: rule",
	 {.class = FINDING_CODE, .rule = TEXT("r"), .text = TEXT("t"), .file = TEXT("a")},
	 {.class = FINDING_CODE, .rule = TEXT("s"), .text = TEXT("t"), .file = TEXT("a")},
	 false,
	 true},
	{"code: the snippet counts before the message",
	 {.class = FINDING_CODE, .rule = TEXT("r"), .text = TEXT("t"), .snippet = TEXT("1")},
	 {.class = FINDING_CODE, .rule = TEXT("r"), .text = TEXT("u"), .snippet = TEXT("1")},
	 true,
	 true},
	{"dependency: GHSA and CVE of one flaw, another version of the package",
	 {.class = FINDING_DEPENDENCY,
	  .rule = TEXT("GHSA-jfh8-c2jp-5v3q"),
	  .ids = TEXT("GHSA-jfh8-c2jp-5v3q CVE-2021-44228"),
	  .purl = TEXT("pkg:maven/o/l@2.14"),
	  .version = TEXT("2.14"),
	  .file = TEXT("pom.xml")},
	 {.class = FINDING_DEPENDENCY,
	  .rule = TEXT("CVE-2021-44228"),
	  .ids = TEXT("CVE-2021-44228"),
	  .purl = TEXT("pkg:maven/o/l@2.15"),
	  .version = TEXT("2.15"),
	  .file = TEXT("pom.xml")},
	 true,
	 true},
	{"dependency: two paths of one CVE are two",
	 {.class = FINDING_DEPENDENCY,
	  .ids = TEXT("CVE-1-1"),
	  .package = TEXT("p"),
	  .file = TEXT("a/pom.xml")},
	 {.class = FINDING_DEPENDENCY,
	  .ids = TEXT("CVE-1-1"),
	  .package = TEXT("p"),
	  .file = TEXT("b/pom.xml")},
	 true,
	 false},
	{"iac: the resource, in whatever file; an old spelling of the rule",
	 {.class = FINDING_IAC,
	  .rule = TEXT("AVD-AWS-0086"),
	  .resource = TEXT("aws_s3_bucket.x"),
	  .file = TEXT("a.tf")},
	 {.class = FINDING_IAC,
	  .rule = TEXT("AWS-0086"),
	  .resource = TEXT("aws_s3_bucket.x"),
	  .file = TEXT("b.tf")},
	 true,
	 true},
	{"secret: another secret at the same place",
	 {.class = FINDING_SECRET, .rule = TEXT("aws"), .secret = TEXT("h1"), .file = TEXT("a")},
	 {.class = FINDING_SECRET, .rule = TEXT("aws"), .secret = TEXT("h2"), .file = TEXT("a")},
	 false,
	 true},
	{"secret: without a key rule and place say all, not the commit",
	 {.class = FINDING_SECRET, .rule = TEXT("aws"), .text = TEXT("in a1"), .file = TEXT("a")},
	 {.class = FINDING_SECRET, .rule = TEXT("aws"), .text = TEXT("in b2"), .file = TEXT("a")},
	 true,
	 true},
	{"dast: ids in the path, query and fragment",
	 {.class = FINDING_DAST,
	  .rule = TEXT("1"),
	  .url = TEXT("https://h/o/1?a=1"),
	  .method = TEXT("GET"),
	  .param = TEXT("q")},
	 {.class = FINDING_DAST,
	  .rule = TEXT("1"),
	  .url = TEXT("https://h/o/22#x"),
	  .method = TEXT("GET"),
	  .param = TEXT("q")},
	 true,
	 true},
	{"posture: the provider's id, whatever else",
	 {.class = FINDING_POSTURE, .rule = TEXT("a"), .uid = TEXT("arn:1")},
	 {.class = FINDING_POSTURE, .rule = TEXT("b"), .uid = TEXT("arn:1")},
	 true,
	 true},
	{"parts do not run into each other",
	 {.class = FINDING_LOAD, .rule = TEXT("ab"), .resource = TEXT("c")},
	 {.class = FINDING_LOAD, .rule = TEXT("a"), .resource = TEXT("bc")},
	 false,
	 true},
};

static void test_identity(void)
{
	struct str scratch = {0};
	for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++) {
		struct identity a, b;
		identity_of(&PAIRS[i].a, &scratch, &a);
		identity_of(&PAIRS[i].b, &scratch, &b);
		bool right = !match_compare_keys(a.key, b.key) == PAIRS[i].same_key &&
			     (a.file == b.file) == PAIRS[i].same_file;
		expect_text(right ? "" : PAIRS[i].what, "");
	}
	struct identity_said said = {
		.class = FINDING_CODE, .rule = TEXT("r"), .print = TEXT("requires login")};
	struct identity identity;
	identity_of(&said, &scratch, &identity);
	expect_true(!identity.print);
	str_fini(&scratch);
}

int main(void)
{
	test_hash();
	test_names();
	test_quoted();
	test_purls();
	test_public_names();
	test_parts_of_names();
	test_identity();
	return test_done("findings_identity");
}
