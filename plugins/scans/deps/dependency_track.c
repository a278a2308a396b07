// Dependency-Track's findings of a project (its File Packaging Format).
//
// An analysis is a claim: suppressed, false positive, not affected. A report without its list of
// findings is no clean one.
// Source: docs.dependencytrack.org, "File Formats"; the finding's schema of the server's API.
#include "plugins/scans/formats.h"
#include "plugins/scans/tour/tour.h"

#include <ctype.h>

static int detect(const struct scan_sniff *sniff)
{
	return slice_is(node_text(sniff->json, "meta.application"), "Dependency-Track") ? 95 : 0;
}

struct track {
	struct scan scan;
	struct slice name, version, at;
};

// The word for an analysis that takes a finding out; empty for others.
static struct slice claim_of(const struct node *analysis)
{
	static const struct {
		const char *state, *claim;
	} STATES[] = {{"FALSE_POSITIVE", "false_positive"},
		      {"NOT_AFFECTED", "not_affected"},
		      {"RESOLVED", "resolved"}};
	struct slice state = node_text(analysis, "state");
	for (size_t i = 0; i < sizeof STATES / sizeof *STATES; i++)
		if (slice_is(state, STATES[i].state))
			return slice_of(STATES[i].claim);
	return node_bool(analysis, "isSuppressed", false) ? SLICE("suppressed") : (struct slice){0};
}

static struct slice cwe_of(struct tour *tour, const struct node *vulnerability)
{
	struct slice one = node_text(vulnerability, "cweId");
	struct slice more = tour_join(tour, node_at(vulnerability, "cwes"), "cweId", " CWE-");
	more = slice_or(more, one);
	return more.len ? tour_text(tour, "CWE-%.*s", TOUR_S(more)) : more;
}

// An id of a database's own counting is nobody else's: "npm:533".
static bool is_counted(struct slice id)
{
	size_t digits = 0;
	while (digits < id.len && id.at[digits] >= '0' && id.at[digits] <= '9')
		digits++;
	return id.len && digits == id.len;
}

static struct slice rule_of(struct tour *tour, const struct node *vulnerability)
{
	struct slice id = node_text(vulnerability, "vulnId");
	struct slice source = node_text(vulnerability, "source");
	if (!is_counted(id) || !source.len)
		return id;
	char *rule = arena_printf(&tour->scratch, "%.*s:%.*s", TOUR_S(source), TOUR_S(id));
	for (char *c = rule; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return slice_of(rule);
}

static struct slice ids_of(struct tour *tour, const struct node *vulnerability)
{
	const struct node *aliases = node_at(vulnerability, "aliases");
	struct slice id = node_text(vulnerability, "vulnId");
	if (is_counted(id))
		id = (struct slice){0};
	struct slice cve = tour_join(tour, aliases, "cveId", " ");
	struct slice ghsa = tour_join(tour, aliases, "ghsaId", " ");
	return tour_text(tour, "%.*s %.*s %.*s", TOUR_S(id), TOUR_S(cve), TOUR_S(ghsa));
}

static bool send(struct tour *tour, const struct node *node, struct err *err)
{
	const struct node *component = node_at(node, "component");
	const struct node *vulnerability = node_at(node, "vulnerability");
	const struct node *analysis = node_at(node, "analysis");
	struct slice severity = node_text(vulnerability, "severity");
	struct slice id = node_text(vulnerability, "vulnId");
	struct slice name = node_text(component, "name");
	struct scan_finding finding = {
		.class = FINDING_DEPENDENCY,
		.level = finding_level_of(severity),
		.raw = severity,
		.from = SLICE("tool"),
		.rule = rule_of(tour, vulnerability),
		.title = slice_or(node_text(vulnerability, "title"),
				  tour_text(tour, "%.*s in %.*s", TOUR_S(id), TOUR_S(name))),
		.text = node_text(vulnerability, "description"),
		.cvss = slice_or(node_text(vulnerability, "cvssV3BaseScore"),
				 node_text(vulnerability, "cvssV2BaseScore")),
		.epss = node_text(vulnerability, "epssScore"),
		.ids = ids_of(tour, vulnerability),
		.cwe = cwe_of(tour, vulnerability),
		.purl = node_text(component, "purl"),
		.package = name,
		.version = node_text(component, "version"),
		.fixed = node_text(vulnerability, "patchedVersions"),
		.uid = node_text(node, "matrix"),
		.claim = claim_of(analysis),
		.seen = scan_time(node_text(node, "attribution.attributedOn")),
	};
	if (finding.claim.len)
		finding.claim_why = slice_or(node_text(analysis, "detail"),
					     node_text(analysis, "justification"));
	return scan_add(tour->file, &finding, err);
}

enum { SAW_FINDINGS };
static const struct tour_row HEAD[] = {
	{"findings", NULL, 0},
	{"meta.version", NULL, TOUR_TEXT(struct track, scan.version)},
	{"meta.timestamp", NULL, TOUR_TEXT(struct track, at)},
	{"project.name", NULL, TOUR_TEXT(struct track, name)},
	{"project.version", NULL, TOUR_TEXT(struct track, version)},
	{NULL, NULL, 0},
};
static const struct tour_row SEND[] = {{"findings.[]", send, 0}, {NULL, NULL, 0}};

static bool tour_track(struct tour *tour, struct err *err)
{
	struct track *track = tour->own;
	struct scan *scan = &track->scan;
	if (!tour_all(tour, HEAD, err))
		return false;
	scan->at = scan_made(tour->file, track->at);
	scan->target = track->name;
	scan->target_kind = track->name.len ? SLICE("project") : (struct slice){0};
	scan->ref = track->version;
	scan->vague = true; // its versions are projects of one name
	if (!tour_saw(tour, SAW_FINDINGS))
		scan->partial = SLICE("the report has no list of findings");
	return tour_scan(tour, scan, SEND, err);
}

static bool read(struct scan_file *file, struct err *err)
{
	struct track track = {
		.scan = {.tool = SLICE("dependency-track"), .class = FINDING_DEPENDENCY}};
	struct tour tour = {.file = file, .own = &track};
	bool ok = tour_track(&tour, err);
	tour_fini(&tour);
	return ok;
}

const struct scan_format FORMAT_DEPENDENCY_TRACK = {
	.name = "dependency-track-json",
	.title = "Dependency-Track, findings of a project",
	.detect = detect,
	.read = read,
};
