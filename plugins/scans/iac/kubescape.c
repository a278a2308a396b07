// Kubescape's JSON: results[] of objects with controls[], and what each control is worth in
// summaryDetails.controls.
//
// The level is of the control's score factor: 9 Critical, 7 High, 4 Medium, 1 Low. A control that
// passed by an exception is a claim; one that was skipped could not be tested.
// Source: kubescape/opa-utils, reporthandling/results and apis "ControlSeverityToString".
#include "base/map.h"
#include "plugins/scans/formats.h"
#include "plugins/scans/tour/tour.h"

#include <stdlib.h>

struct scape {
	struct scan scan;
	struct slice cluster, context, generated;
	struct map factors; // of each control, in thousandths
	struct str targets; // what was asked for
};

static int detect(const struct scan_sniff *sniff)
{
	const struct node *json = sniff->json;
	return node_has(json, "summaryDetails") && (node_has(json, "summaryDetails.controls") ||
						    node_at(json, "results"))
		       ? 95
		       : 0;
}

// ---- The scan ----

// A number in thousandths; the factor is written as 5 or 5.5.
static int64_t thousandths(struct slice text)
{
	char *end, copy[32] = {0};
	for (size_t i = 0; i < text.len && i < sizeof copy - 1; i++)
		copy[i] = text.at[i];
	double number = strtod(copy, &end);
	return end == copy || !(number > 0 && number < 1000) ? 0 : (int64_t)(number * 1000);
}

static bool factor(struct tour *tour, const struct node *control, struct err *err)
{
	struct scape *scape = tour->own;
	(void)err;
	*map_put(&scape->factors, slice_or(node_text(control, "controlID"), tour->key), NULL) =
		thousandths(node_text(control, "scoreFactor"));
	return true;
}

static bool target_name(struct tour *tour, const struct node *node, struct err *err)
{
	struct scape *scape = tour->own;
	(void)err;
	if (scape->targets.len)
		str_add_char(&scape->targets, ',');
	str_add_slice(&scape->targets, node->text);
	return true;
}

static bool chunk(struct tour *tour, const struct node *node, struct err *err)
{
	struct scape *scape = tour->own;
	(void)err;
	if (node_int(node, "", 0) > 0)
		scape->scan.partial = SLICE("a chunk of a longer report");
	return true;
}

static bool control_counts(struct tour *tour, const struct node *control, struct err *err)
{
	struct scape *scape = tour->own;
	struct slice status = node_text(control, "status.status");
	(void)err;
	scape->scan.passed += slice_is(status, "passed");
	scape->scan.untested += slice_is(status, "skipped");
	return true;
}

// ---- Findings ----

static enum finding_level level_of(int64_t factor)
{
	static const struct {
		int64_t least;
		enum finding_level level;
	} LEVELS[] = {{9000, LEVEL_CRITICAL},
		      {7000, LEVEL_HIGH},
		      {4000, LEVEL_MEDIUM},
		      {1000, LEVEL_LOW}};
	for (size_t i = 0; i < sizeof LEVELS / sizeof *LEVELS; i++)
		if (factor >= LEVELS[i].least)
			return LEVELS[i].level;
	return LEVEL_UNKNOWN;
}

// "path=12/api=apps/v1//Deployment/nginx", "apps/v1/shop/Deployment/nginx": the last three parts.
static struct slice object_of(struct slice id)
{
	size_t at = id.len, parts = 0;
	while (at > 0 && (id.at[at - 1] != '/' || ++parts < 3))
		at--;
	return at ? (struct slice){id.at + at, id.len - at} : id;
}

static bool is_excepted(const struct node *control)
{
	return slice_is(node_text(control, "status.subStatus"), "w/exceptions") ||
	       slice_is(node_text(control, "status.status"), "excluded");
}

