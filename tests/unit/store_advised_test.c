// Which packages of inventories advisories hit: sources, commits, names, and what is not yet fixed.
#include "tests/unit/store_stock.h"

#include "findings/purl.h"

#include <stdio.h>

#define FIXED(package)                                                                             \
	VEX("CVE-1", "cpe:/o:redhat:enterprise_linux:9::baseos",                                   \
	    ",\"format\":\"csaf\",\"component\":\"pkg:rpm/redhat/" package "\"", "fixed", 50)

// What advisories that name what is fixed say of the inventory: one case a document.
static const struct {
	const char *name, *statements, *hits;
} FIXES[] = {
	// Red Hat: its CSAF files name the fixed packages, and what is older is affected.
	{"what is fixed in a later build is affected before", FIXED("xml@2.9-7.el9_4?arch=x86_64"),
	 "2.9-6.el9|sha256:cc|affected"},
	{"by several products and builds it is one hit",
	 FIXED("xml@2.9-7.el9_4?arch=x86_64") FIXED("xml@2.9-7.el9_4?arch=s390x")
		 FIXED("xml@2.9-8.el9_5?arch=x86_64") FIXED("xml@2.9-8.el9_5?arch=src"),
	 "2.9-6.el9|sha256:cc|affected"},
	{"not what has it", FIXED("xml@2.9-6.el9?arch=x86_64"), ""},
	{"nor what has that of its own release",
	 FIXED("xml@2.9-5.el9?arch=x86_64") FIXED("xml@2.9-7.el9_4?arch=x86_64"), ""},
	{"nor of another major one", FIXED("xml@2.9-7.el8?arch=x86_64"), ""},
	{"nor built otherwise", FIXED("xml@2.9-7.el9?arch=s390x"), ""},
	{"nor of a module", FIXED("xml@2.9-7.module+el9.2.0+1?arch=x86_64"), ""},
	{"with an epoch", FIXED("xml@2.0-1.el9?arch=x86_64&epoch=1"),
	 "2.9-6.el9|sha256:cc|affected"},
	{"of a product of its own it may be",
	 VEX("CVE-1", "cpe:/a:redhat:openshift:4.12::el9",
	     ",\"format\":\"csaf\",\"component\":\"pkg:rpm/redhat/xml@2.9-7.el9?arch=x86_64\"",
	     "fixed", 50),
	 "2.9-6.el9|sha256:cc|may_be_affected"},
};

// The fix of one stream of a module is none of another, of which the versions begin alike.
static void test_streams(void)
{
	static const struct {
		const char *fixed, *have;
		enum purl_fix fix;
	} CASES[] = {
		{"8.2.25-1.module+el9.5.0+1", "8.2.13-1.module+el9.4.0+1", PURL_FIX_BEFORE},
		{"8.1.30-1.module+el9.5.0+1", "8.2.13-1.module+el9.4.0+1", PURL_FIX_OTHER},
		{"8.2.13-1.module+el9.4.0+1", "8.2.13-2.module+el9.4.0+1", PURL_FIX_HAS},
		{"18.20.4-1.module+el9.5.0+1", "18.12.1-1.module+el9.4.0+1", PURL_FIX_BEFORE},
		{"18.20.4-1.module+el9.5.0+1", "20.11.0-1.module+el9.4.0+1", PURL_FIX_OTHER},
		{"8.1.30-1.el9", "8.2.13-1.el9", PURL_FIX_HAS},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		char fixed[96], have[96];
		snprintf(fixed, sizeof fixed, "pkg:rpm/redhat/php@%s", CASES[i].fixed);
		snprintf(have, sizeof have, "pkg:rpm/redhat/php@%s", CASES[i].have);
		expect_int(purl_fix_of(slice_of(fixed), slice_of(have)), CASES[i].fix);
	}
}

static void test_fixes(void)
{
	for (size_t i = 0; i < sizeof FIXES / sizeof *FIXES; i++) {
		struct estate e;
		struct str run = {0};
		const struct select_case hits = {
			"advisory_hits", "version digest status", NULL, 0, NULL, FIXES[i].hits};
		estate_open(&e);
		estate_take(&e, 1002, RPM);
		str_addf(&run, "%s%s%s", HELLO STOCK_SCOPE(1, "vex", "\"i\",\"d\"", 50),
			 FIXES[i].statements, END(1) DONE);
		estate_take(&e, 1003, str_text(&run));
		if (!test_count(!strcmp(rows_of(&e, &hits), hits.rows)))
			fprintf(stderr, "%s: %s, not %s\n", FIXES[i].name, rows_of(&e, &hits),
				hits.rows);
		estate_close(&e);
		str_fini(&run);
	}
}

