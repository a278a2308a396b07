// Expected orders come from the specifications' own examples, named beside each.
#include "findings/version/range.h"

#include "tests/unit/test.h"

#include <stdio.h>

// Versions in order, oldest first; '=' in front: equal to the one before.
struct order {
	enum version_scheme scheme;
	const char *from; // the specification
	const char *versions[40];
};

static const struct order ORDERS[] = {
	{VERSION_SEMVER,
	 "semver.org 11",
	 {"1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
	  "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "=1.0.0+20130313144700", "=1.0.0+001", "2.0.0",
	  "2.1.0", "2.1.1"}},
	{VERSION_SEMVER,
	 "go.dev/ref/mod: pseudo-versions and +incompatible",
	 {"v0.0.0-20170915032832-14c0d48ead0c", "v0.3.8", "v1.2.3-pre",
	  "v1.2.3-pre.0.20191109021931-daa7c04131f5", "v1.2.3", "=v1.2.3+incompatible",
	  "v1.2.4-0.20191109021931-daa7c04131f5", "v1.2.4", "v1.10.0"}},
	{VERSION_PEP440,
	 "PEP 440, summary of permitted suffixes and relative ordering",
	 {"1.dev0",
	  "1.0.dev456",
	  "1.0a1",
	  "1.0a2.dev456",
	  "1.0a12.dev456",
	  "1.0a12",
	  "1.0b1.dev456",
	  "1.0b2",
	  "1.0b2.post345.dev456",
	  "1.0b2.post345",
	  "1.0rc1.dev456",
	  "1.0rc1",
	  "1.0",
	  "=1.0.0",
	  "=v1.0",
	  "1.0+abc.5",
	  "1.0+abc.7",
	  "1.0+5",
	  "1.0.post456.dev34",
	  "1.0.post456",
	  "=1.0-456",
	  "1.0.15",
	  "1.1.dev1",
	  "2013.10",
	  "1!1.0"}},
	{VERSION_PEP440,
	 "PEP 440, normalization",
	 {"1.1a1", "=1.1-ALPHA-1", "=1.1.a.1", "1.1b2", "=1.1beta2", "1.1c3", "=1.1rc3",
	  "=1.1-pre3", "=1.1preview3", "1.1", "1.1.post0", "=1.1.post", "=1.1-r0", "1.2.post2",
	  "=1.2rev2", "=1.2-2"}},
	{VERSION_DEB,
	 "Debian policy 5.6.12: ~~, ~~a, ~, the empty part, a",
	 {"1.0~~", "1.0~~a", "1.0~", "1.0", "1.0a", "1.0+b1", "1.2.3-1", "1.10-1", "1:0.1"}},
	{VERSION_RPM,
	 "rpm's tests/rpmvercmp.at",
	 {"1.0~rc1~git123", "1.0~rc1",	"1.0~rc2",  "1.0",	    "1.0^",
	  "1.0^git1~pre",   "1.0^git1", "1.0^git2", "1.0^20160101", "1.01",
	  "=1.1",	    "2.0",	"2.0.1",    "2.0.1a",	    "5.5p1",
	  "=5.5.p1",	    "5.5p2",	"5.5p10",   "10xyz",	    "10.0001",
	  "=10.1",	    "10.0039",	"=10.39",   "20101121",	    "20101122"}},
	{VERSION_RPM, "rpm-version(7): epoch, release", {"1.0-1", "1.0-2", "1.1-1", "1:0.5-1"}},
	{VERSION_APK,
	 "apk-tools test/version.data",
	 {"0.1.0_alpha", "0.1.0_alpha1", "0.1.0_beta", "0.1.0_pre2", "0.1.0_rc1", "0.1.0",
	  "0.1.0-r1", "0.1.0_p1", "0.1.1", "1.2.3", "1.2.3b", "1.2.3c-r1", "2.0", "23_foo", "24"}},
	{VERSION_MAVEN,
	 "Maven's POM reference, Version Order Specification",
	 {"1-alpha-1",	"=1-a1", "1-beta", "1-milestone", "1-rc",    "=1-cr", "1-snapshot",
	  "1",		"=1.0",	 "=1.0.0", "=1.ga",	  "=1-ga",   "=1-0",  "=1-final",
	  "=1-release", "1-sp",	 "1-foo2", "=1.foo2",	  "1-foo10", "1-1",   "1.1"}},
	{VERSION_MAVEN, "the same: trimming", {"1-sp-1", "1-ga-1", "=1-1"}},
	{VERSION_MAVEN, "the same: trimming", {"1-ga.1", "1-sp.1"}},
	{VERSION_MAVEN, "the same: trimming", {"1-foo", "=1.0.0-foo.0.0"}},
	{VERSION_MAVEN, "the same: empty tokens", {"1-1.foo-bar1baz-.1", "=1-1.foo-bar-1-baz-0.1"}},
	{VERSION_MAVEN,
	 "log4j-core's releases",
	 {"2.0-alpha1", "2.0-beta9", "2.0-rc1", "2.0", "2.9.1", "2.14.1", "2.17.0", "2.17.1"}},
	{VERSION_GEM,
	 "Gem::Version's documentation",
	 {"1.0.a.2", "1.0.a10", "1.0.b1", "1.0", "=1", "=1.0.0", "1.9.3", "1.10"}},
	{VERSION_GENERIC,
	 "by hand",
	 {"1.0-rc1", "1.0-rc2", "1.0", "=v1.0", "1.0.2", "1.0.2a", "1.0.2k", "1.0.10"}},
};

