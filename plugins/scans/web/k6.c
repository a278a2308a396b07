#include "plugins/scans/web/k6.h"

#include "plugins/scans/tour/tour.h"

static int detect(const struct scan_sniff *sniff)
{
	const struct node *json = sniff->json, *metrics = node_at(json, "metrics"),
			  *list = node_at(json, "results.metrics");
	if (node_has(json, "root_group.checks") && node_has(json, "root_group.groups"))
		return 100;
	bool summary = metrics && metrics->kind == NODE_MAP && node_has(metrics->first, "contains");
	bool machine = list && list->kind == NODE_LIST;
	return summary || (machine && node_has(json, "version")) ? 90 : 0;
}

struct k6 {
	const struct node *summary;
	enum k6_shape shape;
	struct scan scan;
	int64_t thresholds;
	bool telling; // findings are sent; before, they are only counted
};

// ---- Thresholds ----

static const struct {
	const char *title;
	enum finding_level level;
} OUTCOMES[] = {
	[K6_CROSSED] = {"threshold crossed", LEVEL_HIGH},
	[K6_NO_DATA] = {"threshold without data", LEVEL_UNKNOWN},
	[K6_UNKNOWN] = {"threshold with an unknown outcome", LEVEL_UNKNOWN},
};

static bool add_threshold(struct tour *tour, const struct node *metric,
			  const struct node *threshold, struct err *err)
{
	struct k6 *k6 = tour->own;
	enum k6_outcome outcome = k6_outcome_of(metric, threshold, k6->shape);
	struct slice name = k6_metric_name(metric), limit = threshold->key;
	if (!k6->telling) {
		k6->thresholds++;
		k6->scan.passed += outcome == K6_PASSED;
		k6->scan.untested += outcome == K6_NO_DATA || outcome == K6_UNKNOWN;
		return true;
	}
	if (outcome == K6_PASSED)
		return true;
	struct slice rule = WORDS(&tour->scratch, name, SLICE(" "), limit);
	struct scan_finding finding = {
		.class = FINDING_LOAD,
		.level = OUTCOMES[outcome].level,
		.from = SLICE("assumed"),
		.rule = rule,
		.title =
			WORDS(&tour->scratch, slice_of(OUTCOMES[outcome].title), SLICE(": "), rule),
		.text = k6_describe(metric, k6->shape, &tour->scratch),
		.resource = name,
	};
	return scan_add(tour->file, &finding, err);
}

// Failed requests that no threshold judges are worth a remark.
static bool add_failed_requests(struct tour *tour, const struct node *metric, struct err *err)
{
	struct k6 *k6 = tour->own;
	int64_t hits = 0, total = 0;
	bool rate = k6_rate(k6_values(metric, k6->shape), &hits, &total);
	if (!k6->telling || !rate || !hits || !slice_is(k6_metric_name(metric), "http_req_failed"))
		return true;
	struct slice text = k6_describe(metric, k6->shape, &tour->scratch);
	struct scan_finding finding = {
		.class = FINDING_LOAD,
		.level = LEVEL_INFO,
		.from = SLICE("assumed"),
		.rule = SLICE("http_req_failed"),
		.title = SLICE("requests failed, and no threshold judges it"),
		.text = text,
		.resource = SLICE("http_req_failed"),
	};
	return scan_add(tour->file, &finding, err);
}

static bool take_metric(struct tour *tour, const struct node *metric, struct err *err)
{
	const struct node *thresholds = node_at(metric, "thresholds");
	if (!thresholds || !thresholds->first)
		return add_failed_requests(tour, metric, err);
	for (NODE_EACH(threshold, thresholds))
		if (!add_threshold(tour, metric, threshold, err))
			return false;
	return true;
}

// ---- Checks ----

