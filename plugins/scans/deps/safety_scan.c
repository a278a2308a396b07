// The JSON of `safety scan` (Safety 3): projects, each with files, each with dependencies, whose
// specifications hold what is known of them.
//
// A file's place may stand behind what was found in it: it is learned on a first tour. A dependency
// is read whole. Source: pyupio/safety, safety/scan/test.json (schema_version 3.0).
#include "plugins/scans/deps/safety.h"
#include "plugins/scans/formats.h"
#include "plugins/scans/tour/tour.h"

#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

struct place {
	size_t project, file;
	struct slice path;
};

struct report {
	struct scan scan;
	struct slice root;   // of what was scanned
	struct slice origin; // of the first project that has one, with its branch
	bool origins;	     // there are several
	vec(struct place) places;
	size_t at; // of the file that findings are sent of
};

static int detect(const struct scan_sniff *sniff)
{
	const struct node *json = sniff->json;
	if (!node_has(json, "scan_results"))
		return 0;
	bool meta = node_has(json, "meta.telemetry.safety_version") ||
		    node_has(json, "meta.safety_version");
	return meta ? 95 : node_has(json, "scan_results.projects.0.files") ? 60 : 0;
}

// ---- The scan ----

static bool meta(struct tour *tour, const struct node *node, struct err *err)
{
	struct report *report = tour->own;
	(void)err;
	report->scan.at = scan_made(tour->file, node_text(node, "timestamp"));
	report->scan.version =
		scan_keep_slice(tour->file, slice_or(node_text(node, "telemetry.safety_version"),
						     node_text(node, "safety_version")));
	if (!node_at(node, "scan_locations.1"))
		report->root = scan_keep_slice(tour->file, node_text(node, "scan_locations.0"));
	return true;
}

static bool git(struct tour *tour, const struct node *node, struct err *err)
{
	struct report *report = tour->own;
	struct slice branch = scan_keep_slice(tour->file, node_text(node, "branch"));
	struct slice origin = words_repo_on(node_text(node, "origin"), &branch, tour->file->arena);
	(void)err;
	report->origins |= report->origin.len && !slice_equal(report->origin, origin);
	if (report->origin.len || !origin.len)
		return true;
	report->origin = origin;
	report->scan.digest = scan_keep_slice(tour->file, node_text(node, "commit"));
	report->scan.ref = branch;
	return true;
}

// Relative to what was scanned, where that is its beginning.
static bool location(struct tour *tour, const struct node *node, struct err *err)
{
	struct report *report = tour->own;
	struct slice path = node->text, root = report->root;
	(void)err;
	if (root.len > 1 && path.len > root.len && path.at[root.len] == '/' &&
	    !memcmp(path.at, root.at, root.len))
		path = (struct slice){path.at + root.len, path.len - root.len};
	path = scan_keep_slice(tour->file, tour_path(tour, path));
	*vec_push(&report->places) = (struct place){tour->index[0], tour->index[1], path};
	return true;
}

static bool is_before(const struct place *place, const struct tour *tour)
{
	return place->project < tour->index[0] ||
	       (place->project == tour->index[0] && place->file < tour->index[1]);
}

// Both tours meet the files in the same order.
static struct slice path_here(const struct tour *tour)
{
	struct report *report = tour->own;
	const struct place *place;
	while (report->at < report->places.len && is_before(&report->places.at[report->at], tour))
		report->at++;
	if (report->at == report->places.len)
		return (struct slice){0};
	place = &report->places.at[report->at];
	return place->project == tour->index[0] && place->file == tour->index[1]
		       ? place->path
		       : (struct slice){0};
}

static bool count(struct tour *tour, const struct node *dependency, struct err *err)
{
	struct report *report = tour->own;
	(void)err;
	for (NODE_EACH(spec, node_at(dependency, "specifications")))
		report->scan.passed += !node_has(spec, "vulnerabilities.known_vulnerabilities.0");
	return true;
}

// ---- Findings ----

// "django[argon2]==4.2 ; python_version<'4'": "4.2"; empty where no one version is named.
static struct slice version_of(struct slice raw)
{
	const char *equal = raw.len ? memmem(raw.at, raw.len, "==", 2) : NULL;
	if (!equal)
		return (struct slice){0};
	struct slice rest = {equal + 2, raw.len - (size_t)(equal + 2 - raw.at)};
	if (rest.len && rest.at[0] == '=')
		rest = (struct slice){rest.at + 1, rest.len - 1};
	rest = slice_trim(rest);
	for (size_t i = 0; i < rest.len; i++)
		if (strchr(" ;,\t#\\", rest.at[i]))
			rest.len = i;
	return rest.len && rest.at[rest.len - 1] == '*' ? (struct slice){0} : rest;
}

