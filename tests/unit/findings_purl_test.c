// Expected values come from purl-spec's own test suite and its definitions of types.
#include "findings/package/release.h"
#include "findings/purl.h"

#include "findings/ids.h"

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
	// a source package is what was built of it under its name
	{"pkg:rpm/redhat/a?arch=src", "pkg:rpm/redhat/a@1?arch=x86_64", true},
	{"pkg:rpm/redhat/a@1?arch=src", "pkg:rpm/redhat/a@2?arch=x86_64", false},
	{"pkg:deb/ubuntu/a?arch=source", "pkg:deb/ubuntu/a@1?arch=amd64", true},
	{"pkg:deb/ubuntu/a?arch=src", "pkg:deb/ubuntu/a@1?arch=amd64", false},
	{"pkg:rpm/redhat/a?arch=x86_64", "pkg:rpm/redhat/a@1?arch=src", false},
	// a release by its code name (wiki.ubuntu.com/Releases, wiki.debian.org/DebianReleases)
	{"pkg:deb/ubuntu/a?distro=jammy", "pkg:deb/ubuntu/a@1?distro=ubuntu-22.04", true},
	{"pkg:deb/ubuntu/a?distro=ubuntu-22.04", "pkg:deb/ubuntu/a@1?distro=jammy", true},
	{"pkg:deb/ubuntu/a?distro=jammy", "pkg:deb/ubuntu/a@1?distro=ubuntu-22.10", false},
	{"pkg:deb/ubuntu/a?distro=jammy", "pkg:deb/ubuntu/a@1", false},
	{"pkg:deb/ubuntu/a?distro=noble", "pkg:deb/ubuntu/a@1?distro=ubuntu-24.04", true},
	{"pkg:deb/debian/a?distro=bookworm", "pkg:deb/debian/a@1?distro=debian-12", true},
	{"pkg:deb/debian/a?distro=bookworm", "pkg:deb/debian/a@1?distro=debian-12.8", true},
	{"pkg:deb/debian/a?distro=debian-12", "pkg:deb/debian/a@1?distro=debian-12.8", true},
	{"pkg:deb/debian/a?distro=debian-12.8", "pkg:deb/debian/a@1?distro=debian-12", false},
	{"pkg:deb/debian/a?distro=debian-1", "pkg:deb/debian/a@1?distro=debian-12", false},
	{"pkg:deb/debian/a?distro=jammy", "pkg:deb/debian/a@1?distro=debian-12", false},
	{"pkg:deb/debian/a?distro=trixie", "pkg:deb/debian/a@1?distro=debian-13", true},
	{"pkg:rpm/redhat/a?distro=rhel-9.4", "pkg:rpm/redhat/a@1?distro=redhat-9.4", true},
	{"pkg:rpm/redhat/a?distro=rhel-9.4", "pkg:rpm/redhat/a@1?distro=redhat-9.2", false},
	{"pkg:deb/ubuntu/a?distro=odd", "pkg:deb/ubuntu/a@1?distro=odd", true},
	{"pkg:deb/ubuntu/a?distro=odd", "pkg:deb/ubuntu/a@1?distro=ubuntu-22.04", false},
	{"pkg:deb/ubuntu/a?vendor=jammy", "pkg:deb/ubuntu/a@1?vendor=ubuntu-22.04", false},
};

