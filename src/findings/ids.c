#include "findings/ids.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool begins(struct slice text, const char *prefix)
{
	size_t len = strlen(prefix);
	return text.len >= len && strncasecmp(text.at, prefix, len) == 0;
}

static struct slice behind(struct slice text, size_t count)
{
	return (struct slice){text.at + count, text.len - count};
}

static void add_cased(struct str *out, struct slice text, int (*fold)(int))
{
	for (size_t i = 0; i < text.len; i++)
		str_add_char(out, (char)fold((unsigned char)text.at[i]));
}

// Of "CWE-079: Cross-site Scripting" and "cwe/79" the number alone counts.
static void add_cwe(struct str *out, struct slice rest)
{
	size_t at = 0, end;
	while (at < rest.len && strchr("-_/: 0", rest.at[at]))
		at++;
	for (end = at; end < rest.len && isdigit((unsigned char)rest.at[end]);)
		end++;
	str_add_text(out, "CWE-");
	str_add(out, rest.at + at, end - at);
}

void id_add(struct str *out, struct slice id)
{
	id = slice_trim(id);
	if (begins(id, "GHSA-")) {
		str_add_text(out, "GHSA-");
		add_cased(out, behind(id, 5), tolower);
	} else if (begins(id, "CWE")) {
		add_cwe(out, behind(id, 3));
	} else {
		add_cased(out, id, toupper);
	}
}

// ---- Lists ----

enum { IDS_MAX = 64 };

static int rank(struct slice id)
{
	return begins(id, "CVE-") ? 0 : begins(id, "GHSA-") ? 1 : 2;
}

static int compare(const void *a, const void *b)
{
	const struct slice *x = a, *y = b;
	int by = rank(*x) - rank(*y);
	return by ? by : slice_compare(*x, *y);
}

static struct slice next_id(struct slice *rest)
{
	size_t at = 0, end;
	while (at < rest->len && strchr(" ,;\t\n\r", rest->at[at]))
		at++;
	for (end = at; end < rest->len && !strchr(" ,;\t\n\r", rest->at[end]);)
		end++;
	struct slice id = {rest->at + at, end - at};
	*rest = behind(*rest, end);
	return id;
}

void ids_add(struct str *out, struct slice list)
{
	struct str text = {0};
	struct slice ids[IDS_MAX], id;
	size_t ends[IDS_MAX], count = 0, from = 0;
	while (count < IDS_MAX && list.len && (id = next_id(&list)).len) {
		id_add(&text, id);
		ends[count++] = text.len;
	}
	for (size_t i = 0; i < count; from = ends[i++])
		ids[i] = (struct slice){text.at + from, ends[i] - from};
	qsort(ids, count, sizeof *ids, compare);
	for (size_t i = 0; i < count; i++)
		if (!i || !slice_equal(ids[i], ids[i - 1])) {
			str_add_text(out, i ? " " : "");
			str_add_slice(out, ids[i]);
		}
	str_fini(&text);
}

struct slice ids_first(struct slice canonical)
{
	return slice_cut(&canonical, ' ');
}

// ---- Packages ----

// What stands before the last `mark`; `tail` what stands behind it. All when there is none.
static struct slice cut_last(struct slice text, char mark, struct slice *tail)
{
	const char *found = text.len ? memrchr(text.at, mark, text.len) : NULL;
	*tail = (struct slice){0};
	if (!found)
		return text;
	size_t len = (size_t)(found - text.at);
	*tail = behind(text, len + 1);
	return (struct slice){text.at, len};
}

static struct slice strip_slashes(struct slice text)
{
	while (text.len && *text.at == '/')
		text = behind(text, 1);
	while (text.len && text.at[text.len - 1] == '/')
		text.len--;
	return text;
}

bool purl_read(struct slice text, struct purl *out)
{
	struct slice rest, name;
	*out = (struct purl){0};
	text = slice_trim(text);
	if (!begins(text, "pkg:"))
		return false;
	rest = cut_last(behind(text, 4), '#', &out->subpath);
	rest = strip_slashes(slice_cut(&rest, '?'));
	const char *question = memchr(text.at, '?', text.len);
	if (question) {
		out->qualifiers = behind(text, (size_t)(question + 1 - text.at));
		out->qualifiers = slice_cut(&out->qualifiers, '#');
	}
	out->type = slice_cut(&rest, '/');
	struct slice whole = rest;
	rest = cut_last(rest, '@', &out->version);
	// "@" also begins a namespace: npm/@angular/core has no version.
	if (memchr(out->version.at ? out->version.at : "", '/', out->version.len)) {
		rest = whole;
		out->version = (struct slice){0};
	}
	rest = cut_last(strip_slashes(rest), '/', &name);
	out->name = name.at ? name : rest;
	out->namespace = name.at ? rest : (struct slice){0};
	return out->type.len && out->name.len;
}

