#include "findings/version/range.h"

#include "findings/version/version_private.h"

#include <string.h>

enum sign { SIGN_NONE, SIGN_EQUAL, SIGN_NOT, SIGN_LESS, SIGN_AT_MOST, SIGN_MORE, SIGN_AT_LEAST };

struct condition {
	enum sign sign;
	struct slice version;
};

static const struct {
	const char *text;
	enum sign sign;
} SIGNS[] = {
	{"<=", SIGN_AT_MOST}, {">=", SIGN_AT_LEAST}, {"!=", SIGN_NOT},	{"==", SIGN_EQUAL},
	{"<", SIGN_LESS},     {">", SIGN_MORE},	     {"=", SIGN_EQUAL},
};

static enum sign take_sign(struct slice *rest)
{
	for (size_t i = 0; i < sizeof SIGNS / sizeof *SIGNS; i++) {
		size_t len = strlen(SIGNS[i].text);
		if (!slice_starts(*rest, SIGNS[i].text))
			continue;
		*rest = (struct slice){rest->at + len, rest->len - len};
		return SIGNS[i].sign;
	}
	return SIGN_NONE;
}

// "2.5.*" is what begins with 2.5, and no 2.50 (PEP 440, "Version matching").
static bool is_begun(struct slice version, struct slice start)
{
	start.len -= 2;
	version_take(&version, 'v');
	version_take(&start, 'v');
	if (version.len < start.len || memcmp(version.at, start.at, start.len) != 0)
		return false;
	return version.len == start.len || !version_is_digit(version.at[start.len]);
}

static bool is_upper(enum sign sign)
{
	return sign == SIGN_LESS || sign == SIGN_AT_MOST;
}

static bool is_bound(enum sign sign)
{
	return is_upper(sign) || sign == SIGN_MORE || sign == SIGN_AT_LEAST;
}

static bool holds(const struct condition *c, enum version_scheme scheme, struct slice version)
{
	int order = version_against(scheme, version, c->version);
	if (is_bound(c->sign) && version_is_commit(version))
		return false; // neither before nor after
	if (!is_bound(c->sign) && slice_ends(c->version, ".*"))
		return is_begun(version, c->version) == (c->sign != SIGN_NOT);
	switch (c->sign) {
	case SIGN_LESS: return order < 0;
	case SIGN_AT_MOST: return order <= 0;
	case SIGN_MORE: return order > 0;
	case SIGN_AT_LEAST: return order >= 0;
	case SIGN_NOT: return order != 0;
	default: return order == 0;
	}
}

// ---- Written by people and advisories ----

static void skip_blanks(struct slice *rest)
{
	while (version_take(rest, ' ') || version_take(rest, ',') || version_take(rest, '\t'))
		;
}

// Whether a version ends here; "1!2.0" has an epoch, "1!=2.0" is followed by a condition.
static bool is_end(struct slice rest)
{
	bool epoch = *rest.at == '!' && rest.len > 1 && version_is_digit(rest.at[1]);
	return !epoch && strchr(" ,\t<>=!|", *rest.at);
}

// The next condition of the alternative; false at its end, or when it has no version: *bad.
static bool take_condition(struct slice *rest, struct condition *out, bool *bad)
{
	*bad = false;
	skip_blanks(rest);
	if (!rest->len)
		return false;
	out->sign = take_sign(rest);
	while (version_take(rest, ' '))
		;
	out->version = (struct slice){rest->at, 0};
	while (rest->len && !is_end(*rest))
		*rest = (struct slice){rest->at + 1, rest->len - 1};
	out->version.len = (size_t)(rest->at - out->version.at);
	*bad = !out->version.len;
	return !*bad;
}

static struct slice take_alternative(struct slice *rest)
{
	const char *bars = rest->len ? memmem(rest->at, rest->len, "||", 2) : NULL;
	struct slice part = *rest;
	if (!bars) {
		*rest = (struct slice){NULL, 0};
		return part;
	}
	part.len = (size_t)(bars - rest->at);
	*rest = (struct slice){bars + 2, rest->len - part.len - 2};
	return part;
}

