// npm audit's JSON: of npm 6 (advisories by id) and of npm 7 and later (vulnerabilities by
// package).
//
// A finding is an advisory in a package and version. npm 7 lists packages that are affected only
// through another one too ("via" is a name): the finding stands with that other one, and here only
// where the report lacks it. {"error":{…}} is an audit that failed.
// Source: npm-audit(1), "Audit JSON"; npm/npm-audit-report.
#include "base/map.h"
#include "plugins/scans/formats.h"
#include "plugins/scans/tour/tour.h"

#include <string.h>

struct npm {
	struct scan scan;
	struct map packages;  // of npm 7, by name
	struct slice failure; // "" when the audit went well
};

static int detect(const struct scan_sniff *sniff)
{
	const struct node *json = sniff->json;
	if (node_has(json, "auditReportVersion"))
		return 95;
	if (node_has(json, "advisories") && (node_at(json, "actions") || node_at(json, "metadata")))
		return 90;
	return node_has(json, "error.code") && node_has(json, "error.summary") ? 60 : 0;
}

// "…/advisories/GHSA-…" of an advisory's address.
static struct slice ghsa_of(struct slice url)
{
	for (size_t i = 0; i + 5 <= url.len; i++)
		if (!memcmp(url.at + i, "GHSA-", 5))
			return (struct slice){url.at + i, url.len - i};
	return (struct slice){0};
}

static struct scan_finding made_of(struct tour *tour, const struct node *advisory,
				   struct slice number, struct slice package)
{
	struct slice severity = node_text(advisory, "severity"), url = node_text(advisory, "url");
	struct slice ghsa = slice_or(node_text(advisory, "github_advisory_id"), ghsa_of(url));
	struct slice cves = tour_join(tour, node_at(advisory, "cves"), "", " ");
	return (struct scan_finding){
		.class = FINDING_DEPENDENCY,
		.level = finding_level_of(severity),
		.raw = severity,
		.from = SLICE("tool"),
		.rule = ghsa.len ? ghsa : tour_text(tour, "npm:%.*s", TOUR_S(number)),
		.title = node_text(advisory, "title"),
		.ids = tour_text(tour, "%.*s %.*s", TOUR_S(ghsa), TOUR_S(cves)),
		.cwe = tour_join(tour, node_at(advisory, "cwe"), "", " "),
		.package = package,
		.link = url,
	};
}

// ---- npm 6 ----

static bool send_old(struct tour *tour, const struct node *advisory, struct err *err)
{
	struct slice name = node_text(advisory, "module_name");
	struct scan_finding finding = made_of(tour, advisory, node_text(advisory, "id"), name);
	finding.text = node_text(advisory, "overview");
	finding.fixed = node_text(advisory, "patched_versions");
	for (NODE_EACH(found, node_at(advisory, "findings"))) {
		finding.version = node_text(found, "version");
		finding.purl = tour_purl(tour, SLICE("npm"), name, finding.version);
		finding.places = tour_join(tour, node_at(found, "paths"), "", "\n");
		if (!scan_add(tour->file, &finding, err))
			return false;
	}
	return node_at(advisory, "findings.0") || scan_add(tour->file, &finding, err);
}

// ---- npm 7 ----

static bool note(struct tour *tour, const struct node *node, struct err *err)
{
	struct npm *npm = tour->own;
	(void)err;
	map_put(&npm->packages, slice_or(node_text(node, "name"), tour->key), NULL);
	return true;
}

// What the package is mended by: its own new version, or that of what brings it in.
static struct slice fix_of(struct tour *tour, const struct node *package)
{
	struct slice version = node_text(package, "fixAvailable.version");
	struct slice name = node_text(package, "fixAvailable.name");
	return version.len ? tour_text(tour, "%.*s@%.*s", TOUR_S(name), TOUR_S(version)) : version;
}

static void describe(struct tour *tour, struct scan_finding *finding, const struct node *package)
{
	finding->purl = tour_purl(tour, SLICE("npm"), finding->package, (struct slice){0});
	finding->fixed = fix_of(tour, package);
	finding->fix =
		node_bool(package, "fixAvailable", true) ? SLICE("fixed") : SLICE("not_fixed");
	finding->places = tour_join(tour, node_at(package, "nodes"), "", "\n");
}

