// Package URLs of packages as reports name them.
// Source: the package URL specification, its rules for components and for types.
#include "plugins/scans/words/words.h"

#include <ctype.h>
#include <string.h>

static void add_encoded(struct str *out, struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];
		if ((c < 0x80 && isalnum(c)) || (c && strchr("-._~/:", c)))
			str_add_char(out, (char)c);
		else
			str_addf(out, "%%%02X", c);
	}
}

// As the type wants it: pypi in lower case with "-", composer and golang in lower case, maven's
// group apart.
static void add_name(struct str *out, struct slice type, struct slice name)
{
	bool pypi = slice_is(type, "pypi"), maven = slice_is(type, "maven");
	bool lower = pypi || slice_is(type, "composer") || slice_is(type, "golang");
	struct str own = {0};
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		if (lower && c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		else if (pypi && c == '_')
			c = '-';
		else if (maven && c == ':')
			c = '/';
		str_add_char(&own, c);
	}
	add_encoded(out, str_slice(&own));
	str_fini(&own);
}

struct slice words_package(struct slice type, struct slice name, struct slice version,
			   struct arena *arena)
{
	struct str out = {0};
	if (!type.len || !name.len)
		return (struct slice){0};
	struct slice space = type, kind = slice_cut(&space, '/');
	str_add_text(&out, "pkg:");
	str_add_slice(&out, kind);
	str_add_char(&out, '/');
	if (space.len) {
		str_add_slice(&out, space);
		str_add_char(&out, '/');
	}
	add_name(&out, kind, name);
	if (version.len) {
		str_add_char(&out, '@');
		add_encoded(&out, version);
	}
	struct slice purl = {arena_slice(arena, str_slice(&out)), out.len};
	str_fini(&out);
	return purl;
}

static const struct {
	const char *ecosystem, *type;
} TYPES[] = {
	{"pip", "pypi"},     {"pypi", "pypi"},	       {"npm", "npm"},
	{"rubygems", "gem"}, {"gem", "gem"},	       {"maven", "maven"},
	{"go", "golang"},    {"gomod", "golang"},      {"golang", "golang"},
	{"rust", "cargo"},   {"cargo", "cargo"},       {"crates.io", "cargo"},
	{"nuget", "nuget"},  {"composer", "composer"}, {"packagist", "composer"},
	{"pub", "pub"},	     {"erlang", "hex"},	       {"hex", "hex"},
	{"mix", "hex"},	     {"swift", "swift"},       {"actions", "githubactions"},
};

struct slice words_purl(struct slice ecosystem, struct slice name, struct slice version,
			struct arena *arena)
{
	for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
		if (words_same(ecosystem, TYPES[i].ecosystem))
			return words_package(slice_of(TYPES[i].type), name, version, arena);
	return (struct slice){0};
}
