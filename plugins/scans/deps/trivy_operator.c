// The reports that Trivy's operator keeps in a cluster, as kubectl prints them: one, a list of
// them, or a List object.
//
// Each report is a scan of one workload, told apart by its category, so that it closes only its
// own. A ReplicaSet's name loses the hash of its template, which is new with every roll-out. The
// cluster is not named in them: it is the source's target. Source: aquasecurity/trivy-operator,
// docs "Custom Resource Definitions".
#include "base/map.h"
#include "plugins/scans/deps/trivy.h"
#include "plugins/scans/formats.h"

#include <string.h>

struct report;
typedef struct scan_finding made(struct tour *tour, const struct report *report,
				 const struct node *node);

// A kind of report: where its findings are and what they are.
struct kind {
	const char *suffix; // of the object's kind; clusters' begin with "Cluster"
	const char *list;
	enum finding_class class;
	made *made;
};

struct report {
	const struct kind *kind;
	const struct node *node;
	struct slice object; // "namespace/Kind/name"
	struct slice image;  // without tag
};

static bool is_report(const struct node *node)
{
	return slice_starts(node_text(node, "apiVersion"), "aquasecurity.github.io/");
}

static int detect(const struct scan_sniff *sniff)
{
	const struct node *json = sniff->json;
	if (json && json->kind == NODE_LIST)
		return is_report(json->first) ? 95 : 0;
	return is_report(json) || is_report(node_at(json, "items.0")) ? 95 : 0;
}

static struct scan_finding begun(const struct report *report, const struct node *node)
{
	struct slice severity = node_text(node, "severity");
	return (struct scan_finding){
		.class = report->kind->class,
		.level = finding_level_of(severity),
		.raw = severity,
		.from = SLICE("tool"),
		.title = node_text(node, "title"),
		.resource = report->object,
	};
}

static struct scan_finding vulnerability(struct tour *tour, const struct report *report,
					 const struct node *node)
{
	struct scan_finding finding = begun(report, node);
	struct slice id = node_text(node, "vulnerabilityID"), name = node_text(node, "resource");
	struct slice path = slice_or(node_text(node, "packagePath"), node_text(node, "target"));
	struct slice version = node_text(node, "installedVersion");
	finding.rule = id;
	finding.ids = id;
	if (!finding.title.len)
		finding.title = tour_text(tour, "%.*s in %.*s", TOUR_S(id), TOUR_S(name));
	finding.package = name;
	finding.version = version;
	finding.fixed = node_text(node, "fixedVersion");
	finding.purl = slice_or(
		node_text(node, "packagePURL"),
		tour_purl(tour, trivy_purl_type(node_text(node, "packageType")), name, version));
	finding.cvss = node_text(node, "score");
	finding.link = node_text(node, "primaryLink");
	finding.file = tour_path(tour, slice_ends(path, ")") ? (struct slice){0} : path);
	if (!finding.file.len)
		finding.file = report->image;
	return finding;
}

static struct scan_finding check(struct tour *tour, const struct report *report,
				 const struct node *node)
{
	struct scan_finding finding = begun(report, node);
	finding.alias = node_text(node, "checkID");
	finding.rule = trivy_rule(tour, finding.alias);
	finding.text = tour_join(tour, node_at(node, "messages"), "", "\n");
	if (!finding.text.len)
		finding.text = node_text(node, "description");
	return finding;
}

static struct scan_finding secret(struct tour *tour, const struct report *report,
				  const struct node *node)
{
	struct scan_finding finding = begun(report, node);
	finding.rule = node_text(node, "ruleID");
	finding.file = tour_path(tour, node_text(node, "target"));
	finding.secret = node_text(node, "match");
	return finding;
}

static struct scan_finding control(struct tour *tour, const struct report *report,
				   const struct node *node)
{
	struct scan_finding finding = begun(report, node);
	(void)tour;
	finding.rule = node_text(node, "id");
	finding.title = node_text(node, "name");
	finding.resource = node_text(report->node, "metadata.name");
	finding.n = node_int(node, "totalFail", 1);
	return finding;
}

static const struct kind KINDS[] = {
	{"VulnerabilityReport", "report.vulnerabilities", FINDING_CONTAINER, vulnerability},
	{"ExposedSecretReport", "report.secrets", FINDING_SECRET, secret},
	{"ConfigAuditReport", "report.checks", FINDING_IAC, check},
	{"RbacAssessmentReport", "report.checks", FINDING_IAC, check},
	{"InfraAssessmentReport", "report.checks", FINDING_IAC, check},
	{"ComplianceReport", "status.summaryReport.controlCheck", FINDING_POSTURE, control},
};

static const struct kind *kind_of(const struct node *node)
{
	struct slice kind = node_text(node, "kind");
	for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
		if (slice_ends(kind, KINDS[i].suffix))
			return &KINDS[i];
	return NULL;
}

