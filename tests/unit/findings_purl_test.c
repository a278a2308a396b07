// Expected values come from purl-spec's own test suite and its definitions of types.
#include "findings/purl.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
	const char *text, *canonical, *base;
} READS[] = {
	{"pkg:maven/org.apache.commons/io", "pkg:maven/org.apache.commons/io",
	 "pkg:maven/org.apache.commons/io"},
	{"pkg:MAVEN/org.apache.xmlgraphics/batik-anim@1.9.1?repositorY_url=x&packaging=sources",
	 "pkg:maven/org.apache.xmlgraphics/batik-anim@1.9.1?packaging=sources&repositorY_url=x",
	 "pkg:maven/org.apache.xmlgraphics/batik-anim"},
	{"pkg:npm/%40angular/animation@12.3.1", "pkg:npm/%40angular/animation@12.3.1",
	 "pkg:npm/%40angular/animation"},
	{"pkg:npm/@angular/animation", "pkg:npm/%40angular/animation",
	 "pkg:npm/%40angular/animation"},
	{"pkg:PYPI/Django_package@1.11.1.dev1", "pkg:pypi/django-package@1.11.1.dev1",
	 "pkg:pypi/django-package"},
	// PEP 503: re.sub(r"[-_.]+", "-", name).lower(), which goes beyond purl-spec.
	{"pkg:pypi/ruamel.yaml@0.18.6", "pkg:pypi/ruamel-yaml@0.18.6", "pkg:pypi/ruamel-yaml"},
	{"pkg:pypi/Friendly-._.-Bard@1", "pkg:pypi/friendly-bard@1", "pkg:pypi/friendly-bard"},
	{"pkg:npm/lodash.merge@4.6.2", "pkg:npm/lodash.merge@4.6.2", "pkg:npm/lodash.merge"},
	{"pkg:github/Package-url/purl-Spec@244fd47e07d1004f0aed9c",
	 "pkg:github/package-url/purl-spec@244fd47e07d1004f0aed9c",
	 "pkg:github/package-url/purl-spec"},
	{"pkg:golang/google.golang.org/genproto@abcdedf#/googleapis/api/annotations/",
	 "pkg:golang/google.golang.org/genproto@abcdedf#/googleapis/api/annotations/",
	 "pkg:golang/google.golang.org/genproto"},
	{"pkg://gem/ruby-advisory-db-check@0.12.4", "pkg:gem/ruby-advisory-db-check@0.12.4",
	 "pkg:gem/ruby-advisory-db-check"},
	{"pkg:deb/ubuntu/libstdc%2B%2B6@12.3.0-1ubuntu1~22.04?distro=ubuntu-22.04&arch=amd64",
	 "pkg:deb/ubuntu/libstdc%2B%2B6@12.3.0-1ubuntu1~22.04?arch=amd64&distro=ubuntu-22.04",
	 "pkg:deb/ubuntu/libstdc%2B%2B6"},
	{"pkg:oci/alpine@sha256%3A124c7d", "pkg:oci/alpine@sha256:124c7d", "pkg:oci/alpine"},
	{"pkg:nuget/EnterpriseLibrary.Common@6.0.1304",
	 "pkg:nuget/EnterpriseLibrary.Common@6.0.1304", "pkg:nuget/EnterpriseLibrary.Common"},
};

static const char *const BAD[] = {"",
				  "pkg:",
				  "pkg:maven",
				  "pkg:maven/",
				  "maven/a/b",
				  "pkg:n&g?inx/nginx@0.8.9",
				  "pkg:maven/@1.3.4",
				  "cpe:2.3:a:b"};

static void test_reads(void)
{
	struct arena arena = {0};
	struct purl purl;
	for (size_t i = 0; i < sizeof READS / sizeof *READS; i++) {
		struct str canonical = {0}, base = {0};
		expect_true(purl_read(slice_of(READS[i].text), &arena, &purl));
		purl_add(&purl, &canonical);
		purl_add_base(&purl, &base);
		expect_text(str_text(&canonical), READS[i].canonical);
		expect_text(str_text(&base), READS[i].base);
		str_fini(&canonical);
		str_fini(&base);
	}
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
		if (!test_count(!purl_read(slice_of(BAD[i]), &arena, &purl)))
			expect_text(BAD[i], "not a purl");
	arena_fini(&arena);
}

