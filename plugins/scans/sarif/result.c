#include "plugins/scans/sarif/sarif.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

enum { PLACES_READ = 24 };

#define NAME(text)                                                                                 \
	{                                                                                          \
		(text), sizeof(text) - 1                                                           \
	}

static const struct slice PARTS[SARIF_PARTS] = {
	[PART_RULE_ID] = NAME("ruleId"),
	[PART_RULE_INDEX] = NAME("ruleIndex"),
	[PART_RULE] = NAME("rule"),
	[PART_KIND] = NAME("kind"),
	[PART_LEVEL] = NAME("level"),
	[PART_MESSAGE] = NAME("message"),
	[PART_LOCATIONS] = NAME("locations"),
	[PART_FINGERPRINTS] = NAME("fingerprints"),
	[PART_PARTIAL] = NAME("partialFingerprints"),
	[PART_SUPPRESSIONS] = NAME("suppressions"),
	[PART_BASELINE] = NAME("baselineState"),
	[PART_PROPERTIES] = NAME("properties"),
	[PART_TAXA] = NAME("taxa"),
	[PART_PROVENANCE] = NAME("provenance"),
	[PART_VIEWER] = NAME("hostedViewerUri"),
	[PART_CORRELATION] = NAME("correlationGuid"),
	[PART_COUNT] = NAME("occurrenceCount"),
};

static int part_of(struct slice key)
{
	for (int i = 0; i < SARIF_PARTS; i++)
		if (slice_equal(key, PARTS[i]))
			return i;
	return -1;
}

static struct slice part_text(const struct sarif_result *r, enum sarif_part part)
{
	return node_text(r->parts[part], "");
}

// ---- Locations ----

// The first is the finding's place, the next few are told as text, the rest is counted.
static void add_place(struct sarif_result *r, const struct node *location)
{
	struct scan_finding at = {0};
	sarif_place(r->run, location, &at);
	if (r->places_text.len)
		str_add_char(&r->places_text, '\n');
	str_add_slice(&r->places_text, at.file.len ? at.file : at.url.len ? at.url : at.logical);
	if (at.line)
		str_addf(&r->places_text, ":%lld", (long long)at.line);
}

static bool read_location(void *own, struct doc *doc, struct err *err)
{
	struct sarif_result *r = own;
	const struct node *location;
	if (r->places++ >= PLACES_READ)
		return true;
	if (!doc_read(doc, &location, err))
		return false;
	if (r->places == 1)
		r->parts[PART_LOCATIONS] = location;
	else
		add_place(r, location);
	return true;
}

// ---- Words ----

static void add_taxa(const struct sarif_result *r, struct str *cwe)
{
	const struct sarif_run *run = r->run;
	for (NODE_EACH(taxon, r->parts[PART_TAXA])) {
		int64_t component = node_int(taxon, "toolComponent.index", -1);
		int64_t index = node_int(taxon, "index", -1);
		if (!slice_is(node_text(taxon, "toolComponent.name"), "CWE") &&
		    (component < 0 || component != run->cwe_index))
			continue;
		struct node id = {.kind = NODE_TEXT, .text = node_text(taxon, "id")};
		if (!id.text.len && index >= 0 && index < (int64_t)run->taxa.len)
			id.text = run->taxa.at[index];
		sarif_add_cwe(cwe, &id);
	}
}

// The result's own words, then the rule's.
static struct slice both(const struct sarif_result *r, struct str *own, struct slice rule)
{
	if (!own->len)
		return rule;
	if (rule.len) {
		str_add_char(own, ' ');
		str_add_slice(own, rule);
	}
	struct slice words = sarif_hold(r->run, own);
	str_fini(own);
	return words;
}

static void take_words(const struct sarif_result *r, struct scan_finding *f)
{
	const struct node *properties = r->parts[PART_PROPERTIES];
	struct str cwe = {0}, ids = {0};
	add_taxa(r, &cwe);
	sarif_add_cwe(&cwe, node_at(properties, "cwe"));
	if (!r->rule || !slice_equal(r->id, r->rule->id))
		sarif_add_ids(&ids, r->id);
	f->cwe = both(r, &cwe, r->rule ? r->rule->cwe : (struct slice){0});
	f->ids = both(r, &ids, r->rule ? r->rule->ids : (struct slice){0});
}

// Trivy and Grype tell the package in the message's lines.
static void take_package(struct slice message, struct scan_finding *f)
{
	static const struct {
		const char *label;
		size_t member;
	} LABELS[] = {
		{"Package: ", offsetof(struct scan_finding, package)},
		{"Installed Version: ", offsetof(struct scan_finding, version)},
		{"Fixed Version: ", offsetof(struct scan_finding, fixed)},
	};
	while (message.len) {
		struct slice line = slice_cut(&message, '\n');
		for (size_t i = 0; i < sizeof LABELS / sizeof *LABELS; i++) {
			size_t len = strlen(LABELS[i].label);
			struct slice *to = (struct slice *)(void *)((char *)f + LABELS[i].member);
			if (slice_starts(line, LABELS[i].label) && !to->len)
				*to = slice_trim((struct slice){line.at + len, line.len - len});
		}
	}
}

// ---- The finding ----

