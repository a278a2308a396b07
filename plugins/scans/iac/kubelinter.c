// KubeLinter's JSON: Reports[] of objects that failed a check. The tool tells no severity: Medium,
// marked "assumed". Checks[] are those that were made.
// Source: stackrox/kube-linter, pkg/diagnostic and pkg/run.
#include "plugins/scans/formats.h"
#include "plugins/scans/tour/tour.h"

struct linter {
	struct scan scan;
	struct slice at;
};

static int detect(const struct scan_sniff *sniff)
{
	const struct node *json = sniff->json;
	return node_has(json, "0")							? 0
	       : node_has(json, "Checks.0.name") && node_has(json, "Checks.0.template") ? 95
	       : node_has(json, "Summary.KubeLinterVersion")				? 95
											: 0;
}

static bool check(struct tour *tour, const struct node *node, struct err *err)
{
	struct linter *linter = tour->own;
	(void)node;
	(void)err;
	linter->scan.rules++;
	linter->scan.looked = true;
	return true;
}

static bool list_check(struct tour *tour, const struct node *node, struct err *err)
{
	(void)err;
	scan_lists_rule(tour->file, node_text(node, "name"));
	return true;
}

static bool send(struct tour *tour, const struct node *node, struct err *err)
{
	const struct node *object = node_at(node, "Object.K8sObject");
	struct slice check_name = node_text(node, "Check");
	struct slice space = node_text(object, "Namespace"), name = node_text(object, "Name");
	struct slice kind = node_text(object, "GroupVersionKind.Kind");
	struct scan_finding finding = {
		.class = FINDING_IAC,
		.level = LEVEL_MEDIUM,
		.from = SLICE("assumed"),
		.rule = check_name,
		.title = slice_or(node_text(node, "Diagnostic.Message"), check_name),
		.text = node_text(node, "Remediation"),
		.file = tour_path(tour, node_text(node, "Object.Metadata.FilePath")),
		.resource = tour_text(tour, "%.*s/%.*s/%.*s", TOUR_S(space), TOUR_S(kind),
				      TOUR_S(name)),
	};
	return scan_add(tour->file, &finding, err);
}

enum { SAW_REPORTS, SAW_SUMMARY };
static const struct tour_row HEAD[] = {
	{"Reports", NULL, 0},
	{"Summary.ChecksStatus", NULL, 0},
	{"Checks.[]", check, 0},
	{"Summary.CheckEndTime", NULL, TOUR_TEXT(struct linter, at)},
	{"Summary.KubeLinterVersion", NULL, TOUR_TEXT(struct linter, scan.version)},
	{NULL, NULL, 0},
};
static const struct tour_row SEND[] = {
	{"Reports.[]", send, 0}, {"Checks.[]", list_check, 0}, {NULL, NULL, 0}};

// Reports is null when every check passed; the summary shows that it was the end.
static bool read(struct scan_file *file, struct err *err)
{
	struct linter linter = {.scan = {.tool = SLICE("kube-linter"),
					 .class = FINDING_IAC,
					 .blind = SLICE("it had no check")}};
	struct tour tour = {.file = file, .own = &linter};
	bool ok = tour_all(&tour, HEAD, err) &&
		  (tour_saw(&tour, SAW_REPORTS) || tour_saw(&tour, SAW_SUMMARY) ||
		   tour_refuse(&tour, "KubeLinter", "Reports", err));
	linter.scan.at = scan_made(file, linter.at);
	ok = ok && tour_scan(&tour, &linter.scan, SEND, err);
	tour_fini(&tour);
	return ok;
}

const struct scan_format FORMAT_KUBELINTER = {
	.name = "kube-linter-json",
	.title = "KubeLinter, JSON",
	.detect = detect,
	.read = read,
};
