// OWASP Dependency-Check's suppressions (XML): what is left out of its reports, for which files or
// packages, why and until when.
//
// An entry names flaws (cve, vulnerabilityName), products (cpe), weaknesses (cwe) or a score below
// which everything is left out; each of them is an exception. A date lapses at 00:00 of it, as in
// Dependency-Check. Source: dependency-suppression.1.3.xsd and suppression.md of DependencyCheck.
#include "plugins/scans/claims/exception.h"
#include "plugins/scans/formats.h"
#include "plugins/sdk/doc/xml.h"

#include <string.h>

static int detect(const struct scan_sniff *sniff)
{
	struct slice space = sniff->space; // others have a root of that name too
	bool own = space.len && memmem(space.at, space.len, "dependency-suppression", 22);
	return own && slice_is(sniff->xml, "suppressions") ? 95 : 0;
}

static const struct xml_want WANTS[] = {{"suppressions/suppress", .open = false}};

static bool is_regex(const struct node *node)
{
	return slice_is(node_text(node, "@regex"), "true");
}

// The first day without it: an xs:date, whose time zone is let go.
static struct slice until_of(const struct node *entry)
{
	enum { DATE = 10, ZONE = 6 };
	struct slice until = node_text(entry, "@until");
	bool zone = until.len == DATE + ZONE && strchr("+-", until.at[DATE]);
	if (zone || (until.len == DATE + 1 && until.at[DATE] == 'Z'))
		until.len = DATE;
	return until;
}

static struct slice plain_of(const struct node *entry, const char *name)
{
	const struct node *node = node_member(entry, name);
	return node && !is_regex(node) ? node->text : (struct slice){0};
}

static void add_condition(struct str *out, const struct node *node)
{
	if (!node || !node->text.len)
		return;
	str_add_text(out, out->len ? ", " : "");
	str_add_slice(out, node->key);
	str_add_text(out, is_regex(node) ? " like " : " ");
	str_add_slice(out, node->text);
}

// Conditions that are no plain path, package or flaw.
static struct slice others_of(struct exceptions *all, const struct node *entry,
			      const struct node *item)
{
	static const char *const NAMES[] = {"sha1", "gav"}, *const LIKE[] = {"filePath",
									     "packageUrl"};
	struct str out = {0};
	if (item)
		add_condition(&out, item);
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
		add_condition(&out, node_member(entry, NAMES[i]));
	for (size_t i = 0; i < sizeof LIKE / sizeof *LIKE; i++)
		if (is_regex(node_member(entry, LIKE[i])))
			add_condition(&out, node_member(entry, LIKE[i]));
	struct slice text = {arena_slice(&all->arena, str_slice(&out)), out.len};
	str_fini(&out);
	return text;
}

enum what { NOTHING, FLAW, CONDITION };

// What an element says of what is left out.
static enum what what_of(const struct node *item)
{
	static const struct {
		const char *name;
		enum what what;
	} ELEMENTS[] = {{"cve", FLAW},
			{"vulnerabilityName", FLAW},
			{"cpe", CONDITION},
			{"cwe", CONDITION},
			{"cvssBelow", CONDITION},
			{"cvssV2Below", CONDITION},
			{"cvssV3Below", CONDITION},
			{"cvssV4Below", CONDITION}};
	for (size_t i = 0; i < sizeof ELEMENTS / sizeof *ELEMENTS; i++)
		if (item->text.len && slice_is(item->key, ELEMENTS[i].name))
			return ELEMENTS[i].what == FLAW && is_regex(item) ? CONDITION
									  : ELEMENTS[i].what;
	return NOTHING;
}

static void send(struct exceptions *all, const struct node *entry, int64_t line)
{
	for (NODE_EACH(item, entry)) {
		enum what what = what_of(item);
		struct exception exception = {
			.paths = plain_of(entry, "filePath"),
			.purls = plain_of(entry, "packageUrl"),
			.other = others_of(all, entry, what == CONDITION ? item : NULL),
			.reason = node_text(entry, "notes"),
			.until = until_of(entry),
			.line = line,
		};
		if (what == FLAW)
			exception.id = item->text;
		if (what != NOTHING)
			exception_send(all, &exception);
	}
}

static bool send_all(struct exceptions *all, struct xml *xml, struct err *err)
{
	const struct node *entry;
	size_t want;
	bool more = true;
	while (more) {
		if (!xml_next(xml, &want, &entry, &more, err))
			return false;
		if (more)
			send(all, entry, xml_line(xml));
	}
	return true;
}

static bool read(struct scan_file *file, struct err *err)
{
	struct exceptions all;
	struct xml *xml = NULL;
	bool ok = exceptions_begin(&all, file, "dependency-check", err);
	if (ok) {
		xml = xml_open_bytes(all.text, file->name, WANTS, sizeof WANTS / sizeof *WANTS);
		ok = send_all(&all, xml, err);
	}
	xml_close(xml);
	return exceptions_end(&all, ok, err);
}

const struct scan_format FORMAT_DEPENDENCY_CHECK = {
	.name = "dependency-check-suppressions",
	.title = "OWASP Dependency-Check's suppressions as claims",
	.detect = detect,
	.read = read,
};
