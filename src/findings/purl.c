#include "findings/purl.h"

#include "base/vec.h"
#include "findings/ids.h"
#include "findings/version/version.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// What purl-spec says of a type: which parts have no upper case; and of pypi PEP 503: how names are
// folded, beyond the '_' that is '-'.
static const struct {
	const char *type;
	bool lower_space, lower_name, folded;
} TYPES[] = {
	{"alpm", true, true, false},	  {"apk", true, true, false},
	{"bitbucket", true, true, false}, {"composer", true, true, false},
	{"deb", true, true, false},	  {"github", true, true, false},
	{"gitlab", true, true, false},	  {"golang", true, true, false},
	{"hex", true, true, false},	  {"npm", true, true, false},
	{"oci", true, true, false},	  {"pub", true, true, true},
	{"pypi", true, true, true},	  {"rpm", true, false, false},
};

static int hex_of(char c)
{
	return c >= '0' && c <= '9'	    ? c - '0'
	       : isxdigit((unsigned char)c) ? tolower(c) - 'a' + 10
					    : -1;
}

struct slice purl_decode(struct slice text, struct arena *arena)
{
	char *out = arena_alloc(arena, text.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < text.len; i++) {
		int high = i + 2 < text.len && text.at[i] == '%' ? hex_of(text.at[i + 1]) : -1;
		int low = high >= 0 ? hex_of(text.at[i + 2]) : -1;
		bool coded = low >= 0 && (high || low); // a NUL stays as it is written
		out[len++] = coded ? (char)(high * 16 + low) : text.at[i];
		i += coded ? 2 : 0;
	}
	return (struct slice){out, len};
}

static void lower(struct slice text, struct arena *arena, struct slice *out)
{
	char *copy = arena_slice(arena, text);
	for (size_t i = 0; i < text.len; i++)
		copy[i] = (char)tolower((unsigned char)copy[i]);
	*out = (struct slice){copy, text.len};
}

static void fold(struct slice name, struct arena *arena, struct slice *out)
{
	struct str folded = {0};
	package_add_folded(&folded, name);
	*out = (struct slice){arena_slice(arena, str_slice(&folded)), folded.len};
	str_fini(&folded);
}

static void normalize(struct purl *purl, struct arena *arena)
{
	for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++) {
		if (!slice_is(purl->type, TYPES[i].type))
			continue;
		if (TYPES[i].lower_space)
			lower(purl->space, arena, &purl->space);
		if (TYPES[i].folded)
			fold(purl->name, arena, &purl->name);
		else if (TYPES[i].lower_name)
			lower(purl->name, arena, &purl->name);
	}
}

// What stands behind the last `sign`, which is cut off; empty when there is none.
static struct slice cut_last(struct slice *text, char sign)
{
	const char *at = text->len ? memrchr(text->at, sign, text->len) : NULL;
	struct slice behind = {NULL, 0};
	if (!at)
		return behind;
	behind = (struct slice){at + 1, text->len - (size_t)(at - text->at) - 1};
	text->len = (size_t)(at - text->at);
	return behind;
}

static void skip_slashes(struct slice *text)
{
	while (text->len && *text->at == '/') {
		text->at++;
		text->len--;
	}
	while (text->len && text->at[text->len - 1] == '/')
		text->len--;
}

static bool is_type(struct slice type)
{
	for (size_t i = 0; i < type.len; i++)
		if (!isalnum((unsigned char)type.at[i]) && !strchr(".+-", type.at[i]))
			return false;
	return type.len > 0;
}

bool purl_read(struct slice text, struct arena *arena, struct purl *out)
{
	*out = (struct purl){0};
	text = slice_trim(text);
	if (!slice_starts(text, "pkg:"))
		return false;
	struct slice rest = {text.at + 4, text.len - 4};
	out->subpath = cut_last(&rest, '#');
	struct slice path = slice_cut(&rest, '?');
	out->qualifiers = rest;
	skip_slashes(&path);
	struct slice type = slice_cut(&path, '/');
	// An '@' of a scope that is not encoded stands behind a '/', and has no version before it.
	const char *at = path.len ? memrchr(path.at, '@', path.len) : NULL;
	if (at && at > path.at && at[-1] != '/')
		out->version = purl_decode(cut_last(&path, '@'), arena);
	skip_slashes(&path);
	struct slice name = cut_last(&path, '/');
	out->name = purl_decode(name.at ? name : path, arena);
	out->space = name.at ? purl_decode(path, arena) : (struct slice){"", 0};
	lower(type, arena, &out->type);
	normalize(out, arena);
	return is_type(out->type) && out->name.len && *out->name.at != '@';
}