static struct slice text_of(const char *version, bool *equal)
{
	*equal = *version == '=';
	return slice_of(version + *equal);
}

static void test_pair(const struct order *order, const char *a, const char *b, int expected)
{
	bool ignored;
	struct slice x = text_of(a, &ignored), y = text_of(b, &ignored);
	int got = version_compare(order->scheme, x, y);
	if (!test_count(got == expected && version_compare(order->scheme, y, x) == -expected))
		fprintf(stderr, "%s: %s and %s are %d\n", order->from, x.at, y.at, got);
}

// Of one version with itself and all behind it.
static void test_behind(const struct order *order, size_t a)
{
	int expected = 0;
	for (size_t b = a; order->versions[b]; b++) {
		bool equal;
		text_of(order->versions[b], &equal);
		if (b > a && !equal)
			expected = -1;
		test_pair(order, order->versions[a], order->versions[b], expected);
	}
}

static void test_orders(void)
{
	for (size_t i = 0; i < sizeof ORDERS / sizeof *ORDERS; i++)
		for (size_t a = 0; ORDERS[i].versions[a]; a++)
			test_behind(&ORDERS[i], a);
}

static const struct {
	const char *range, *type, *version;
	bool holds;
} RANGES[] = {
	{"<2.17", "maven", "2.9.1", true},
	{"<2.17", "maven", "2.17.0", false},
	{"<2.17", "maven", "2.17-rc1", true},
	{">=1.0 <2.0", "npm", "1.9.9", true},
	{">=1.0 <2.0", "npm", "2.0.0", false},
	{">= 1.0, < 2.0", "npm", "1.0.0", true},
	{"1.2.3 || >=2", "npm", "1.2.3", true},
	{"1.2.3 || >=2", "npm", "1.2.4", false},
	{"1.2.3 || >=2", "npm", "3.0.0", true},
	{"!=1.5", "pypi", "1.5.0", false},
	{"", "pypi", "anything", true},
	{"*", "pypi", "anything", true},
	{"<", "pypi", "1", false},
	{"<1:2.0-1", "deb", "3.0-1", true},
	// The specification of vers: its own example, and what CycloneDX's documents have.
	{"vers:npm/1.2.3|>=2.0.0|<5.0.0", "npm", "1.2.3", true},
	{"vers:npm/1.2.3|>=2.0.0|<5.0.0", "npm", "1.2.4", false},
	{"vers:npm/1.2.3|>=2.0.0|<5.0.0", "npm", "4.9.9", true},
	{"vers:npm/1.2.3|>=2.0.0|<5.0.0", "npm", "5.0.0", false},
	{"vers:pypi/0.0.0|0.0.1|0.0.2|0.0.3|1.0|2.0pre1", "pypi", "2.0rc1", true},
	{"vers:semver/<2.6.7.5", "maven", "2.6.7.4", true},
	{"vers:semver/>=2.2.0|<=2.4.0", "maven", "2.4.0", true},
	{"vers:semver/>=2.2.0|<=2.4.0", "maven", "2.4.1", false},
	{"vers:deb/>=1.0|!=1.5|<2.0", "deb", "1.5", false},
	{"vers:deb/<1.0|>=2.0", "deb", "1.5", false},
	{"vers:deb/<1.0|>=2.0", "deb", "2.5", true},
	{"vers:deb/*", "deb", "2.5", true},
	{"vers:deb", "deb", "2.5", false},
	// PEP 440, "Version matching", "Inclusive" and "Exclusive ordered comparison".
	{"<=2.5.1", "pypi", "2.5.1+cu124", true},
	{">=2.5.1", "pypi", "2.5.1+cu124", true},
	{"<2.5.1", "pypi", "2.5.1+cu124", false},
	{">2.5.1", "pypi", "2.5.1+cu124", false},
	{"==2.5.1", "pypi", "2.5.1+cu124", true},
	{"2.5.1", "pypi", "2.5.1+cu124", true},
	{"!=2.5.1", "pypi", "2.5.1+cu124", false},
	{"==2.5.1+cu124", "pypi", "2.5.1+cu124", true},
	{"==2.5.1+cu121", "pypi", "2.5.1+cu124", false},
	{"==2.5.1+cu124", "pypi", "2.5.1", false},
	{"!=2.5.1+cu121", "pypi", "2.5.1+cu124", true},
	{"<=2.5.1", "pypi", "2.5.1rc1+cu124", true},
	{"vers:pypi/<=2.5.1", "pypi", "2.5.1+cu124", true},
	{"vers:pypi/2.5.1", "pypi", "2.5.1+cu124", true},
	{"vers:pypi/>2.5.1", "pypi", "2.5.1+cu124", false},
	{"vers:pypi/!=2.5.1", "pypi", "2.5.1+cu124", false},
	{"vers:pypi/>=2|!=2.5.1+cu121|<3", "pypi", "2.5.1+cu121", false},
	{"vers:pypi/>=2|!=2.5.1+cu121|<3", "pypi", "2.5.1+cu124", true},
	{"<=2.5.1", "deb", "2.5.1+b1", false},
	// "Version epochs"
	{">=1!1.0,!=1!1.5,<1!2.0", "pypi", "1!1.4", true},
	{">=1!1.0,!=1!1.5,<1!2.0", "pypi", "1!1.5", false},
	{">=1!1.0!=1!1.5", "pypi", "2013.10", false},
	// git's hashes, SHA-1 and SHA-256, are in no order.
	{"<46", "github", "480f49412651059a414a6a5c96887abb1877de8a", false},
	{">=46", "github", "480f49412651059a414a6a5c96887abb1877de8a", false},
	{"vers:github/>=1|<46", "github", "8f4b7f84864484a7bf31766abe9204da3cbe65b3", false},
	{"480f49412651059a414a6a5c96887abb1877de8a", "github",
	 "480f49412651059a414a6a5c96887abb1877de8a", true},
	{"<46", "github", "45", true},
	{"==2.5.*", "pypi", "2.5.1+cu124", true},
	{"==2.5.*", "pypi", "2.5rc1", true},
	{"==2.5.*", "pypi", "2.50", false},
	{"!=2.5.*", "pypi", "2.5.1", false},
	{"4.*", "npm", "4.17.9", true},
};

