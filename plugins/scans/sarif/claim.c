#include "plugins/scans/sarif/sarif.h"

#include <stdlib.h>
#include <string.h>

// ---- Suppressions ----

// Accepted, all of them: one that is under review or rejected leaves the result as it is.
static bool all_accepted(const struct node *suppressions)
{
	for (NODE_EACH(item, suppressions)) {
		struct slice status = node_text(item, "status");
		if (item->kind != NODE_MAP || (status.len && !slice_is(status, "accepted")))
			return false;
	}
	return true;
}

// The earliest end; one that cannot be read is over.
static void take_end(const struct node *suppression, struct scan_finding *f)
{
	struct slice text = node_text(suppression, "properties.expiryUtc");
	if (!text.len && !node_has(suppression, "properties.expiryUtc"))
		return;
	int64_t until = scan_time(text);
	until = until ? until : -1;
	if (!f->claim_until || until < f->claim_until)
		f->claim_until = until;
}

void sarif_claim(const struct node *suppressions, struct scan_finding *f)
{
	const struct node *first = node_at(suppressions, "0");
	if (!first || !all_accepted(suppressions))
		return;
	f->claim = SLICE("suppressed");
	f->claim_why = node_text(first, "justification");
	if (!f->claim_why.len)
		f->claim_why = node_text(first, "kind");
	for (NODE_EACH(item, suppressions))
		take_end(item, f);
}

// ---- Fingerprints ----

// Names whose values do not tell results apart: a commit's, and a column's.
static bool is_no_print(struct slice name, struct slice value)
{
	static const char *const NAMES[] = {
		"commitSha", "email",	      "author",
		"date",	     "commitMessage", "primaryLocationStartColumnFingerprint"};
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
		if (slice_is(name, NAMES[i]))
			return true;
	return !value.len || slice_is(value, "requires login");
}

// Some tools put an object around the value.
static struct slice value_of(const struct node *item)
{
	return item->kind == NODE_MAP ? node_text(item, "value") : item->text;
}

// "name/v2" is of name "name", version 2; an unversioned one is the oldest (§3.5.4.2).
static struct slice base_name(struct slice name, long *version)
{
	size_t at = name.len;
	while (at && name.at[at - 1] >= '0' && name.at[at - 1] <= '9')
		at--;
	*version = -1;
	if (at < 3 || at == name.len || name.at[at - 1] != 'v' || name.at[at - 2] != '/' ||
	    name.len - at > 6)
		return name;
	*version = strtol(name.at + at, NULL, 10);
	return (struct slice){name.at, at - 2};
}

// The highest version of the first name by the alphabet.
static const struct node *best_of(const struct node *map)
{
	const struct node *best = NULL;
	for (NODE_EACH(item, map)) {
		long version, best_version;
		if (is_no_print(item->key, value_of(item)))
			continue;
		if (!best) {
			best = item;
			continue;
		}
		int order = slice_compare(base_name(item->key, &version),
					  base_name(best->key, &best_version));
		if (order < 0 || (!order && version > best_version))
			best = item;
	}
	return best;
}

struct slice sarif_print(const struct sarif_result *r)
{
	const struct node *partial = r->parts[PART_PARTIAL];
	const struct node *best = best_of(r->parts[PART_FINGERPRINTS]);
	if (!best)
		best = node_member(partial, "primaryLocationLineHash");
	if (!best)
		best = best_of(partial);
	if (!best || is_no_print(best->key, value_of(best)))
		return (struct slice){0};
	struct slice value = value_of(best);
	struct str *print = &r->run->text;
	str_clear(print);
	str_add_slice(print, best->key);
	str_add_char(print, ':');
	str_add_slice(print, value);
	return sarif_hold(r->run, print);
}