static bool send_control(struct tour *tour, const struct node *result, const struct node *control,
			 struct err *err)
{
	struct scape *scape = tour->own;
	struct slice id = node_text(control, "controlID");
	const int64_t *factor = map_get(&scape->factors, id);
	struct slice status = node_text(control, "status.status");
	bool excepted = is_excepted(control), skipped = slice_is(status, "skipped");
	if (!skipped)
		scan_lists_rule(tour->file, id);
	if (!excepted && !skipped && !slice_is(status, "failed"))
		return true;
	struct scan_finding finding = {
		.class = FINDING_IAC,
		.level = level_of(factor ? *factor : 0),
		.raw = factor ? tour_text(tour, "score factor %lld", (long long)*factor / 1000)
			      : (struct slice){0},
		.from = SLICE("score"),
		.rule = id,
		.title = slice_or(node_text(control, "name"), id),
		.resource = object_of(node_text(result, "resourceID")),
	};
	if (skipped && !excepted)
		finding.status = SLICE("untested");
	if (excepted)
		finding.claim = SLICE("suppressed");
	return scan_add(tour->file, &finding, err);
}

static bool send(struct tour *tour, const struct node *result, struct err *err)
{
	for (NODE_EACH(control, node_at(result, "controls")))
		if (!send_control(tour, result, control, err))
			return false;
	return true;
}

// One that was skipped was made only where an object says so.
static bool list_control(struct tour *tour, const struct node *control, struct err *err)
{
	struct slice status =
		slice_or(node_text(control, "statusInfo.status"), node_text(control, "status"));
	(void)err;
	if (!slice_is(status, "skipped"))
		scan_lists_rule(tour->file, slice_or(node_text(control, "controlID"), tour->key));
	return true;
}

enum { SAW_RESULTS };
static const struct tour_row HEAD[] = {
	{"results", NULL, 0},
	{"results.[].controls.[]", control_counts, 0},
	{"summaryDetails.controls.{}", factor, 0},
	{"clusterName", NULL, TOUR_TEXT(struct scape, cluster)},
	{"metadata.targetMetadata.clusterContextMetadata.contextName", NULL,
	 TOUR_TEXT(struct scape, context)},
	{"metadata.scanMetadata.targetNames.[]", target_name, 0},
	{"metadata.scanMetadata.kubescapeVersion", NULL, TOUR_TEXT(struct scape, scan.version)},
	{"generationTime", NULL, TOUR_TEXT(struct scape, generated)},
	{"paginationInfo.chunkNumber", chunk, 0},
	{NULL, NULL, 0},
};
static const struct tour_row SEND[] = {
	{"results.[]", send, 0}, {"summaryDetails.controls.{}", list_control, 0}, {NULL, NULL, 0}};

// The frameworks that were asked for are the scan's category.
static bool tour_scape(struct tour *tour, struct err *err)
{
	struct scape *scape = tour->own;
	struct scan *scan = &scape->scan;
	if (!tour_all(tour, HEAD, err))
		return false;
	if (!tour_saw(tour, SAW_RESULTS))
		return tour_refuse(tour, "Kubescape", "results", err);
	scan->target = slice_or(scape->cluster, scape->context);
	scan->target_kind = scan->target.len ? SLICE("cluster") : (struct slice){0};
	scan->vague = true; // a context's name, as k3s' "default"
	scan->category = str_slice(&scape->targets);
	scan->rules = (int64_t)scape->factors.len;
	int64_t at = scan_made(tour->file, scape->generated);
	scan->at = at > 0 ? at : 0;
	return tour_scan(tour, scan, SEND, err);
}

static bool read(struct scan_file *file, struct err *err)
{
	struct scape scape = {.scan = {.tool = SLICE("kubescape"),
				       .class = FINDING_IAC,
				       .blind = SLICE("no control was held against any object")}};
	struct tour tour = {.file = file, .own = &scape};
	bool ok = tour_scape(&tour, err);
	map_fini(&scape.factors);
	str_fini(&scape.targets);
	tour_fini(&tour);
	return ok;
}

const struct scan_format FORMAT_KUBESCAPE = {
	.name = "kubescape-json",
	.title = "Kubescape, JSON",
	.detect = detect,
	.read = read,
};
