#include "findings/version/upgrade.h"

#include "findings/purl.h"
#include "findings/version/version.h"
#include "findings/version/version_private.h"

#include <stdlib.h>
#include <string.h>

enum { BRANCHES = 32, PASSES = 8 };

#define TO "to "

// Versions of one package.
struct branches {
	enum version_scheme scheme;
	struct slice of[BRANCHES];
	size_t count;
};

// ---- Versions ----

static int compare_in(const struct branches *all, struct slice a, struct slice b)
{
	int order = version_compare(all->scheme, a, b);
	return order ? order : slice_compare(a, b);
}

static void insert(struct branches *all, struct slice version)
{
	size_t at = all->count++;
	for (; at && compare_in(all, all->of[at - 1], version) > 0; at--)
		all->of[at] = all->of[at - 1];
	all->of[at] = version;
}

// "1.2.3, >=2.0.1" in order; false: one of them is none.
static bool read_branches(struct slice list, struct branches *all)
{
	bool readable = true;
	while (readable && list.len) {
		struct slice version = slice_trim(slice_cut(&list, ','));
		if (slice_starts(version, ">="))
			version = slice_trim((struct slice){version.at + 2, version.len - 2});
		readable = all->count < BRANCHES && version_is_readable(version);
		if (readable)
			insert(all, version);
	}
	return readable && all->count;
}

static struct slice last_of(const struct branches *all)
{
	return all->of[all->count - 1];
}

// How many numbers stand before anything else: 3 of "1:9.0.112-2".
static size_t count_numbers(struct slice version, struct slice other)
{
	size_t count = 0;
	bool same = true;
	version_take(&version, 'v');
	version_take(&other, 'v');
	while (same) {
		struct slice x = version_digits(&version), y = version_digits(&other);
		if (!x.len || !y.len || version_number_compare(x, y))
			break;
		count++;
		same = version_take(&version, '.') && version_take(&other, '.');
	}
	return count;
}

// Of the branch of `below` and not of the next: no number but the last differs.
static bool is_of_branch(struct slice version, struct slice below, struct slice above)
{
	size_t same = count_numbers(version, below);
	return same + 1 >= count_numbers(below, below) && same > count_numbers(version, above);
}

static bool closes(const struct branches *all, struct slice version)
{
	size_t below = all->count;
	while (below && version_compare(all->scheme, all->of[below - 1], version) > 0)
		below--;
	return below &&
	       (below == all->count || !version_compare(all->scheme, all->of[below - 1], version) ||
		is_of_branch(version, all->of[below - 1], all->of[below]));
}

// ---- Texts ----

static const char *find_to(struct slice text)
{
	for (size_t i = text.len; i >= sizeof TO; i--)
		if (!memcmp(text.at + i - sizeof TO, " " TO, sizeof TO))
			return text.at + i - sizeof TO;
	return NULL;
}

static enum version_scheme scheme_of_package(struct slice package)
{
	struct slice type = slice_cut(&package, '/');
	return package.len ? version_scheme_of(type) : VERSION_GENERIC;
}

// False: its order is not known.
static bool read_text(struct slice text, struct slice *package, struct branches *all)
{
	const char *to = text.len ? find_to(text) : NULL;
	*package = text;
	*all = (struct branches){0};
	if (!to)
		return false;
	size_t len = (size_t)(to - text.at);
	struct slice versions = {to + sizeof TO, text.len - len - sizeof TO};
	all->scheme = scheme_of_package((struct slice){text.at, len});
	if (all->scheme == VERSION_GENERIC || !read_branches(versions, all))
		return false;
	package->len = len;
	return true;
}

struct slice upgrade_package(struct slice text)
{
	struct slice package;
	struct branches all;
	read_text(text, &package, &all);
	return package;
}

bool upgrade_closes(struct slice upgrade, struct slice text)
{
	struct slice package, other;
	struct branches all, to;
	if (slice_equal(upgrade, text))
		return true;
	if (!read_text(text, &package, &all))
		return false;
	if (!read_text(upgrade, &other, &to))
		return slice_equal(upgrade, package);
	return slice_equal(other, package) && closes(&all, to.of[0]);
}

// ---- Of one finding ----

// "npm/@babel/core"; nothing when it is no purl, or versions of its type have no known order.
static void add_package(struct str *out, const struct purl *purl)
{
	if (!purl->name.len || version_scheme_of(purl->type) == VERSION_GENERIC)
		return;
	str_add_slice(out, purl->type);
	str_add_char(out, '/');
	str_add_slice(out, purl->space);
	str_add_text(out, purl->space.len ? "/" : "");
	str_add_slice(out, purl->name);
}