static const struct {
	const char *pattern, *package;
	bool covers;
} MATCHES[] = {
	{"pkg:deb/debian/bash", "pkg:deb/debian/bash@5.2-1?arch=amd64", true},
	{"pkg:deb/debian/bash@5.2-1", "pkg:deb/debian/bash@5.2-1?arch=amd64", true},
	{"pkg:deb/debian/bash@5.2-1", "pkg:deb/debian/bash@5.2-2", false},
	{"pkg:deb/debian/bash@5.2-1", "pkg:deb/debian/bash", false},
	{"pkg:deb/debian/bash?a=1&b=2", "pkg:deb/debian/bash@1?b=2&a=1", true},
	{"pkg:deb/debian/bash?arch=arm64", "pkg:deb/debian/bash@1?arch=amd64", false},
	{"pkg:deb/debian/bash", "pkg:deb/ubuntu/bash", false},
	{"pkg:npm/%40a/b", "pkg:npm/@a/b@1.0.0", true},
	{"pkg:pypi/ruamel.yaml@1", "pkg:pypi/ruamel-yaml@1", true},
	{"pkg:pypi/ruamel-yaml@1", "pkg:pypi/Ruamel_.YAML@1", true},
	{"pkg:npm/a.b", "pkg:npm/a-b", false},
	{"bash", "pkg:deb/debian/bash", false},
	{"pkg:golang/a.b/c@v1#sub", "pkg:golang/a.b/c@v1#sub", true},
	{"pkg:golang/a.b/c@v1", "pkg:golang/a.b/c@v1#sub", true},
	{"pkg:golang/a.b/c@v1#sub", "pkg:golang/a.b/c@v1", false},
	{"pkg:deb/debian/*", "pkg:deb/debian/bash", false},
	// purl-spec's defaults: maven type "jar", gem platform "ruby"
	{"pkg:maven/a/b@1?type=jar", "pkg:maven/a/b@1", true},
	{"pkg:maven/a/b@1?type=jar", "pkg:maven/a/b@1?type=jar", true},
	{"pkg:maven/a/b@1?type=jar", "pkg:maven/a/b@1?type=war", false},
	{"pkg:maven/a/b@1?type=jar", "pkg:maven/a/b@1?classifier=sources", true},
	{"pkg:maven/a/b@1?type=war", "pkg:maven/a/b@1", false},
	{"pkg:maven/a/b@1?type=jar&classifier=x", "pkg:maven/a/b@1", false},
	{"pkg:gem/a@1?platform=ruby", "pkg:gem/a@1", true},
	{"pkg:gem/a@1?platform=java", "pkg:gem/a@1", false},
	{"pkg:gem/a@1?platform=ruby", "pkg:gem/a@1?platform=java", false},
	{"pkg:npm/a@1?type=jar", "pkg:npm/a@1", false},
};

// A version may be told beside the purl, or by nobody.
static void test_may_cover(void)
{
	static const struct {
		const char *pattern, *package, *version;
		bool covers;
	} CASES[] = {
		{"pkg:npm/a@1", "pkg:npm/a", "", true},
		{"pkg:npm/a@1", "pkg:npm/a", "1", true},
		{"pkg:npm/a@1", "pkg:npm/a", "2", false},
		{"pkg:npm/a@1", "pkg:npm/a@2", "1", false},
		{"pkg:npm/a@1", "pkg:npm/a@UNKNOWN", "", true},
		{"pkg:npm/a@1", "pkg:npm/a@UNKNOWN", "(devel)", true},
		{"pkg:npm/a@1", "pkg:npm/a@UNKNOWN", "2", false},
		{"pkg:npm/a@1", "pkg:npm/b", "", false},
		{"pkg:npm/a", "pkg:npm/a", "", true},
		{"pkg:npm/a@1", "a", "1", false},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		if (!test_count(purl_may_cover(slice_of(CASES[i].pattern),
					       slice_of(CASES[i].package),
					       slice_of(CASES[i].version)) == CASES[i].covers))
			fprintf(stderr, "%s of %s, version '%s'\n", CASES[i].pattern,
				CASES[i].package, CASES[i].version);
}

static void test_systems(void)
{
	static const char *const NONE[] = {"pkg:npm/deb/a", "pkg:debian/a", "pkg:deb", "deb/a", ""};
	expect_true(purl_is_system(SLICE("pkg:alpm/arch/zlib@1")));
	expect_true(purl_is_system(SLICE("pkg:apk/alpine/zlib@1")));
	expect_true(purl_is_system(SLICE("pkg:deb/zlib1g")));
	expect_true(purl_is_system(SLICE("pkg:rpm/rhel/zlib?arch=x")));
	for (size_t i = 0; i < sizeof NONE / sizeof *NONE; i++)
		expect_true(!purl_is_system(slice_of(NONE[i])));
}

int main(void)
{
	test_reads();
	test_systems();
	for (size_t i = 0; i < sizeof MATCHES / sizeof *MATCHES; i++)
		if (!test_count(purl_covers(slice_of(MATCHES[i].pattern),
					    slice_of(MATCHES[i].package)) == MATCHES[i].covers))
			expect_text(MATCHES[i].pattern, MATCHES[i].package);
	test_may_cover();
	return test_done("findings_purl");
}