static void test_ranges(void)
{
	for (size_t i = 0; i < sizeof RANGES / sizeof *RANGES; i++) {
		enum version_scheme scheme = version_scheme_of(slice_of(RANGES[i].type));
		bool good = range_holds(slice_of(RANGES[i].range), scheme,
					slice_of(RANGES[i].version)) == RANGES[i].holds;
		if (!test_count(good))
			fprintf(stderr, "%s and %s\n", RANGES[i].range, RANGES[i].version);
	}
}

// Go's "(devel)" is of runtime/debug, BuildInfo; NOASSERTION of SPDX 2.3, 7.3; the others are what
// Syft, Trivy and npm write. golang.org/ref/mod#pseudo-versions.
static void test_told(void)
{
	static const struct {
		const char *version;
		bool told;
	} CASES[] = {
		{"", false},
		{" ", false},
		{"(devel)", false},
		{"UNKNOWN", false},
		{"latest", false},
		{"None", false},
		{"NOASSERTION", false},
		{"${project.version}", false},
		{"0.0.0-development", false},
		{"v0.0.0-dev", false},
		{"v0.0.0-00010101000000-000000000000", false},
		{"v0.0.0-20200622213623-75b288015ac9", true},
		{"0.0.0", true},
		{"0.0.1-dev", true},
		{"1.0-latest", true},
		{"r09", true},
		{"Finchley.SR2", true},
		{"nonesuch", true},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		if (!test_count(version_is_told(slice_of(CASES[i].version)) == CASES[i].told))
			fprintf(stderr, "'%s' is %s version\n", CASES[i].version,
				CASES[i].told ? "a" : "no");
}

int main(void)
{
	test_orders();
	test_ranges();
	test_told();
	return test_done("findings_version");
}