bool purl_is_system(struct slice purl)
{
	static const char *const SYSTEMS[] = {"pkg:alpm/", "pkg:apk/", "pkg:deb/", "pkg:rpm/"};
	for (size_t i = 0; i < sizeof SYSTEMS / sizeof *SYSTEMS; i++)
		if (slice_starts(purl, SYSTEMS[i]))
			return true;
	return false;
}

struct slice purl_version(const struct purl *purl, struct arena *arena)
{
	struct slice epoch = purl_qualifier(purl, "epoch");
	if (!slice_is(purl->type, "rpm") || !epoch.len || slice_is(epoch, "0"))
		return purl->version;
	return slice_of(arena_printf(arena, "%.*s:%.*s", (int)epoch.len, epoch.at,
				     (int)purl->version.len, purl->version.at));
}

// ---- Printing ----

static void add_encoded(struct str *out, struct slice text, const char *kept)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];
		if ((c < 128 && isalnum(c)) || (c && strchr(kept, c)))
			str_add_char(out, (char)c);
		else
			str_addf(out, "%%%02X", c);
	}
}

void purl_add_base(const struct purl *purl, struct str *out)
{
	str_add_text(out, "pkg:");
	str_add_slice(out, purl->type);
	str_add_char(out, '/');
	if (purl->space.len) {
		add_encoded(out, purl->space, ".-_~:/");
		str_add_char(out, '/');
	}
	add_encoded(out, purl->name, ".-_~:");
}

void purl_add_package(struct str *out, struct slice text)
{
	struct arena arena = {0};
	struct purl purl;
	if (purl_read(text, &arena, &purl))
		purl_add_base(&purl, out);
	arena_fini(&arena);
}

void purl_unify(struct purl *purl, struct arena *arena)
{
	static const char *const MAKERS[][2] = {
		{"rhel", "redhat"}, {"amzn", "amazon"}, {"ol", "oracle"}, {"almalinux", "alma"}};
	if (slice_is(purl->type, "nuget"))
		lower(purl->name, arena, &purl->name);
	for (size_t i = 0; slice_is(purl->type, "rpm") && i < sizeof MAKERS / sizeof *MAKERS; i++)
		if (slice_is(purl->space, MAKERS[i][0]))
			purl->space = slice_of(MAKERS[i][1]);
}

void purl_add_compared(struct str *out, struct slice text)
{
	struct arena arena = {0};
	struct purl purl;
	if (purl_read(text, &arena, &purl)) {
		purl_unify(&purl, &arena);
		purl_add_base(&purl, out);
	}
	arena_fini(&arena);
}

static int by_bytes(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

void purl_split(struct slice rest, struct purl_qualifiers *out)
{
	while (rest.len) {
		struct slice one = slice_cut(&rest, '&');
		const char *sign = one.len ? memchr(one.at, '=', one.len) : NULL;
		if (sign && sign > one.at && sign + 1 < one.at + one.len)
			*vec_push(out) = one;
	}
	if (out->len)
		qsort(out->at, out->len, sizeof *out->at, by_bytes);
}

void purl_add(const struct purl *purl, struct str *out)
{
	struct purl_qualifiers qualifiers = {0};
	purl_add_base(purl, out);
	if (purl->version.len) {
		str_add_char(out, '@');
		add_encoded(out, purl->version, ".-_~:");
	}
	purl_split(purl->qualifiers, &qualifiers);
	for (size_t i = 0; i < qualifiers.len; i++) {
		str_add_char(out, i ? '&' : '?');
		str_add_slice(out, qualifiers.at[i]);
	}
	if (purl->subpath.len) {
		str_add_char(out, '#');
		str_add_slice(out, purl->subpath);
	}
	vec_fini(&qualifiers);
}

struct slice purl_qualifier(const struct purl *purl, const char *name)
{
	struct slice rest = purl->qualifiers;
	while (rest.len) {
		struct slice value = slice_cut(&rest, '&'), key = slice_cut(&value, '=');
		if (slice_is(key, name))
			return value;
	}
	return rest;
}

struct slice purl_qualifier_text(const struct purl *purl, const char *name, struct arena *arena)
{
	return purl_decode(purl_qualifier(purl, name), arena);
}