static bool take_check(struct tour *tour, const struct node *check, struct err *err)
{
	struct k6 *k6 = tour->own;
	int64_t fails = k6_count(check, "fails"), all = fails + k6_count(check, "passes");
	struct slice name = node_text(check, "name"), path = node_text(check, "path");
	if (!k6->telling)
		k6->scan.passed += !fails && all;
	if (!k6->telling || !fails)
		return true;
	struct slice place = path.len ? path : WORDS(&tour->scratch, SLICE("::"), name);
	const char *text = arena_printf(&tour->scratch, "%lld of %lld failed", (long long)fails,
					(long long)all);
	struct scan_finding finding = {
		.class = FINDING_LOAD,
		.level = LEVEL_MEDIUM,
		.from = SLICE("assumed"),
		.rule = WORDS(&tour->scratch, SLICE("check "), place),
		.title = WORDS(&tour->scratch, SLICE("check failed: "), place),
		.text = slice_of(text),
		.resource = place,
	};
	return scan_add(tour->file, &finding, err);
}

static bool take_checks(struct tour *tour, const struct node *checks, struct err *err)
{
	for (NODE_EACH(check, checks))
		if (!take_check(tour, check, err))
			return false;
	return true;
}

// Groups and checks are lists or maps. As deep as the reader lets a document be.
static bool take_group(struct tour *tour, const struct node *group, struct err *err)
{
	const struct node *checks = node_at(group, "checks"), *results = node_at(checks, "results");
	if (!take_checks(tour, results ? results : checks, err))
		return false;
	for (NODE_EACH(inner, node_at(group, "groups")))
		if (!take_group(tour, inner, err))
			return false;
	return true;
}

// ---- The summary ----

static bool take_all(struct tour *tour, struct err *err)
{
	struct k6 *k6 = tour->own;
	for (NODE_EACH(metric, k6_metrics(k6->summary)))
		if (!take_metric(tour, metric, err))
			return false;
	return take_group(tour,
			  node_at(k6->summary, k6->shape == K6_MACHINE ? "results" : "root_group"),
			  err);
}

static void describe_run(struct k6 *k6)
{
	k6->scan = (struct scan){
		.tool = SLICE("k6"),
		.class = FINDING_LOAD,
		.version = node_text(k6->summary, "metadata.k6Version"),
		.category = node_text(k6->summary, "config.script"),
		.at = scan_time(node_text(k6->summary, "metadata.generatedAt")),
	};
	if (k6->shape != K6_MACHINE)
		return;
	k6->scan.partial =
		SLICE("the machine-readable summary does not tell whether thresholds were "
		      "crossed; k6 run --summary-export does");
	k6->scan.untested = (int64_t)(k6_metrics(k6->summary) ? k6_metrics(k6->summary)->count : 0);
}

static bool take_summary(struct tour *tour, const struct node *summary, struct err *err)
{
	struct k6 *k6 = tour->own;
	k6->summary = summary;
	k6->shape = k6_shape_of(summary);
	if (!k6_metrics(summary))
		return tour_fault(tour, err, "there are no metrics in it");
	describe_run(k6);
	bool good = take_all(tour, err);
	k6->telling = true;
	if (!k6->thresholds && k6->shape != K6_MACHINE)
		k6->scan.partial =
			SLICE("the run had no thresholds: nothing tells whether it passed");
	good = good && scan_begin(tour->file, &k6->scan, err);
	return good && take_all(tour, err) && scan_end(tour->file, NULL, err);
}

static bool read_report(struct scan_file *file, struct err *err)
{
	struct k6 k6 = {0};
	struct tour tour = {.file = file, .own = &k6};
	const struct node *summary;
	bool good = doc_read(file->doc, &summary, err) && doc_end(file->doc, err) &&
		    take_summary(&tour, summary, err);
	arena_fini(&tour.scratch);
	return good;
}

const struct scan_format FORMAT_K6 = {
	.name = "k6",
	.title = "k6 summary (its three shapes)",
	.detect = detect,
	.read = read_report,
};