static int hex_digit(char c)
{
	return isdigit((unsigned char)c)    ? c - '0'
	       : isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10
					    : -1;
}

static void add_decoded(struct str *out, struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		int high = i + 2 < text.len ? hex_digit(text.at[i + 1]) : -1;
		int low = high >= 0 ? hex_digit(text.at[i + 2]) : -1;
		bool coded = text.at[i] == '%' && low >= 0;
		str_add_char(out, coded ? (char)(high * 16 + low) : text.at[i]);
		i += coded ? 2 : 0;
	}
}

// Types whose names do not depend on case, and PyPI's, where '_' and '-' are one too
// (purl-spec, PURL-TYPES).
static bool is_caseless(struct slice type)
{
	static const char *const TYPES[] = {"github", "bitbucket", "pypi",     "deb",
					    "rpm",    "apk",	   "composer", "golang"};
	for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
		if (type.len == strlen(TYPES[i]) && begins(type, TYPES[i]))
			return true;
	return false;
}

static void add_name(struct str *out, struct slice type, struct slice name)
{
	size_t from = out->len;
	add_decoded(out, name);
	for (size_t i = from; is_caseless(type) && i < out->len; i++) {
		out->at[i] = (char)tolower((unsigned char)out->at[i]);
		if (begins(type, "pypi") && out->at[i] == '_')
			out->at[i] = '-';
	}
}

void purl_add_package(struct str *out, struct slice text)
{
	struct purl purl;
	if (!purl_read(text, &purl))
		return;
	str_add_text(out, "pkg:");
	add_cased(out, purl.type, tolower);
	str_add_char(out, '/');
	if (purl.namespace.len) {
		add_name(out, purl.type, purl.namespace);
		str_add_char(out, '/');
	}
	add_name(out, purl.type, purl.name);
}

static bool has_qualifier(struct slice list, struct slice one)
{
	while (list.at)
		if (slice_equal(slice_cut(&list, '&'), one))
			return true;
	return false;
}

// Every qualifier that `which` asks for.
static bool has_qualifiers(struct slice which, struct slice list)
{
	while (which.len)
		if (!has_qualifier(list, slice_cut(&which, '&')))
			return false;
	return true;
}

bool purl_covers(struct slice which, struct slice text)
{
	struct purl a, b;
	struct str x = {0}, y = {0};
	if (!purl_read(which, &a) || !purl_read(text, &b))
		return false;
	purl_add_package(&x, which);
	purl_add_package(&y, text);
	bool same = str_equal(&x, &y) && has_qualifiers(a.qualifiers, b.qualifiers);
	str_clear(&x);
	str_clear(&y);
	add_decoded(&x, a.version);
	add_decoded(&y, b.version);
	same = same && (!a.version.len || str_equal(&x, &y));
	str_fini(&x);
	str_fini(&y);
	return same;
}

// ---- Rules ----

static int read_digits(struct slice digits)
{
	int number = 0;
	for (size_t i = 0; i < digits.len; i++)
		number = number * 10 + digits.at[i] - '0';
	return number;
}

void rule_add(struct str *out, struct slice rule)
{
	static const char *const FAMILIES[] = {"KSV", "KCV", "DS",     "AWS", "AZU", "GCP",
					       "DIG", "OCI", "OPNSTK", "GIT", "NIF", "CIVO"};
	rule = slice_trim(rule);
	struct slice bare = begins(rule, "AVD-") ? behind(rule, 4) : rule;
	for (size_t i = 0; i < sizeof FAMILIES / sizeof *FAMILIES; i++) {
		size_t len = strlen(FAMILIES[i]), digits = 0;
		if (!begins(bare, FAMILIES[i]))
			continue;
		struct slice number = behind(bare, len);
		if (number.len && *number.at == '-')
			number = behind(number, 1);
		while (digits < number.len && isdigit((unsigned char)number.at[digits]))
			digits++;
		if (digits < 3 || digits > 6 || digits != number.len)
			continue;
		str_addf(out, "%s-%04d", FAMILIES[i], read_digits(number));
		return;
	}
	str_add_slice(out, rule);
}
