#include "findings/ids.h"

#include "findings/hash.h"
#include "findings/purl.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool begins(struct slice text, const char *prefix)
{
	size_t len = strlen(prefix);
	// The first letter tells most of them apart without a call.
	return text.len >= len && (*text.at | 0x20) == (*prefix | 0x20) &&
	       strncasecmp(text.at, prefix, len) == 0;
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
		add_cased(out, slice_from(id, 5), tolower);
	} else if (begins(id, "CWE")) {
		add_cwe(out, slice_from(id, 3));
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
	*rest = slice_from(*rest, end);
	return id;
}

// A single CVE or CWE in its canonical form, as most lists are.
static bool is_canonical(struct slice list)
{
	size_t at = 4;
	if ((!slice_starts(list, "CWE-") && !slice_starts(list, "CVE-")) || list.len == at ||
	    list.at[at] == '0')
		return false;
	bool cve = list.at[1] == 'V';
	while (at < list.len &&
	       (isdigit((unsigned char)list.at[at]) || (cve && list.at[at] == '-')))
		at++;
	return at == list.len;
}

void ids_add(struct str *out, struct slice list)
{
	if (is_canonical(list)) {
		str_add_slice(out, list);
		return;
	}
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

static bool is_one_of(char c, const char *signs)
{
	return c && strchr(signs, c);
}

void package_add_folded(struct str *out, struct slice name)
{
	bool run = false;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		bool dash = c == '-' || c == '_' || c == '.';
		if (!dash || !run)
			str_add_char(out, dash ? '-' : c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c);
		run = dash;
	}
}

// Of a purl, whose name has signs as %2B. A slash among these is one that stands before the name.
static void add_decoded(struct str *out, struct slice name)
{
	struct arena arena = {0};
	struct slice rest = purl_decode(name, &arena);
	while (rest.at) {
		struct slice part = slice_cut(&rest, '/');
		name = part.len ? part : name;
	}
	package_add_folded(out, name);
	arena_fini(&arena);
}

void package_add_name(struct str *out, struct slice package)
{
	size_t end = 0, from;
	while (end < package.len && !is_one_of(package.at[end], "?#"))
		end++;
	for (size_t i = end; i > 1 && package.at[i - 1] != '/'; i--)
		if (package.at[i - 1] == '@' && package.at[i - 2] != '/') {
			end = i - 1;
			break;
		}
	for (from = end; from > 0 && !is_one_of(package.at[from - 1], "/:");)
		from--;
	struct slice name = {package.at + from, end - from};
	if (slice_starts(package, "pkg:") && memchr(name.at, '%', name.len))
		add_decoded(out, name);
	else
		package_add_folded(out, name);
}

int64_t flaw_key(struct slice ids, struct slice purl, struct slice package)
{
	struct str text = {0};
	struct slice of = purl.len ? purl : package;
	if (!ids.len || !of.len)
		return 0;
	str_add_slice(&text, ids_first(ids));
	str_add_char(&text, 0);
	package_add_name(&text, of);
	int64_t key = (int64_t)(key64_of(str_slice(&text)) & INT64_MAX);
	str_fini(&text);
	return key ? key : 1;
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
	struct slice bare = begins(rule, "AVD-") ? slice_from(rule, 4) : rule;
	for (size_t i = 0; i < sizeof FAMILIES / sizeof *FAMILIES; i++) {
		size_t len = strlen(FAMILIES[i]), digits = 0;
		if (!begins(bare, FAMILIES[i]))
			continue;
		struct slice number = slice_from(bare, len);
		if (number.len && *number.at == '-')
			number = slice_from(number, 1);
		while (digits < number.len && isdigit((unsigned char)number.at[digits]))
			digits++;
		if (digits < 3 || digits > 6 || digits != number.len)
			continue;
		str_addf(out, "%s-%04d", FAMILIES[i], read_digits(number));
		return;
	}
	str_add_slice(out, rule);
}
