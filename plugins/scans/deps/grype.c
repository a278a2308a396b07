// Grype's JSON: matches[], and in ignoredMatches[] what its configuration or a VEX document hid,
// which are claims without an end.
//
// A match is one package at its places; the same flaw at another path is another match. The tool's
// `severity` is taken, with Negligible as Info and Unknown as unknown.
// Source: anchore/grype, grype/presenter/models.
#include "plugins/scans/formats.h"

#include "plugins/scans/tour/tour.h"
#include "plugins/scans/words/words.h"

#include <stdlib.h>

static int detect(const struct scan_sniff *sniff)
{
	const struct node *match = node_at(sniff->json, "matches.0");
	if (slice_is(node_text(sniff->json, "descriptor.name"), "grype"))
		return 95;
	return node_has(match, "vulnerability.id") && node_has(match, "artifact") ? 90 : 0;
}

// What lies in files that it was told to leave out is not told.
static void note_excluded(struct tour *tour, const struct node *exclude)
{
	struct scan *scan = tour->own;
	struct slice globs = scan_quote(tour->file, tour_join(tour, exclude, "", ", "));
	if (node_at(exclude, "0"))
		scan->partial =
			scan_keep(tour->file, "files were left out (exclude: %.*s)", TOUR_S(globs));
}

static bool descriptor(struct tour *tour, const struct node *node, struct err *err)
{
	struct scan *scan = tour->own;
	(void)err;
	scan->version = scan_keep_slice(tour->file, node_text(node, "version"));
	scan->at = scan_made(tour->file, node_text(node, "timestamp"));
	bool fixed = node_bool(node, "configuration.only-fixed", false);
	bool unfixed = node_bool(node, "configuration.only-notfixed", false);
	if (fixed || unfixed) {
		scan->filter = fixed ? SLICE("only fixed") : SLICE("only unfixed");
		scan->fix = fixed ? SLICE("fixed") : SLICE("unfixed");
	}
	note_excluded(tour, node_at(node, "configuration.exclude"));
	return true;
}

// Its own name's digest at a registry, which is what runs and what gates are bound to; a manifest's
// is that of one platform or of a local copy.
static void name_image(struct tour *tour, const struct node *image, struct scan *scan)
{
	struct scan_file *file = tour->file;
	struct slice digest, name = node_text(image, "userInput");
	struct slice repos = words_join(node_at(image, "repoDigests"), "", file->arena);
	struct slice manifest = node_text(image, "manifestDigest"),
		     id = node_text(image, "imageID");
	scan->digests = WORDS(file->arena, repos, SLICE(" "), manifest, SLICE(" "), id);
	name = scan_keep_slice(
		file, image_called(name, node_text(image, "tags.0"), repos, scan->digests));
	scan->target = image_name(name, &scan->ref, &digest);
	digest = slice_or(digest, image_digest(name, repos));
	scan->digest = scan_keep_slice(file, slice_or(digest, slice_or(manifest, id)));
}

// An image by its name, with tag and digest apart; a folder by its path, which is a category, since
// the same path is another thing on another machine.
static bool source_target(struct tour *tour, const struct node *node, struct err *err)
{
	struct scan *scan = tour->own;
	(void)err;
	if (node->kind == NODE_TEXT) {
		scan->category = folder_name(tour, node->text);
		return true;
	}
	name_image(tour, node, scan);
	scan->target_kind = SLICE("image");
	scan->class = FINDING_CONTAINER;
	return true;
}

// The record's own entry of CVSS's newest version, else the first related record's.
static const struct node *newest_cvss(const struct node *match)
{
	const struct node *lists[] = {node_at(match, "vulnerability.cvss"),
				      node_at(match, "relatedVulnerabilities.0.cvss")};
	const struct node *best = NULL;
	for (size_t i = 0; i < 2 && !best; i++)
		for (NODE_EACH(entry, lists[i]))
			if (!best || slice_compare(node_text(best, "version"),
						   node_text(entry, "version")) < 0)
				best = entry;
	return best;
}

static struct slice fix_state(const struct node *match)
{
	struct slice state = node_text(match, "vulnerability.fix.state");
	if (slice_is(state, "not-fixed"))
		return SLICE("not_fixed");
	if (slice_is(state, "wont-fix"))
		return SLICE("will_not_fix");
	return slice_is(state, "fixed") ? state : (struct slice){0};
}

static struct slice epss_of(const struct node *match)
{
	return slice_or(node_text(match, "vulnerability.epss.0.epss"),
			node_text(match, "relatedVulnerabilities.0.epss.0.epss"));
}

static bool is_exploited(const struct node *match)
{
	return node_at(match, "vulnerability.knownExploited.0") ||
	       node_at(match, "relatedVulnerabilities.0.knownExploited.0");
}

