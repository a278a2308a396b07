#include "findings/version/version.h"

#include "findings/version/version_private.h"

#include <ctype.h>
#include <string.h>

enum { VERSION_LEN = 128 };

// ---- What the orders share ----

bool version_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool version_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static struct slice take_run(struct slice *rest, bool (*is)(char c))
{
	struct slice run = {rest->at, 0};
	while (run.len < rest->len && is(rest->at[run.len]))
		run.len++;
	rest->at += run.len;
	rest->len -= run.len;
	return run;
}

struct slice version_digits(struct slice *rest)
{
	return take_run(rest, version_is_digit);
}

struct slice version_letters(struct slice *rest)
{
	return take_run(rest, version_is_letter);
}

bool version_take(struct slice *rest, char c)
{
	if (!rest->len || *rest->at != c)
		return false;
	rest->at++;
	rest->len--;
	return true;
}

bool version_is_readable(struct slice version)
{
	struct slice rest = version;
	if (!version_take(&rest, 'v'))
		version_take(&rest, 'V');
	bool readable = rest.len && version_is_digit(*rest.at) && version.len <= VERSION_LEN;
	for (size_t i = 0; readable && i < rest.len; i++)
		readable = version_is_digit(rest.at[i]) || version_is_letter(rest.at[i]) ||
			   memchr(".+-~_:^!", rest.at[i], 8);
	return readable;
}

int version_sign(int difference)
{
	return (difference > 0) - (difference < 0);
}

static void skip_zeros(struct slice *digits)
{
	while (version_take(digits, '0'))
		;
}

int version_number_compare(struct slice a, struct slice b)
{
	skip_zeros(&a);
	skip_zeros(&b);
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return a.len ? version_sign(memcmp(a.at, b.at, a.len)) : 0;
}

int version_text_compare(struct slice a, struct slice b)
{
	for (size_t i = 0; i < a.len && i < b.len; i++) {
		int x = tolower((unsigned char)a.at[i]), y = tolower((unsigned char)b.at[i]);
		if (x != y)
			return version_sign(x - y);
	}
	return a.len == b.len ? 0 : a.len < b.len ? -1 : 1;
}

// ---- Without an ecosystem ----

static void skip_signs(struct slice *rest)
{
	while (rest->len && !version_is_digit(*rest->at) && !version_is_letter(*rest->at)) {
		rest->at++;
		rest->len--;
	}
}

// A word that says that what follows comes before the release.
static bool is_early(struct slice word)
{
	static const char *const WORDS[] = {"dev",     "snapshot",  "alpha", "beta", "pre",
					    "preview", "milestone", "rc",    "cr"};
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (!version_text_compare(word, slice_of(WORDS[i])))
			return true;
	return false;
}

// Of what one version has behind the other's end: early words make it older.
static int tail_sign(struct slice rest)
{
	skip_signs(&rest);
	if (!rest.len)
		return 0;
	return is_early(version_letters(&rest)) ? -1 : 1;
}

static int compare_runs(struct slice *a, struct slice *b)
{
	bool x = version_is_digit(*a->at), y = version_is_digit(*b->at);
	if (x && y)
		return version_number_compare(version_digits(a), version_digits(b));
	if (x != y)
		return x ? 1 : -1;
	struct slice left = version_letters(a), right = version_letters(b);
	if (is_early(left) != is_early(right))
		return is_early(left) ? -1 : 1;
	return version_text_compare(left, right);
}

int version_generic(struct slice a, struct slice b)
{
	int order = 0;
	version_take(&a, 'v');
	version_take(&b, 'v');
	skip_signs(&a);
	skip_signs(&b);
	while (!order && a.len && b.len) {
		order = compare_runs(&a, &b);
		skip_signs(&a);
		skip_signs(&b);
	}
	return order ? order : a.len ? tail_sign(a) : -tail_sign(b);
}

// ---- RubyGems: words come before numbers, what is absent is 0 ----

static struct slice take_segment(struct slice *rest)
{
	skip_signs(rest);
	return rest->len && version_is_digit(*rest->at) ? version_digits(rest)
							: version_letters(rest);
}