// Names as Syft's `upstream` has them of packages of dpkg, apk and rpm.
static void test_sources(void)
{
	static const struct {
		const char *package, *name, *version;
	} SOURCES[] = {
		{"pkg:deb/ubuntu/libssl3@3?upstream=openssl", "openssl", ""},
		{"pkg:deb/debian/g++@4:12?upstream=gcc-defaults%401.203", "gcc-defaults", "1.203"},
		{"pkg:rpm/redhat/a-libs@2?upstream=a-b-1.0-2.el9.src.rpm", "a-b", "1.0-2.el9"},
		{"pkg:rpm/redhat/a-libs@2?upstream=.src.rpm", "", ""},
		{"pkg:rpm/redhat/a-libs@2?upstream=a.src.rpm", "a", ""},
		{"pkg:rpm/redhat/a-libs@2", "", ""},
	};
	static const struct {
		const char *pattern, *package;
		bool builds;
	} BUILDS[] = {
		{"pkg:deb/ubuntu/s?arch=source", "pkg:deb/ubuntu/b@1?arch=amd64&upstream=s", true},
		{"pkg:deb/ubuntu/s@1?arch=source", "pkg:deb/ubuntu/b@1?upstream=s", true},
		{"pkg:deb/ubuntu/s@2?arch=source", "pkg:deb/ubuntu/b@1?upstream=s%402", true},
		{"pkg:deb/ubuntu/s@3?arch=source", "pkg:deb/ubuntu/b@1?upstream=s%402", false},
		{"pkg:deb/ubuntu/s@1?arch=amd64", "pkg:deb/ubuntu/b@1?arch=amd64&upstream=s",
		 false},
		{"pkg:deb/ubuntu/s", "pkg:deb/ubuntu/b@1?upstream=s", false},
		{"pkg:deb/ubuntu/s?arch=source", "pkg:deb/debian/b@1?upstream=s", false},
		{"pkg:deb/ubuntu/s?arch=source&distro=jammy",
		 "pkg:deb/ubuntu/b@1?distro=ubuntu-22.04&upstream=s", true},
		{"pkg:deb/ubuntu/s?arch=source&distro=jammy",
		 "pkg:deb/ubuntu/b@1?distro=ubuntu-24.04&upstream=s", false},
		{"pkg:rpm/redhat/s?arch=src", "pkg:rpm/redhat/b@1?upstream=s-1-1.src.rpm", true},
		{"pkg:npm/s?arch=src", "pkg:npm/b@1?upstream=s", false},
		{"s", "pkg:deb/ubuntu/b@1?upstream=s", false},
	};
	struct arena arena = {0};
	for (size_t i = 0; i < sizeof SOURCES / sizeof *SOURCES; i++) {
		struct purl purl;
		expect_int(purl_read(slice_of(SOURCES[i].package), &arena, &purl), true);
		struct purl source = purl_source(&purl, &arena);
		expect_text(arena_slice(&arena, source.name), SOURCES[i].name);
		expect_text(arena_slice(&arena, source.version), SOURCES[i].version);
	}
	for (size_t i = 0; i < sizeof BUILDS / sizeof *BUILDS; i++)
		if (!test_count(purl_may_build(slice_of(BUILDS[i].pattern),
					       slice_of(BUILDS[i].package),
					       SLICE("")) == BUILDS[i].builds))
			expect_text(BUILDS[i].pattern, BUILDS[i].package);
	arena_fini(&arena);
}