// ---- Places ----

static int compare_paths(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

// Where the package is: the path that is its primary evidence, else the first in order of bytes,
// so that the order in the report does not matter. The others, in order, are further places.
static void place(struct tour *tour, struct scan_finding *finding, const struct node *match)
{
	const struct node *list = node_at(match, "artifact.locations");
	size_t count = 0, others = 0;
	struct str text = {0};
	struct slice *paths =
		arena_alloc(&tour->scratch, (list ? list->count + 1 : 1) * sizeof *paths);
	for (NODE_EACH(location, list)) {
		paths[count] = node_text(location, "path");
		if (slice_is(node_text(location, "annotations.evidence"), "primary") &&
		    (!finding->file.len || slice_compare(paths[count], finding->file) < 0))
			finding->file = paths[count];
		count++;
	}
	qsort(paths, count, sizeof *paths, compare_paths);
	finding->file = finding->file.len || !count ? finding->file : paths[0];
	for (size_t i = 0; i < count; i++)
		if (!slice_equal(paths[i], finding->file))
			str_addf(&text, "%s%.*s", others++ ? "\n" : "", TOUR_S(paths[i]));
	finding->places = tour_text(tour, "%s", str_text(&text));
	finding->file = tour_path(tour, finding->file);
	str_fini(&text);
}

static struct scan_finding made_of(struct tour *tour, const struct node *match)
{
	const struct scan *scan = tour->own;
	const struct node *cvss = newest_cvss(match);
	struct slice id = node_text(match, "vulnerability.id");
	struct slice name = node_text(match, "artifact.name");
	struct slice related = tour_join(tour, node_at(match, "relatedVulnerabilities"), "id", " ");
	struct slice severity = node_text(match, "vulnerability.severity");
	struct scan_finding finding = {
		.class = scan->class,
		.level = finding_level_of(severity),
		.raw = severity,
		.from = SLICE("tool"),
		.rule = id,
		.title = tour_text(tour, "%.*s in %.*s", TOUR_S(id), TOUR_S(name)),
		.text = slice_or(node_text(match, "vulnerability.description"),
				 node_text(match, "relatedVulnerabilities.0.description")),
		.ids = tour_text(tour, "%.*s %.*s", TOUR_S(id), TOUR_S(related)),
		.cvss = node_text(cvss, "metrics.baseScore"),
		.vector = node_text(cvss, "vector"),
		.epss = epss_of(match),
		.kev = is_exploited(match),
		.purl = node_text(match, "artifact.purl"),
		.package = name,
		.version = node_text(match, "artifact.version"),
		.fixed = tour_join(tour, node_at(match, "vulnerability.fix.versions"), "", ", "),
		.fix = fix_state(match),
		.link = node_text(match, "vulnerability.dataSource"),
	};
	place(tour, &finding, match);
	return finding;
}

static bool match(struct tour *tour, const struct node *node, struct err *err)
{
	struct scan_finding finding = made_of(tour, node);
	return scan_add(tour->file, &finding, err);
}

static bool ignored(struct tour *tour, const struct node *node, struct err *err)
{
	struct scan_finding finding = made_of(tour, node);
	const struct node *rules = node_at(node, "appliedIgnoreRules");
	struct slice vex = node_text(rules, "0.vex-status");
	finding.claim = slice_is(vex, "not_affected") ? vex : SLICE("suppressed");
	finding.claim_why = slice_or(tour_join(tour, rules, "reason", "; "),
				     tour_join(tour, rules, "vex-justification", "; "));
	return scan_add(tour->file, &finding, err);
}

enum { SAW_MATCHES };
static const struct tour_row HEAD[] = {{"matches", NULL, 0},
				       {"descriptor", descriptor, 0},
				       {"source.target", source_target, 0},
				       {NULL, NULL, 0}};
static const struct tour_row SEND[] = {
	{"matches.[]", match, 0}, {"ignoredMatches.[]", ignored, 0}, {NULL, NULL, 0}};

static bool read(struct scan_file *file, struct err *err)
{
	struct scan scan = {.tool = SLICE("grype"), .class = FINDING_DEPENDENCY};
	struct tour tour = {.file = file, .own = &scan};
	bool ok = tour_all(&tour, HEAD, err) &&
		  (tour_saw(&tour, SAW_MATCHES) || tour_refuse(&tour, "Grype", "matches", err)) &&
		  tour_scan(&tour, &scan, SEND, err);
	tour_fini(&tour);
	return ok;
}

const struct scan_format FORMAT_GRYPE = {
	.name = "grype-json",
	.title = "Grype, JSON",
	.detect = detect,
	.read = read,
};