#define SAYS(cve, source, range) VEX(cve, source, "", "affected\",\"versions\":\"" range, 50)
// A source package has a version of its own, told beside the package or in its purl (Debian policy
// 5.6.1, "Source"; rpm's SOURCERPM, which has no epoch).
static void test_sources(void)
{
	struct estate e;
	estate_open(&e);
	estate_take(
		&e, 1000,
		HELLO SBOM(1, "a", "sha256:aa", "", 100) TEXT(1, "library") PART(
			1, "pkg:deb/debian/bsdutils@1%3A2.38.1-5?upstream=util-linux%402.38.1-5",
			"") PART(1, "pkg:deb/debian/mount@7", ",\"source\":\"util-linux@2.38.1-5\"")
			PART(1,
			     "pkg:rpm/redhat/perl-Errno@1.30-481.el9?"
			     "upstream=perl-5.32.1-481.el9.src.rpm",
			     "") PART(1, "pkg:rpm/redhat/perl-B@1.8-1.el9", ",\"source\":\"perl\"")
				PART(1, "pkg:apk/alpine/libcrypto3@3.1.4-r0?upstream=openssl", "")
					END(1) DONE);
	estate_take(
		&e, 1001,
		VEX_RUN("d", 50,
			SAYS("CVE-1", "pkg:deb/debian/util-linux?arch=source",
			     "vers:deb/<2.38.1-5+deb12u1") SAYS("CVE-2",
								"pkg:deb/debian/"
								"util-linux?arch=source",
								"vers:deb/<2.38.1-5")
				SAYS("CVE-3", "pkg:deb/debian/util-linux?arch=source",
				     "2.38.1-5") SAYS("CVE-4", "pkg:rpm/redhat/perl?arch=src",
						      "vers:rpm/<4:5.32.1-482.el9")
					SAYS("CVE-5", "pkg:rpm/redhat/perl?arch=src",
					     "vers:rpm/<4:5.32.1-480.el9")
						SAYS("CVE-6", "pkg:apk/alpine/openssl?arch=source",
						     "vers:apk/<3.1.4-r1")
							SAYS("CVE-7",
							     "pkg:apk/alpine/openssl?arch=source",
							     "vers:apk/<3.1.4-r0")
								VEX("CVE-8",
								    "pkg:deb/debian/"
								    "util-linux@2.38.1-5?arch="
								    "source",
								    "", "affected", 50)));
	static const struct select_case CASES[] = {
		{"advisory_hits", "advisory component status", NULL, 0, NULL,
		 "CVE-1|bsdutils|affected;CVE-1|mount|affected;CVE-3|bsdutils|affected;"
		 "CVE-3|mount|affected;CVE-4|perl-B|may_be_affected;CVE-4|perl-Errno|affected;"
		 "CVE-5|perl-B|may_be_affected;CVE-6|libcrypto3|affected;"
		 "CVE-8|bsdutils|affected;CVE-8|mount|affected"}};
	CHECK(&e, CASES);
	estate_close(&e);
}

// One package by several names: NuGet's ids have no case (learn.microsoft.com, "NuGet package id");
// distributions go by the name in os-release, and by that of Red Hat's, Amazon's advisories.
static void test_names(void)
{
	struct estate e;
	estate_open(&e);
	estate_take(&e, 1000,
		    HELLO SBOM(1, "a", "sha256:aa", "", 100) TEXT(1, "library")
			    PART(1, "pkg:nuget/Newtonsoft.Json@12.0.3",
				 "") PART(1, "pkg:rpm/rhel/openssl@3.0-1.el9", "")
				    PART(1, "pkg:rpm/amzn/curl@8-1.amzn2023", "") END(1) DONE);
	estate_take(&e, 1001,
		    VEX_RUN("d", 50,
			    SAYS("CVE-1", "pkg:nuget/newtonsoft.json", "vers:nuget/<13")
				    SAYS("CVE-2", "pkg:rpm/redhat/openssl?arch=src", "<3.0-2.el9")
					    SAYS("CVE-3", "pkg:rpm/amazon/curl", "<9")
						    VEX("CVE-4", "pkg:nuget/NEWTONSOFT.json@12.0.3",
							"", "affected", 50)));
	static const struct select_case CASES[] = {
		{"advisory_hits", "advisory purl", NULL, 0, NULL,
		 "CVE-1|pkg:nuget/Newtonsoft.Json@12.0.3;CVE-2|pkg:rpm/rhel/openssl@3.0-1.el9;"
		 "CVE-3|pkg:rpm/amzn/curl@8-1.amzn2023;CVE-4|pkg:nuget/Newtonsoft.Json@12.0.3"},
		{"components", "version", "name", FILTER_IS, "newtonsoft.json", "12.0.3"}};
	CHECK(&e, CASES);
	estate_close(&e);
}

#define ACTION "pkg:github/tj-actions/changed-files"
#define FIRST  "480f49412651059a414a6a5c96887abb1877de8a"
#define SECOND "8f4b7f84864484a7bf31766abe9204da3cbe65b3"
// A commit stands in no order: of a range it may be, it is what names it, and nothing clears it.
static void test_commits(void)
{
	struct estate e;
	estate_open(&e);
	estate_take(&e, 1000,
		    HELLO SBOM(1, "a", "sha256:aa", "", 100) TEXT(1, "library")
			    PART(1, ACTION "@" FIRST, "") PART(1, ACTION "@" SECOND, "") END(1)
				    DONE);
	estate_take(&e, 1001,
		    VEX_RUN("d", 50,
			    VEX("CVE-1", ACTION, "", "affected\",\"versions\":\"vers:github/<46",
				50) VEX("CVE-2", ACTION "@" FIRST, "", "affected", 50)
				    VEX("CVE-3", ACTION, "", "affected\",\"versions\":\"" SECOND,
					50) VEX("CVE-4", ACTION, "", "affected\",\"versions\":\"46",
						50)));
	static const struct select_case CASES[] = {
		{"advisory_hits", "advisory version status", NULL, 0, NULL,
		 "CVE-1|" FIRST "|may_be_affected;CVE-1|" SECOND "|may_be_affected;"
		 "CVE-2|" FIRST "|affected;CVE-3|" SECOND "|affected"},
		{"components", "version", "range", FILTER_IS, "<46", FIRST ";" SECOND},
		{"components", "version", "range", FILTER_IS, FIRST, FIRST}};
	CHECK(&e, CASES);
	estate_close(&e);
}

int main(void)
{
	test_fixes();
	test_streams();
	test_sources();
	test_names();
	test_commits();
	return test_done("store_advised");
}