// Of which release a product is, and a package; where either does not tell it is no other.
static void test_releases(void)
{
	static const struct {
		const char *product, *distro;
		bool other;
	} CASES[] = {
		{"cpe:/o:redhat:enterprise_linux:9::baseos", "rhel-9.4", false},
		{"cpe:/a:redhat:enterprise_linux:9::appstream", "redhat-9.4", false},
		{"cpe:/o:redhat:enterprise_linux:7", "rhel-9.4", true},
		{"cpe:/o:redhat:enterprise_linux:7", "rhel-7.9", false},
		{"cpe:2.3:o:redhat:enterprise_linux:8:*:*:*:*:*:*:*", "rhel-9.4", true},
		{"cpe:2.3:o:redhat:enterprise_linux:*:*:*:*:*:*:*:*", "rhel-9.4", false},
		{"cpe:/a:redhat:rhel_eus:9.2::appstream", "rhel-9.4", false},
		{"cpe:/o:redhat:rhel_els:7", "rhel-9.4", true},
		{"cpe:/a:redhat:openshift:4.14::el8", "rhel-9.4", true},
		{"cpe:/a:redhat:openshift:4.14::el9", "rhel-9.4", false},
		{"cpe:/a:redhat:openshift:4", "rhel-9.4", false},
		{"cpe:/o:canonical:ubuntu_linux:22.04", "jammy", false},
		{"cpe:/o:canonical:ubuntu_linux:22.04", "ubuntu-22.10", true},
		{"cpe:/o:debian:debian_linux:12", "debian-11", true},
		{"cpe:/o:suse:sles:15:sp5", "sles-15.5", false},
		{"cpe:/o:suse:sles:12:sp5", "sles-15.5", true},
		{"cpe:/o:redhat:enterprise_linux:9", "debian-12", true},
		{"cpe:/o:redhat:enterprise_linux", "rhel-9.4", false},
		{"cpe:/o:other:linux:9", "rhel-8", false},
		{"cpe:/o:redhat:enterprise_linux:7", "odd", false},
		{"cpe:/o:redhat:enterprise_linux:7", "", false},
		{"pkg:generic/x?distro=jammy", "ubuntu-24.04", true},
		{"pkg:generic/x", "ubuntu-24.04", false},
		{"Red Hat Enterprise Linux 7", "rhel-9.4", false},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		char package[64];
		snprintf(package, sizeof package, "pkg:rpm/v/a@1?distro=%s", CASES[i].distro);
		if (!test_count(release_is_other(slice_of(CASES[i].product), slice_of(package)) ==
				CASES[i].other))
			expect_text(CASES[i].product, CASES[i].distro);
	}
}

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
		// PEP 440, "Version matching"
		{"pkg:pypi/a@2.5.1", "pkg:pypi/a@2.5.1%2Bcu124", "", true},
		{"pkg:pypi/a@2.5.1", "pkg:pypi/a", "2.5.1+cu124", true},
		{"pkg:pypi/a@2.5.1%2Bcu124", "pkg:pypi/a@2.5.1", "", false},
		{"pkg:pypi/a@2.5.1%2Bcu121", "pkg:pypi/a@2.5.1%2Bcu124", "", false},
		{"pkg:pypi/a@2.5.2", "pkg:pypi/a@2.5.1%2Bcu124", "", false},
		{"pkg:deb/debian/a@2.5.1", "pkg:deb/debian/a@2.5.1%2Bb1", "", false},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		if (!test_count(purl_may_cover(slice_of(CASES[i].pattern),
					       slice_of(CASES[i].package),
					       slice_of(CASES[i].version)) == CASES[i].covers))
			fprintf(stderr, "%s of %s, version '%s'\n", CASES[i].pattern,
				CASES[i].package, CASES[i].version);
}

// Whoever tells it, with a purl or without.
static void test_names(void)
{
	static const struct {
		const char *package, *name;
	} CASES[] = {
		{"pkg:deb/debian/OpenSSL@3.0?arch=amd64", "openssl"},
		{"org.apache:log4j-core", "log4j-core"},
		{"pkg:deb/debian/libstdc%2B%2B6@12.2-14?arch=amd64", "libstdc++6"},
		{"libstdc++6", "libstdc++6"},
		{"pkg:npm/%40angular/core@12.0.0", "core"},
		{"pkg:npm/%40angular%2Fcore@12.0.0", "core"},
		{"@angular/core", "core"},
		{"pkg:npm/%40core", "@core"},
		{"pkg:generic/a%2", "a%2"},
		{"pkg:generic/a%2F", "a"},
		{"100%2B", "100%2b"}, // no purl, so no sign but itself
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		struct str out = {0};
		package_add_name(&out, slice_of(CASES[i].package));
		expect_text(str_text(&out), CASES[i].name);
		str_fini(&out);
	}
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
	test_names();
	test_systems();
	for (size_t i = 0; i < sizeof MATCHES / sizeof *MATCHES; i++)
		if (!test_count(purl_covers(slice_of(MATCHES[i].pattern),
					    slice_of(MATCHES[i].package)) == MATCHES[i].covers))
			expect_text(MATCHES[i].pattern, MATCHES[i].package);
	test_may_cover();
	test_sources();
	test_releases();
	return test_done("findings_purl");
}
