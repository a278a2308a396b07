// OSV-Scanner's JSON: results[] of a lockfile, its packages[], their vulnerabilities[] and
// groups[].
//
// Records of one flaw (GHSA, PYSEC, CVE) are a group, which is one finding. The level is the
// group's highest score, else the word of the record's database; else it is not known. Code that
// is not called is a claim, by the scanner's own analysis.
// Source: google/osv-scanner, pkg/models/results.go; the OSV schema.
#include "plugins/scans/formats.h"
#include "plugins/scans/tour/tour.h"

#include "base/vec.h"

#include <stdlib.h>

struct osv {
	struct scan scan;
	vec(struct slice) paths; // of each source
	struct slice path;
};

static int detect(const struct scan_sniff *sniff)
{
	const struct node *results = node_member(sniff->json, "results");
	if (node_has(results, "0.packages") && node_has(results, "0.source"))
		return 90;
	if (!results || results->kind != NODE_LIST || results->first)
		return 0;
	return node_at(sniff->json, "experimental_config") ? 90 : sniff->json->count == 1 ? 50 : 0;
}

static const struct {
	const char *ecosystem, *purl;
} ECOSYSTEMS[] = {
	{"PyPI", "pypi"},	  {"npm", "npm"},
	{"Maven", "maven"},	  {"Go", "golang"},
	{"crates.io", "cargo"},	  {"RubyGems", "gem"},
	{"NuGet", "nuget"},	  {"Packagist", "composer"},
	{"Hex", "hex"},		  {"Pub", "pub"},
	{"ConanCenter", "conan"}, {"CRAN", "cran"},
	{"Debian", "deb/debian"}, {"Ubuntu", "deb/ubuntu"},
	{"Alpine", "apk/alpine"}, {"SwiftURL", "swift"},
};

// "Debian:12" is Debian.
static struct slice purl_type(struct slice ecosystem)
{
	struct slice name = slice_cut(&ecosystem, ':');
	for (size_t i = 0; i < sizeof ECOSYSTEMS / sizeof *ECOSYSTEMS; i++)
		if (slice_is(name, ECOSYSTEMS[i].ecosystem))
			return slice_of(ECOSYSTEMS[i].purl);
	return (struct slice){0};
}

// ---- A flaw and its records ----

static bool has_id(const struct node *group, struct slice id)
{
	for (NODE_EACH(one, node_at(group, "ids")))
		if (slice_equal(one->text, id))
			return true;
	return false;
}

static const struct node *group_of(const struct node *package, struct slice id)
{
	for (NODE_EACH(group, node_at(package, "groups")))
		if (has_id(group, id))
			return group;
	return NULL;
}

// Whether an earlier record of the package stands for the group.
static bool is_told(const struct node *package, const struct node *group,
		    const struct node *vulnerability)
{
	for (NODE_EACH(one, node_at(package, "vulnerabilities"))) {
		if (one == vulnerability)
			return false;
		if (group && has_id(group, node_text(one, "id")))
			return true;
	}
	return false;
}

static struct slice ids_of(struct tour *tour, const struct node *vulnerability,
			   const struct node *group)
{
	struct slice id = node_text(vulnerability, "id");
	struct slice own = tour_join(tour, node_at(vulnerability, "aliases"), "", " ");
	struct slice ids = tour_join(tour, node_at(group, "ids"), "", " ");
	struct slice aliases = tour_join(tour, node_at(group, "aliases"), "", " ");
	return tour_text(tour, "%.*s %.*s %.*s %.*s", TOUR_S(id), TOUR_S(own), TOUR_S(ids),
			 TOUR_S(aliases));
}

static struct slice fixed_in(struct tour *tour, const struct node *affected)
{
	struct str text = {0};
	for (NODE_EACH(range, node_at(affected, "ranges")))
		for (NODE_EACH(event, node_at(range, "events"))) {
			struct slice fixed = node_text(event, "fixed");
			if (text.len && fixed.len)
				str_add_text(&text, ", ");
			str_add_slice(&text, fixed);
		}
	struct slice out = tour_text(tour, "%s", str_text(&text));
	str_fini(&text);
	return out;
}

// The part of the record about this package; records tell of several.
static const struct node *affected_of(const struct node *vulnerability, struct slice name)
{
	for (NODE_EACH(affected, node_at(vulnerability, "affected")))
		if (slice_equal(node_text(affected, "package.name"), name))
			return affected;
	return node_at(vulnerability, "affected.0");
}