// A check that went well, or a control that nothing failed.
static bool is_passed(const struct node *node)
{
	return node_bool(node, "success", false) || node_int(node, "totalFail", 1) == 0;
}

// ---- The workload ----

// "nginx-deployment-965685897" is nginx-deployment: the hash is of letters and digits that cannot
// make a word.
static struct slice without_hash(struct slice kind, struct slice name)
{
	size_t at = name.len;
	while (at > 0 && name.at[at - 1] != '-' &&
	       strchr("bcdfghjklmnpqrstvwxz2456789", name.at[at - 1]))
		at--;
	if (!slice_is(kind, "ReplicaSet") || at < 2 || name.at[at - 1] != '-' ||
	    name.len - at < 6 || name.len - at > 10)
		return name;
	return (struct slice){name.at, at - 1};
}

static struct slice label(const struct node *node, const char *name)
{
	return node_text(node_member(node_at(node, "metadata.labels"), name), "");
}

// By the labels that the operator sets; a cluster's own report is its own object.
static void name_object(struct tour *tour, struct report *report)
{
	const struct node *node = report->node;
	struct slice kind = label(node, "trivy-operator.resource.kind");
	struct slice name = label(node, "trivy-operator.resource.name");
	struct slice space = slice_or(label(node, "trivy-operator.resource.namespace"),
				      node_text(node, "metadata.namespace"));
	struct slice image = node_text(node, "report.artifact.repository"), tag, digest;
	if (!name.len) {
		kind = node_text(node, "kind");
		name = node_text(node, "metadata.name");
	}
	name = without_hash(kind, name);
	report->object =
		tour_text(tour, "%.*s/%.*s/%.*s", TOUR_S(space), TOUR_S(kind), TOUR_S(name));
	report->image = image_name(image, &tag, &digest);
}

static struct scan scan_of(struct tour *tour, const struct report *report)
{
	const struct node *node = report->node;
	struct slice container = label(node, "trivy-operator.container.name");
	struct slice kind = node_text(node, "kind");
	return (struct scan){
		.tool = SLICE("trivy-operator"),
		.version = node_text(node, "report.scanner.version"),
		.category = tour_text(tour, "%.*s:%.*s%s%.*s", TOUR_S(kind), TOUR_S(report->object),
				      container.len ? "/" : "", TOUR_S(container)),
		.class = report->kind->class,
		.digest = node_text(node, "report.artifact.digest"),
		.ref = node_text(node, "report.artifact.tag"),
		.at = scan_time(slice_or(node_text(node, "report.updateTimestamp"),
					 node_text(node, "status.updateTimestamp"))),
	};
}

static bool send(struct tour *tour, const struct report *report, struct err *err)
{
	struct scan scan = scan_of(tour, report);
	const struct node *list = node_at(report->node, report->kind->list);
	if (!list || list->kind != NODE_LIST)
		scan.partial = SLICE("the report has no list of findings");
	for (NODE_EACH(node, list))
		scan.passed += is_passed(node);
	if (!scan_begin(tour->file, &scan, err))
		return false;
	for (NODE_EACH(node, list)) {
		if (is_passed(node))
			continue;
		struct scan_finding finding = report->kind->made(tour, report, node);
		if (!scan_add(tour->file, &finding, err))
			return false;
	}
	return scan_end(tour->file, NULL, err);
}

static bool object(struct tour *tour, const struct node *node, struct err *err)
{
	struct report report = {.kind = kind_of(node), .node = node};
	struct slice kind = node_text(node, "kind");
	if (!is_report(node) || !report.kind)
		return err_set(err, ERR_INVALID, "%s: '%.*s' is no report of Trivy's operator",
			       tour->file->name, TOUR_S(kind));
	name_object(tour, &report);
	return send(tour, &report, err);
}

// A report stands alone, in a list, or among the items of a List.
static const struct tour_row LISTED[] = {
	{"[]", object, 0}, {"items.[]", object, 0}, {NULL, NULL, 0}};
static const struct tour_row ALONE[] = {{"", object, 0}, {NULL, NULL, 0}};
static const struct tour_row ITEMS[] = {{"items", NULL, 0}, {"[]", NULL, 0}, {NULL, NULL, 0}};

static bool read(struct scan_file *file, struct err *err)
{
	struct tour tour = {.file = file};
	enum node_kind kind;
	bool ok = doc_kind(file->doc, &kind, err) && tour_all(&tour, ITEMS, err) &&
		  tour_again(&tour, err);
	ok = ok && tour_all(&tour, kind == NODE_LIST || tour_saw(&tour, 0) ? LISTED : ALONE, err);
	tour_fini(&tour);
	return ok;
}

const struct scan_format FORMAT_TRIVY_OPERATOR = {
	.name = "trivy-operator-json",
	.title = "Trivy's operator, reports of a cluster as kubectl prints them",
	.detect = detect,
	.read = read,
};
