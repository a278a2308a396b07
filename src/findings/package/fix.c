// What an advisory that names fixed packages says of others.
#include "findings/purl.h"
#include "findings/version/version.h"

#include <ctype.h>
#include <string.h>

// Which builds of a package are one after the other: "9" and "4" of "8.7p1-38.el9_4.1". Of a module
// (".module+el8.9.0+…") several streams stand side by side.
struct stream {
	struct slice major, minor;
	bool module;
};

static struct slice digits_at(struct slice text, size_t at)
{
	struct slice out = {text.at + at, 0};
	while (at + out.len < text.len && isdigit((unsigned char)text.at[at + out.len]))
		out.len++;
	return out;
}

static bool stream_of(struct slice version, struct stream *out)
{
	*out = (struct stream){0};
	for (size_t i = 1; i + 2 < version.len; i++) {
		struct slice rest = {version.at + i, version.len - i};
		if (!strchr(".+", version.at[i - 1]) || !slice_starts(rest, "el"))
			continue;
		out->major = digits_at(version, i + 2);
		out->module = version.at[i - 1] == '+';
		size_t end = i + 2 + out->major.len;
		if (end < version.len && version.at[end] == '_')
			out->minor = digits_at(version, end + 1);
		return out->major.len > 0;
	}
	return false;
}

// Streams of a module are named by the first number (nodejs 18) or by two (php 8.1): what has a fix
// is surely of the stream of that only where both are equal.
static bool same_module(const struct stream *x, struct slice fixed, struct slice have)
{
	struct slice first = digits_at(fixed, 0);
	size_t at = first.len + 1;
	return !x->module || (fixed.len > at && have.len > at &&
			      slice_equal(digits_at(fixed, at), digits_at(have, at)));
}

static bool same_stream(struct slice fixed, const struct stream *x, struct slice have,
			const struct stream *y)
{
	return slice_equal(x->major, y->major) && x->module == y->module &&
	       (!x->module || slice_equal(digits_at(fixed, 0), digits_at(have, 0)));
}

// Builds for one architecture; a source package is told beside what is built of it.
static bool same_arch(const struct purl *fixed, const struct purl *package)
{
	struct slice x = purl_qualifier(fixed, "arch"), y = purl_qualifier(package, "arch");
	return !slice_is(x, "src") && (!x.len || !y.len || slice_equal(x, y));
}

static bool is_comparable(const struct purl *fixed, const struct purl *package)
{
	return slice_is(fixed->type, "rpm") && slice_is(package->type, "rpm") &&
	       slice_equal(fixed->space, package->space) &&
	       slice_equal(fixed->name, package->name) && version_is_told(fixed->version) &&
	       version_is_told(package->version) && same_arch(fixed, package);
}

static enum purl_fix fix_of(const struct purl *fixed, const struct purl *package,
			    struct arena *arena)
{
	struct stream x, y;
	if (!is_comparable(fixed, package) || !stream_of(fixed->version, &x) ||
	    !stream_of(package->version, &y) ||
	    !same_stream(fixed->version, &x, package->version, &y))
		return PURL_FIX_OTHER;
	if (version_compare(VERSION_RPM, purl_version(package, arena), purl_version(fixed, arena)) <
	    0)
		return PURL_FIX_BEFORE;
	return slice_equal(x.minor, y.minor) && same_module(&x, fixed->version, package->version)
		       ? PURL_FIX_HAS
		       : PURL_FIX_OTHER;
}

enum purl_fix purl_fix_of(struct slice fixed, struct slice package)
{
	struct arena arena = {0};
	struct purl x, y;
	enum purl_fix fix = PURL_FIX_OTHER;
	if (purl_read(fixed, &arena, &x) && purl_read(package, &arena, &y)) {
		purl_unify(&x, &arena);
		purl_unify(&y, &arena);
		fix = fix_of(&x, &y, &arena);
	}
	arena_fini(&arena);
	return fix;
}