// The purl has the epoch of deb and rpm beside the version.
static struct slice installed_of(const struct upgrade_said *said, const struct purl *purl,
				 struct arena *arena)
{
	struct slice version = version_is_told(said->version) ? said->version : purl->version;
	if (!version_is_told(version))
		return (struct slice){NULL, 0};
	struct slice epoch = purl_qualifier(purl, "epoch");
	if (!epoch.len || !version.len || memchr(version.at, ':', version.len))
		return slice_trim(version);
	const char *text = arena_printf(arena, "%.*s:%.*s", (int)epoch.len, epoch.at,
					(int)version.len, version.at);
	return slice_of(text);
}

// Those above the installed version; of an unknown one nobody knows the branch.
static size_t first_above(const struct branches *all, struct slice installed)
{
	size_t first = 0;
	if (!version_is_readable(installed))
		return installed.len ? all->count : all->count - 1;
	while (first < all->count && version_compare(all->scheme, all->of[first], installed) <= 0)
		first++;
	return first;
}

static bool add_ordered(struct str *out, const struct purl *purl, const struct upgrade_said *said,
			struct slice installed)
{
	struct branches all = {.scheme = version_scheme_of(purl->type)};
	size_t before = out->len;
	add_package(out, purl);
	if (out->len == before || !read_branches(said->fixed, &all))
		return false;
	size_t first = first_above(&all, installed);
	for (size_t i = first; i < all.count; i++) {
		str_add_text(out, i == first ? " " TO : ", ");
		str_add_slice(out, all.of[i]);
	}
	return first < all.count;
}

// As the report has it. No name of a package makes an order of it.
static bool add_words(struct str *out, const struct upgrade_said *said)
{
	if (!said->package.len)
		return false;
	size_t from = out->len;
	str_add_slice(out, said->package);
	str_add_text(out, " " TO);
	str_add_slice(out, said->fixed);
	struct slice text = {out->at + from, out->len - from}, package;
	struct branches all;
	if (!read_text(text, &package, &all))
		return true;
	out->len = from;
	str_add_text(out, "generic/");
	str_add_slice(out, said->package);
	str_add_text(out, " " TO);
	str_add_slice(out, said->fixed);
	return true;
}

bool upgrade_add(struct str *out, const struct upgrade_said *said)
{
	struct arena arena = {0};
	struct purl purl;
	size_t before = out->len;
	bool known = said->purl.len && purl_read(said->purl, &arena, &purl), closed = false;
	bool fixed = version_is_told(said->fixed);
	if (known && fixed)
		closed = add_ordered(out, &purl, said, installed_of(said, &purl, &arena));
	else if (known)
		add_package(out, &purl);
	if (fixed && !closed) {
		out->len = before;
		closed = add_words(out, said);
	}
	arena_fini(&arena);
	return closed;
}

// ---- Of many ----

static int by_bytes(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

// The next version that closes it, or the same when that does.
static struct slice raise_to(struct slice text, struct slice version)
{
	struct slice package;
	struct branches all;
	if (!read_text(text, &package, &all) || closes(&all, version))
		return version;
	for (size_t i = 0; i < all.count; i++)
		if (version_compare(all.scheme, all.of[i], version) > 0)
			return all.of[i];
	return version;
}

// Closes every branch.
static struct slice raise_to_last(struct slice text, struct slice version)
{
	struct slice package;
	struct branches all;
	if (!read_text(text, &package, &all))
		return version;
	bool above = version_compare(all.scheme, last_of(&all), version) > 0;
	return above ? last_of(&all) : version;
}

void upgrade_add_best(struct str *out, struct slice *texts, size_t count)
{
	struct slice package, version, before;
	struct branches all;
	int pass = 0;
	if (!count)
		return;
	qsort(texts, count, sizeof *texts, by_bytes);
	if (!read_text(texts[0], &package, &all)) {
		str_add_slice(out, texts[0]);
		return;
	}
	version = all.of[0];
	do {
		before = version;
		for (size_t i = 0; i < count; i++)
			version = pass < PASSES ? raise_to(texts[i], version)
						: raise_to_last(texts[i], version);
	} while (pass++ < PASSES && before.at != version.at);
	str_add_slice(out, package);
	str_add_text(out, " " TO);
	str_add_slice(out, version);
}