int version_gem(struct slice a, struct slice b)
{
	int order = 0;
	while (!order && (a.len || b.len)) {
		struct slice x = take_segment(&a), y = take_segment(&b);
		bool left = !x.len || version_is_digit(*x.at),
		     right = !y.len || version_is_digit(*y.at);
		order = left != right ? (left ? 1 : -1)
			: left	      ? version_number_compare(x, y)
				      : version_text_compare(x, y);
	}
	return order;
}

// ---- What is none ----

// "20240131120000-0123456789ab": golang.org/ref/mod#pseudo-versions. Of a module that is replaced
// by a folder the time is that of the year 1.
static bool is_pseudo(struct slice early)
{
	struct slice rest = early;
	return !slice_starts(early, "00010101000000") && version_digits(&rest).len == 14 &&
	       version_take(&rest, '-') && rest.len >= 12;
}

static bool is_placeholder(struct slice version)
{
	struct slice rest = version;
	if (!version_take(&rest, 'v'))
		version_take(&rest, 'V');
	if (!slice_starts(rest, "0.0.0-"))
		return false;
	return !is_pseudo((struct slice){rest.at + 6, rest.len - 6});
}

bool version_is_told(struct slice version)
{
	static const char *const WORDS[] = {
		"(devel)",   "devel", "(unknown)",   "unknown",	    "latest", "none",	   "null",
		"undefined", "n/a",   "noassertion", "unspecified", "-",      "(unpinned)"};
	version = slice_trim(version);
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (!version_text_compare(version, slice_of(WORDS[i])))
			return false;
	return version.len && !slice_starts(version, "${") && !is_placeholder(version);
}

bool version_is_commit(struct slice version)
{
	size_t len = 0;
	version = slice_trim(version);
	while (len < version.len && isxdigit((unsigned char)version.at[len]))
		len++;
	return len == version.len && (len == 40 || len == 64);
}

// ---- All of them ----

static int (*const ORDERS[VERSION_SCHEMES])(struct slice a, struct slice b) = {
	[VERSION_GENERIC] = version_generic, [VERSION_SEMVER] = version_semver,
	[VERSION_PEP440] = version_pep440,   [VERSION_DEB] = version_deb,
	[VERSION_RPM] = version_rpm,	     [VERSION_APK] = version_apk,
	[VERSION_MAVEN] = version_maven,     [VERSION_GEM] = version_gem,
};

// Types of purls, and the schemes of `vers:`.
static const struct {
	const char *type;
	enum version_scheme scheme;
} TYPES[] = {
	{"npm", VERSION_SEMVER},   {"cargo", VERSION_SEMVER},  {"golang", VERSION_SEMVER},
	{"go", VERSION_SEMVER},	   {"semver", VERSION_SEMVER}, {"nuget", VERSION_SEMVER},
	{"hex", VERSION_SEMVER},   {"pub", VERSION_SEMVER},    {"swift", VERSION_SEMVER},
	{"conan", VERSION_SEMVER}, {"pypi", VERSION_PEP440},   {"deb", VERSION_DEB},
	{"rpm", VERSION_RPM},	   {"apk", VERSION_APK},       {"alpm", VERSION_RPM},
	{"maven", VERSION_MAVEN},  {"gem", VERSION_GEM},
};

enum version_scheme version_scheme_of(struct slice type)
{
	for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
		if (!version_text_compare(type, slice_of(TYPES[i].type)))
			return TYPES[i].scheme;
	return VERSION_GENERIC;
}

int version_compare(enum version_scheme scheme, struct slice a, struct slice b)
{
	return ORDERS[scheme](slice_trim(a), slice_trim(b));
}

int version_against(enum version_scheme scheme, struct slice version, struct slice named)
{
	bool local = named.len && memchr(named.at, '+', named.len);
	if (scheme == VERSION_PEP440 && !local)
		version = version_pep440_public(slice_trim(version));
	return version_compare(scheme, version, named);
}
