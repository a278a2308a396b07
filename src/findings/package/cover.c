// Which package a purl speaks of, as a pattern of others.
#include "base/vec.h"
#include "findings/package/release.h"
#include "findings/purl.h"
#include "findings/version/version.h"

#include <stdlib.h>
#include <string.h>

// What purl-spec's types say of a package that does not tell it.
static bool is_default(const struct purl *package, struct slice qualifier)
{
	static const char *const DEFAULTS[][3] = {{"maven", "type", "jar"},
						  {"gem", "platform", "ruby"}};
	struct slice value = qualifier, key = slice_cut(&value, '=');
	for (size_t i = 0; i < sizeof DEFAULTS / sizeof *DEFAULTS; i++)
		if (slice_is(package->type, DEFAULTS[i][0]) && slice_is(key, DEFAULTS[i][1]))
			return slice_is(value, DEFAULTS[i][2]) &&
			       !purl_qualifier(package, DEFAULTS[i][1]).len;
	return false;
}

// What is said of a source package is said of what was built of it.
static bool is_source(const struct purl *package, struct slice qualifier)
{
	return (slice_is(package->type, "rpm") && slice_is(qualifier, "arch=src")) ||
	       ((slice_is(package->type, "deb") || slice_is(package->type, "apk")) &&
		slice_is(qualifier, "arch=source"));
}

// A release of a distribution by any of its names: the wanted one may be told less exactly.
static bool is_same(struct slice wanted, struct slice have)
{
	struct release x, y;
	struct slice a = wanted, b = have;
	if (slice_equal(wanted, have))
		return true;
	return slice_is(slice_cut(&a, '='), "distro") && slice_is(slice_cut(&b, '='), "distro") &&
	       release_of_distro(a, &x) && release_of_distro(b, &y) && release_has(&x, &y);
}

// Every qualifier of the pattern is the package's.
static bool has_qualifiers(struct slice wanted, const struct purl *package, struct arena *arena)
{
	struct purl_qualifiers want = {0}, have = {0};
	purl_split(wanted, &want);
	purl_split(package->qualifiers, &have);
	bool fits = true;
	for (size_t i = 0; fits && i < want.len; i++) {
		struct slice one = purl_decode(want.at[i], arena);
		fits = is_default(package, one) || is_source(package, one);
		for (size_t j = 0; !fits && j < have.len; j++)
			fits = is_same(one, purl_decode(have.at[j], arena));
	}
	vec_fini(&want);
	vec_fini(&have);
	return fits;
}

// Named without what is local, a version of Python's is each that is built of it.
static bool may_be_version(const struct purl *pattern, const struct purl *package)
{
	enum version_scheme scheme = version_scheme_of(package->type);
	return scheme == VERSION_PEP440 &&
	       !version_against(scheme, package->version, pattern->version);
}

static bool read_both(struct slice pattern, struct slice package, struct arena *arena,
		      struct purl *x, struct purl *y)
{
	if (!purl_read(pattern, arena, x) || !purl_read(package, arena, y))
		return false;
	purl_unify(x, arena);
	purl_unify(y, arena);
	return true;
}

static bool covers(const struct purl *pattern, const struct purl *package, struct arena *arena)
{
	return slice_equal(pattern->type, package->type) &&
	       slice_equal(pattern->name, package->name) &&
	       slice_equal(pattern->space, package->space) &&
	       (!pattern->version.len || slice_equal(pattern->version, package->version)) &&
	       (!pattern->subpath.len || slice_equal(pattern->subpath, package->subpath)) &&
	       has_qualifiers(pattern->qualifiers, package, arena);
}

bool purl_covers(struct slice pattern, struct slice package)
{
	struct arena arena = {0};
	struct purl x, y;
	bool fits = read_both(pattern, package, &arena, &x, &y) && covers(&x, &y, &arena);
	arena_fini(&arena);
	return fits;
}

bool purl_may_cover(struct slice pattern, struct slice package, struct slice version)
{
	struct arena arena = {0};
	struct purl x, y;
	bool fits = read_both(pattern, package, &arena, &x, &y);
	if (fits && !version_is_told(y.version))
		y.version = version_is_told(version) ? version : x.version;
	if (fits && x.version.len && may_be_version(&x, &y))
		y.version = x.version;
	fits = fits && covers(&x, &y, &arena);
	arena_fini(&arena);
	return fits;
}

// ---- Source packages ----

static void cut_last(struct slice *text, char sign, struct slice *behind)
{
	const char *at = text->len ? memrchr(text->at, sign, text->len) : NULL;
	if (!at)
		return;
	*behind = (struct slice){at + 1, text->len - (size_t)(at - text->at) - 1};
	text->len = (size_t)(at - text->at);
}

struct purl purl_source(const struct purl *purl, struct arena *arena)
{
	struct purl source = {.type = purl->type, .space = purl->space};
	struct slice release = {NULL, 0};
	source.name = purl_qualifier_text(purl, "upstream", arena);
	if (!slice_ends(source.name, ".src.rpm")) {
		cut_last(&source.name, '@', &source.version);
		return source;
	}
	source.name.len -= 8;
	cut_last(&source.name, '-', &release);
	cut_last(&source.name, '-', &source.version);
	if (source.version.len)
		source.version.len += release.len + 1; // they stand side by side
	return source;
}

static bool names_source(const struct purl *purl)
{
	struct slice arch = purl_qualifier(purl, "arch");
	return slice_is(purl->type, "rpm")
		       ? slice_is(arch, "src")
		       : (slice_is(purl->type, "deb") || slice_is(purl->type, "apk")) &&
				 slice_is(arch, "source");
}

bool purl_may_build(struct slice pattern, struct slice package, struct slice version)
{
	struct arena arena = {0};
	struct purl x, y;
	bool fits = read_both(pattern, package, &arena, &x, &y);
	fits = fits && names_source(&x);
	if (fits) {
		struct purl source = purl_source(&y, &arena);
		y.name = x.name;
		if (!version_is_told(y.version))
			y.version = version_is_told(version) ? version : x.version;
		if (slice_equal(source.version, x.version) || slice_equal(version, x.version))
			y.version = x.version;
		fits = covers(&x, &y, &arena);
	}
	arena_fini(&arena);
	return fits;
}