static bool all_hold(struct slice part, enum version_scheme scheme, struct slice version)
{
	struct condition c;
	bool bad, any = false, all = true;
	while (take_condition(&part, &c, &bad)) {
		any = true;
		all = all && (slice_is(c.version, "*") || holds(&c, scheme, version));
	}
	return any && all && !bad;
}

// ---- vers:SCHEME/CONDITION|CONDITION… ----

static bool is_vers(struct slice range)
{
	return slice_starts(range, "vers:");
}

// "vers:" and the scheme off the front.
static struct slice take_scheme(struct slice *range)
{
	*range = (struct slice){range->at + 5, range->len - 5};
	return slice_cut(range, '/');
}

static bool take_vers(struct slice *rest, struct condition *out)
{
	if (!rest->len)
		return false;
	struct slice text = slice_trim(slice_cut(rest, '|'));
	out->sign = take_sign(&text);
	out->version = slice_trim(text);
	return true;
}

// Versions named one by one: *in says whether it is one of them.
static bool is_named(struct slice rest, enum version_scheme scheme, struct slice version, bool *in)
{
	struct condition c;
	while (take_vers(&rest, &c)) {
		if (is_bound(c.sign) || version_against(scheme, version, c.version))
			continue;
		*in = c.sign != SIGN_NOT;
		return true;
	}
	return false;
}

// Between a lower and the next upper bound, below a first upper one, above a last lower one.
static bool in_intervals(struct slice rest, enum version_scheme scheme, struct slice version)
{
	struct condition c;
	bool above = true, bounded = false;
	while (take_vers(&rest, &c)) {
		if (!is_bound(c.sign))
			continue;
		bool fits = holds(&c, scheme, version);
		if (is_upper(c.sign) && above && fits)
			return true;
		above = !is_upper(c.sign) && fits;
		bounded = true;
	}
	return bounded && above;
}

static bool vers_holds(struct slice rest, enum version_scheme scheme, struct slice version)
{
	bool in = false;
	struct slice own = take_scheme(&rest);
	enum version_scheme named = version_scheme_of(own);
	if (slice_is(rest, "*"))
		return true;
	scheme = named != VERSION_GENERIC ? named : scheme;
	return is_named(rest, scheme, version, &in) ? in : in_intervals(rest, scheme, version);
}

bool range_holds(struct slice range, enum version_scheme scheme, struct slice version)
{
	struct err ignored = {0};
	range = slice_trim(range);
	if (!range.len || slice_is(range, "*"))
		return true;
	if (!range_check(range, &ignored))
		return false;
	if (is_vers(range))
		return vers_holds(range, scheme, version);
	bool in = false;
	while (range.at && !in)
		in = all_hold(take_alternative(&range), scheme, version);
	return in;
}

// Whether any condition of it is told by the order of versions.
static bool has_bounds(struct slice range)
{
	for (size_t i = 0; i < range.len; i++)
		if (range.at[i] == '<' || range.at[i] == '>')
			return true;
	return false;
}

bool range_may_hold(struct slice range, enum version_scheme scheme, struct slice version)
{
	struct err ignored = {0};
	return range_holds(range, scheme, version) ||
	       (version_is_commit(version) && has_bounds(range) && range_check(range, &ignored));
}

// ---- Checking ----

static bool check_vers(struct slice range, struct err *err)
{
	struct condition c = {0};
	struct slice rest = range;
	if (!take_scheme(&rest).len || !rest.len)
		return err_set(err, ERR_INVALID, "'%.*s' is no vers:SCHEME/VERSIONS",
			       (int)range.len, range.at);
	while (take_vers(&rest, &c))
		if (!c.version.len)
			return err_set(err, ERR_INVALID, "'%.*s' has a condition without a version",
				       (int)range.len, range.at);
	return true;
}

bool range_check(struct slice range, struct err *err)
{
	struct condition c;
	struct slice rest = slice_trim(range);
	if (is_vers(rest))
		return check_vers(rest, err);
	while (rest.at) {
		struct slice part = take_alternative(&rest);
		bool bad = false;
		while (take_condition(&part, &c, &bad))
			;
		if (bad)
			return err_set(err, ERR_INVALID, "'%.*s' has a condition without a version",
				       (int)range.len, range.at);
	}
	return true;
}