static void rate(struct scan_finding *finding, const struct node *vulnerability,
		 const struct node *group)
{
	struct slice word = node_text(vulnerability, "database_specific.severity");
	finding->cvss = node_text(group, "max_severity");
	finding->vector = node_text(vulnerability, "severity.0.score");
	finding->level = finding_level_of_score(finding->cvss, false);
	finding->raw = slice_or(finding->cvss, word);
	finding->from = finding->cvss.len ? SLICE("cvss") : SLICE("tool");
	if (finding->level == LEVEL_UNKNOWN) {
		finding->level = finding_level_of(word);
		finding->raw = word;
		finding->from = SLICE("tool");
	}
}

static void claim_uncalled(struct scan_finding *finding, const struct node *group)
{
	const struct node *analysis = node_at(group, "experimentalAnalysis");
	bool called = !analysis || !analysis->first;
	for (NODE_EACH(one, analysis))
		called |= node_bool(one, "called", true);
	if (called)
		return;
	finding->claim = SLICE("not_affected");
	finding->claim_why = SLICE("the vulnerable code is not called");
}

static bool send_flaw(struct tour *tour, const struct node *package, const struct node *flaw,
		      struct err *err)
{
	struct osv *osv = tour->own;
	struct slice id = node_text(flaw, "id"), name = node_text(package, "package.name");
	struct slice version = node_text(package, "package.version");
	struct slice type = purl_type(node_text(package, "package.ecosystem"));
	const struct node *group = group_of(package, id), *affected = affected_of(flaw, name);
	if (is_told(package, group, flaw))
		return true;
	struct slice cwes =
		tour_join(tour, node_at(affected, "database_specific.cwes"), "cweId", " ");
	struct slice more = tour_join(tour, node_at(flaw, "database_specific.cwe_ids"), "", " ");
	struct scan_finding finding = {
		.class = FINDING_DEPENDENCY,
		.rule = id,
		.title = slice_or(node_text(flaw, "summary"), id),
		.text = node_text(flaw, "details"),
		.ids = ids_of(tour, flaw, group),
		.cwe = tour_text(tour, "%.*s %.*s", TOUR_S(cwes), TOUR_S(more)),
		.purl = tour_purl(tour, type, name, version),
		.package = name,
		.version = version,
		.fixed = fixed_in(tour, affected),
		.file = tour_path(tour, osv->path),
		.link = node_text(flaw, "references.0.url"),
	};
	rate(&finding, flaw, group);
	claim_uncalled(&finding, group);
	return scan_add(tour->file, &finding, err);
}

static bool send(struct tour *tour, const struct node *package, struct err *err)
{
	struct osv *osv = tour->own;
	osv->path = osv->paths.at[tour->index[0]];
	for (NODE_EACH(flaw, node_at(package, "vulnerabilities")))
		if (!send_flaw(tour, package, flaw, err))
			return false;
	return true;
}

static bool source(struct tour *tour, const struct node *node, struct err *err)
{
	struct osv *osv = tour->own;
	(void)node;
	(void)err;
	*vec_push(&osv->paths) = (struct slice){0};
	return true;
}

static bool source_path(struct tour *tour, const struct node *node, struct err *err)
{
	struct osv *osv = tour->own;
	(void)err;
	osv->paths.at[osv->paths.len - 1] = scan_keep_slice(tour->file, node->text);
	return true;
}

enum { SAW_RESULTS };
static const struct tour_row HEAD[] = {{"results", NULL, 0},
				       {"results.[]", source, 0},
				       {"results.[].source.path", source_path, 0},
				       {NULL, NULL, 0}};
static const struct tour_row SEND[] = {{"results.[].packages.[]", send, 0}, {NULL, NULL, 0}};

static bool read(struct scan_file *file, struct err *err)
{
	struct osv osv = {.scan = {.tool = SLICE("osv-scanner"), .class = FINDING_DEPENDENCY}};
	struct tour tour = {.file = file, .own = &osv};
	bool ok = tour_all(&tour, HEAD, err) &&
		  (tour_saw(&tour, SAW_RESULTS) ||
		   tour_refuse(&tour, "OSV-Scanner", "results", err)) &&
		  tour_scan(&tour, &osv.scan, SEND, err);
	vec_fini(&osv.paths);
	tour_fini(&tour);
	return ok;
}

const struct scan_format FORMAT_OSV_SCANNER = {
	.name = "osv-scanner-json",
	.title = "OSV-Scanner, JSON",
	.detect = detect,
	.read = read,
};