static bool send_via(struct tour *tour, const struct node *package, const struct node *via,
		     struct err *err)
{
	struct slice name = slice_or(node_text(via, "name"), node_text(package, "name"));
	struct scan_finding finding = made_of(tour, via, node_text(via, "source"), name);
	finding.cvss = node_text(via, "cvss.score");
	finding.vector = node_text(via, "cvss.vectorString");
	describe(tour, &finding, package);
	return scan_add(tour->file, &finding, err);
}

static bool send_lost(struct tour *tour, const struct node *package, struct slice via,
		      struct err *err)
{
	struct slice severity = node_text(package, "severity");
	struct scan_finding finding = {
		.class = FINDING_DEPENDENCY,
		.level = finding_level_of(severity),
		.raw = severity,
		.from = SLICE("tool"),
		.rule = tour_text(tour, "npm:via:%.*s", TOUR_S(via)),
		.title = tour_text(tour, "affected through %.*s", TOUR_S(via)),
		.package = node_text(package, "name"),
	};
	describe(tour, &finding, package);
	return scan_add(tour->file, &finding, err);
}

static bool send_package(struct tour *tour, const struct node *package, struct err *err)
{
	struct npm *npm = tour->own;
	for (NODE_EACH(via, node_at(package, "via")))
		if (via->kind == NODE_MAP ? !send_via(tour, package, via, err)
					  : !map_get(&npm->packages, via->text) &&
						    !send_lost(tour, package, via->text, err))
			return false;
	return true;
}

static bool failure(struct tour *tour, const struct node *node, struct err *err)
{
	struct npm *npm = tour->own;
	struct slice code = node_text(node, "code"), summary = node_text(node, "summary");
	(void)err;
	npm->failure =
		scan_keep(tour->file, "npm audit failed: %.*s %.*s", TOUR_S(code), TOUR_S(summary));
	return true;
}

// npm 7 counts what the project depends on, without itself; npm 6 in one number.
static bool dependencies(struct tour *tour, const struct node *node, struct err *err)
{
	struct npm *npm = tour->own;
	(void)err;
	if (slice_is(node->text, "0"))
		npm->scan.blind = SLICE("it has no dependency to audit");
	return true;
}

enum { SAW_VULNERABILITIES, SAW_ADVISORIES };
static const struct tour_row HEAD[] = {{"vulnerabilities", NULL, 0},
				       {"advisories", NULL, 0},
				       {"vulnerabilities.{}", note, 0},
				       {"error", failure, 0},
				       {"metadata", tour_maybe, 0},
				       {"metadata.totalDependencies", dependencies, 0},
				       {"metadata.dependencies", tour_maybe, 0},
				       {"metadata.dependencies.total", dependencies, 0},
				       {NULL, NULL, 0}};
static const struct tour_row SEND[] = {
	{"vulnerabilities.{}", send_package, 0}, {"advisories.{}", send_old, 0}, {NULL, NULL, 0}};

static bool tour_npm(struct tour *tour, struct err *err)
{
	struct npm *npm = tour->own;
	if (!tour_all(tour, HEAD, err))
		return false;
	if (npm->failure.len)
		return scan_begin(tour->file, &npm->scan, err) &&
		       scan_end(tour->file, npm->failure.at, err);
	if (!tour_saw(tour, SAW_VULNERABILITIES) && !tour_saw(tour, SAW_ADVISORIES))
		return tour_refuse(tour, "npm audit", "vulnerabilities", err);
	return tour_scan(tour, &npm->scan, SEND, err);
}

static bool read(struct scan_file *file, struct err *err)
{
	struct npm npm = {.scan = {.tool = SLICE("npm-audit"), .class = FINDING_DEPENDENCY}};
	struct tour tour = {.file = file, .own = &npm};
	bool ok = tour_npm(&tour, err);
	map_fini(&npm.packages);
	tour_fini(&tour);
	return ok;
}

const struct scan_format FORMAT_NPM_AUDIT = {
	.name = "npm-audit-json",
	.title = "npm audit, JSON of npm 6 and of npm 7 and later",
	.detect = detect,
	.read = read,
};