// How often it was met (§3.27.24); what is no such number is once.
static int64_t count_of(const struct sarif_result *r)
{
	static const int64_t MOST = 1000000000;
	int64_t count = node_int(r->parts[PART_COUNT], "", 0);
	return count > 0 && count < MOST ? count : 0;
}

// hadolint's rule for a file that it could not parse, in which it found nothing else then.
static void note_unread(const struct sarif_result *r)
{
	struct slice tool = sarif_tool(r->run);
	if (slice_is(r->id, "DL1000") && tool.len == 8 && !strncasecmp(tool.at, "hadolint", 8))
		scan_is_part(r->run->file, "a Dockerfile could not be parsed (DL1000)");
}

static bool send(struct sarif_result *r, struct err *err)
{
	struct scan_finding f = {.row = r->row};
	sarif_find_rule(r);
	f.class = sarif_class_of(r->run, r->rule);
	f.rule = r->id;
	sarif_level(r, &f);
	f.title = sarif_message(r);
	f.title = f.title.len ? f.title : r->rule ? r->rule->title : r->id;
	f.title = f.title.len ? f.title : r->id;
	if (r->parts[PART_LOCATIONS])
		sarif_place(r->run, r->parts[PART_LOCATIONS], &f);
	take_words(r, &f);
	if (f.ids.len)
		take_package(f.title, &f);
	f.print = sarif_print(r);
	sarif_claim(r->parts[PART_SUPPRESSIONS], &f);
	f.uid = part_text(r, PART_CORRELATION);
	f.seen = scan_time(node_text(r->parts[PART_PROVENANCE], "firstDetectionTimeUtc"));
	f.link = part_text(r, PART_VIEWER);
	f.link = f.link.len || !r->rule ? f.link : r->rule->link;
	f.places = str_slice(&r->places_text);
	f.n = count_of(r);
	if (f.class == FINDING_SECRET)
		f.secret = f.snippet;
	sarif_trivy_finding(r, &f);
	if (!sarif_go_on(r->run, r->rule, err))
		return false;
	note_unread(r);
	return scan_add(r->run->file, &f, err);
}

// A kind that is no failure (§3.27.9) counts, and is no finding; a kind that nobody knows is one.
static bool is_finding(const struct sarif_result *r)
{
	static const char *const NO_FAILURES[] = {"pass", "notApplicable", "informational"};
	for (size_t i = 0; i < sizeof NO_FAILURES / sizeof *NO_FAILURES; i++)
		if (slice_is(part_text(r, PART_KIND), NO_FAILURES[i]))
			return false;
	return !slice_is(part_text(r, PART_BASELINE), "absent");
}

static void show_parts(struct sarif_result *r)
{
	struct node *whole = &r->shown[SARIF_PARTS], *last = NULL;
	*whole = (struct node){.kind = NODE_MAP};
	for (int i = 0; i < SARIF_PARTS; i++) {
		if (!r->parts[i])
			continue;
		r->shown[i] = *r->parts[i];
		r->shown[i].key = PARTS[i];
		r->shown[i].next = NULL;
		*(last ? &last->next : &whole->first) = &r->shown[i];
		last = &r->shown[i];
	}
	r->run->file->item = whole;
}

// Code flows are left out, and it is said where there are any.
static bool pass_flow(void *own, struct doc *doc, struct err *err)
{
	struct sarif_result *r = own;
	sarif_say(r->run, &r->run->flows_said, "code flows are left out");
	return doc_skip(doc, err);
}

static bool read_parts(struct sarif_result *r, struct doc *doc, struct err *err)
{
	struct slice key;
	bool more;
	if (!doc_enter(doc, err))
		return false;
	while (doc_next(doc, &key, &more, err)) {
		if (!more)
			return true;
		int part = part_of(key);
		if (slice_is(key, "codeFlows") && !sarif_each(doc, pass_flow, r, err))
			return false;
		if (part == PART_LOCATIONS ? !sarif_each(doc, read_location, r, err)
					   : part >= 0 && !doc_read(doc, &r->parts[part], err))
			return false;
	}
	return false;
}

static bool read_result(struct sarif_run *run, int64_t row, struct doc *doc, struct err *err)
{
	struct sarif_result r;
	memset(&r, 0, offsetof(struct sarif_result, shown));
	r.run = run;
	r.row = row;
	bool done = read_parts(&r, doc, err);
	if (done && r.places > PLACES_READ)
		sarif_say(run, &run->places_said, "of more than 24 places the first 24 are told");
	*(slice_is(part_text(&r, PART_BASELINE), "new") ? &run->news : &run->others) += 1;
	if (done && is_finding(&r)) {
		show_parts(&r);
		done = send(&r, err);
	}
	str_fini(&r.places_text);
	doc_forget(doc);
	arena_clear(&run->scratch);
	run->file->item = NULL;
	return done;
}

bool sarif_read_results(struct sarif_run *run, int64_t *row, struct doc *doc, struct err *err)
{
	bool more;
	if (!doc_enter(doc, err))
		return false;
	while (doc_next(doc, NULL, &more, err)) {
		if (!more)
			return true;
		if (!read_result(run, ++*row, doc, err))
			return false;
	}
	return false;
}