static struct slice fixed_of(struct tour *tour, const struct node *remediation)
{
	struct slice first = node_text(remediation, "recommended");
	struct slice others = tour_join(tour, node_at(remediation, "other_recommended"), "", ", ");
	return first.len && others.len
		       ? tour_text(tour, "%.*s, %.*s", TOUR_S(first), TOUR_S(others))
		       : slice_or(first, others);
}

static bool send_one(struct tour *tour, const struct scan_finding *of_spec, const struct node *vuln,
		     struct err *err)
{
	struct scan_finding finding = *of_spec;
	const struct node *ignored = node_at(vuln, "ignored");
	struct slice cve = node_text(vuln, "cve.name");
	finding.rule = node_text(vuln, "id");
	struct slice shown = slice_or(cve, finding.rule);
	finding.title = tour_text(tour, "%.*s in %.*s", TOUR_S(shown), TOUR_S(finding.package));
	finding.text = slice_or(node_text(vuln, "cve.advisory"), node_text(vuln, "advisory"));
	finding.ids = cve;
	safety_rate(&finding, node_at(vuln, "cve"));
	if (ignored && ignored->kind == NODE_MAP) {
		finding.claim = SLICE("suppressed");
		finding.claim_why =
			slice_or(node_text(ignored, "reason"), node_text(ignored, "code"));
		finding.claim_until = claim_end(node_text(ignored, "expires"));
	}
	return scan_add(tour->file, &finding, err);
}

static bool send(struct tour *tour, const struct node *dependency, struct err *err)
{
	struct slice name = node_text(dependency, "name");
	for (NODE_EACH(spec, node_at(dependency, "specifications"))) {
		struct slice version = version_of(node_text(spec, "raw"));
		struct scan_finding finding = {
			.class = FINDING_DEPENDENCY,
			.purl = tour_purl(tour, SLICE("pypi"), name, version),
			.package = name,
			.version = version,
			.fixed = fixed_of(tour, node_at(spec, "vulnerabilities.remediation")),
			.file = path_here(tour),
		};
		const struct node *known = node_at(spec, "vulnerabilities.known_vulnerabilities");
		for (NODE_EACH(vuln, known))
			if (!send_one(tour, &finding, vuln, err))
				return false;
	}
	return true;
}

// ---- The report ----

#define FILES	     "scan_results.projects.[].files.[]"
#define DEPENDENCIES FILES ".results.dependencies.[]"

enum { SAW_PROJECTS };
static const struct tour_row HEAD[] = {{"scan_results.projects", NULL, 0},
				       {"meta", meta, 0},
				       {"scan_results.projects.[].git", git, 0},
				       {DEPENDENCIES, count, 0},
				       {NULL, NULL, 0}};
static const struct tour_row PLACES[] = {{FILES ".location", location, 0}, {NULL, NULL, 0}};
static const struct tour_row SEND[] = {{DEPENDENCIES, send, 0}, {NULL, NULL, 0}};

static bool read_all(struct tour *tour, struct err *err)
{
	struct report *report = tour->own;
	if (!tour_all(tour, HEAD, err))
		return false;
	if (!tour_saw(tour, SAW_PROJECTS))
		return tour_refuse(tour, "Safety", "scan_results.projects", err);
	if (report->origin.len && !report->origins) {
		report->scan.target = report->origin;
		report->scan.target_kind = SLICE("repo");
	}
	return tour_again(tour, err) && tour_all(tour, PLACES, err) &&
	       tour_scan(tour, &report->scan, SEND, err);
}

static bool read(struct scan_file *file, struct err *err)
{
	struct report report = {.scan = {.tool = SLICE("safety"),
					 .class = FINDING_DEPENDENCY,
					 .blind = SLICE("it scanned no package")}};
	struct tour tour = {.file = file, .own = &report};
	bool done = read_all(&tour, err);
	vec_fini(&report.places);
	tour_fini(&tour);
	return done;
}

const struct scan_format FORMAT_SAFETY_SCAN = {
	.name = "safety-scan-json",
	.title = "Safety 3, JSON of safety scan",
	.detect = detect,
	.read = read,
};
