#include "plugins/scans/cloud/cloud.h"
#include "plugins/scans/formats.h"

#include <string.h>

// The reports that Trivy Operator keeps in a Kubernetes cluster, as `kubectl get -o json` prints
// them: one, a list of them, or a List. A list is of a cluster, which it does not name; a single
// report is of what it is about. Source: Trivy Operator documentation, "Custom Resource
// Definitions".

enum { CLASSES = 4 };

struct operator_walk {
	struct scan_file *file;
	bool single;  // the file is one report
	size_t class; // of CLASS_OF; CLASSES: the first walk, that only looks
	struct {
		int64_t reports, passed, newest;
		struct slice version;
	} found[CLASSES];
	struct slice subject; // of a single report
	struct arena words;
	bool page; // of a longer list
};

static const enum finding_class CLASS_OF[CLASSES] = {FINDING_CONTAINER, FINDING_IAC, FINDING_SECRET,
						     FINDING_POSTURE};

// ---- One row of a report ----

static bool fill_vulnerability(const struct node *row, struct scan_finding *f)
{
	f->rule = f->ids = node_text(row, "vulnerabilityID");
	f->package = node_text(row, "resource");
	f->version = node_text(row, "installedVersion");
	f->fixed = node_text(row, "fixedVersion");
	f->purl = node_text(row, "packagePURL");
	f->file = cloud_text(row, "packagePath", "target");
	f->cvss = node_text(row, "score");
	f->link = node_text(row, "primaryLink");
	f->text = node_text(row, "description");
	return true;
}

static bool fill_check(const struct node *row, struct scan_finding *f)
{
	f->rule = node_text(row, "checkID");
	f->text = cloud_text(row, "messages.0", "description");
	return !node_bool(row, "success", false);
}

// The match is masked by the operator: it tells no secret, and none apart.
static bool fill_secret(const struct node *row, struct scan_finding *f)
{
	f->rule = node_text(row, "ruleID");
	f->file = node_text(row, "target");
	f->text = node_text(row, "category");
	return true;
}

static bool fill_control(const struct node *row, struct scan_finding *f)
{
	f->rule = node_text(row, "id");
	f->title = node_text(row, "name");
	f->n = node_int(row, "totalFail", 0);
	return f->n > 0;
}

static const struct {
	const char *kind; // ends in it: cluster-wide ones begin with "Cluster"
	size_t class;
	const char *rows;
	bool (*fill)(const struct node *row, struct scan_finding *f); // false: it has passed
} KINDS[] = {
	{"VulnerabilityReport", 0, "report.vulnerabilities", fill_vulnerability},
	{"ConfigAuditReport", 1, "report.checks", fill_check},
	{"RbacAssessmentReport", 1, "report.checks", fill_check},
	{"InfraAssessmentReport", 1, "report.checks", fill_check},
	{"ExposedSecretReport", 2, "report.secrets", fill_secret},
	{"ComplianceReport", 3, "status.summaryReport.controlCheck", fill_control},
};
enum { KIND_COUNT = sizeof KINDS / sizeof *KINDS };

static size_t kind_of(const struct node *report)
{
	struct slice kind = node_text(report, "kind");
	size_t i = 0;
	while (i < KIND_COUNT && !slice_ends(kind, KINDS[i].kind))
		i++;
	return i;
}

// ---- One report ----

static const struct node *label(const struct node *report, const char *name)
{
	return node_member(node_at(report, "metadata.labels"), name);
}

// A ReplicaSet's name ends in a hash of its template, new with each roll-out: five or more of the
// letters and digits that Kubernetes makes hashes of (apimachinery, util/rand).
static struct slice without_hash(struct slice kind, struct slice name)
{
	size_t end = name.len;
	while (end && name.at[end - 1] != '-' &&
	       strchr("bcdfghjklmnpqrstvwxz2456789", name.at[end - 1]))
		end--;
	bool hashed = slice_is(kind, "ReplicaSet") && end > 1 && name.at[end - 1] == '-' &&
		      name.len - end >= 5;
	return hashed ? (struct slice){name.at, end - 1} : name;
}

// "namespace/ReplicaSet/name/container"
static struct slice subject_of(struct arena *arena, const struct node *report)
{
	static const char *const LABELS[] = {
		"trivy-operator.resource.namespace", "trivy-operator.resource.kind",
		"trivy-operator.resource.name", "trivy-operator.container.name"};
	struct slice kind = node_text(label(report, LABELS[1]), "");
	struct str text = {0};
	for (size_t i = 0; i < sizeof LABELS / sizeof *LABELS; i++) {
		struct slice part = node_text(label(report, LABELS[i]), "");
		part = i == 2 ? without_hash(kind, part) : part;
		str_add_text(&text, text.len && part.len ? "/" : "");
		str_add_slice(&text, part);
	}
	if (!text.len)
		str_add_slice(&text, node_text(report, "metadata.name"));
	struct slice made = slice_of(arena_slice(arena, str_slice(&text)));
	str_fini(&text);
	return made;
}

static int64_t time_of(const struct node *report)
{
	int64_t at = cloud_time(report, "report.updateTimestamp", "status.updateTimestamp");
	return at ? at : cloud_time(report, "metadata.creationTimestamp", "");
}

static void look(struct operator_walk *walk, const struct node *report, size_t kind)
{
	size_t class = KINDS[kind].class;
	int64_t at = time_of(report);
	struct slice version = node_text(report, "report.scanner.version");
	struct scan_finding ignored = {0};
	for (NODE_EACH(row, node_at(report, KINDS[kind].rows)))
		walk->found[class].passed += !KINDS[kind].fill(row, &ignored);
	walk->found[class].reports++;
	if (at > walk->found[class].newest)
		walk->found[class].newest = at;
	if (!walk->found[class].version.len)
		walk->found[class].version = slice_of(arena_slice(walk->file->arena, version));
	if (walk->single)
		walk->subject = subject_of(walk->file->arena, report);
}

static struct slice place_of(struct operator_walk *walk, struct slice subject, struct slice path)
{
	return slice_of(arena_printf(&walk->words, "%.*s%s%.*s", (int)subject.len, subject.at,
				     path.len ? ": " : "", (int)path.len, path.at ? path.at : ""));
}

static bool tell_row(struct operator_walk *walk, const struct node *row, size_t kind,
		     struct slice subject, struct err *err)
{
	struct slice severity = node_text(row, "severity");
	struct scan_finding f = {.class = CLASS_OF[KINDS[kind].class],
				 .level = finding_level_of(severity),
				 .raw = severity,
				 .from = SLICE("tool"),
				 .title = node_text(row, "title"),
				 .resource = subject};
	bool failed = KINDS[kind].fill(row, &f);
	if (f.class == FINDING_CONTAINER) // the object is part of where its package lies
		f.file = place_of(walk, subject, f.file);
	return !failed || scan_add(walk->file, &f, err);
}

static bool tell(struct operator_walk *walk, const struct node *report, size_t kind,
		 struct err *err)
{
	struct slice subject = subject_of(&walk->words, report);
	bool ok = true;
	for (NODE_EACH(row, node_at(report, KINDS[kind].rows)))
		ok = ok && tell_row(walk, row, kind, subject, err);
	arena_fini(&walk->words);
	return ok;
}

// ---- The file ----

static bool visit(struct operator_walk *walk, struct doc *doc, struct err *err)
{
	const struct node *report;
	bool ok = true;
	if (!doc_read(doc, &report, err))
		return false;
	size_t kind = kind_of(report);
	if (kind < KIND_COUNT && walk->class == CLASSES)
		look(walk, report, kind);
	else if (kind < KIND_COUNT && KINDS[kind].class == walk->class)
		ok = tell(walk, report, kind, err);
	doc_forget(doc);
	return ok;
}

static bool visit_all(struct operator_walk *walk, struct doc *doc, struct err *err)
{
	bool more, ok = doc_enter(doc, err);
	while ((ok = ok && doc_next(doc, NULL, &more, err)) && more)
		ok = visit(walk, doc, err);
	return ok;
}

static bool visit_file(struct operator_walk *walk, struct doc *doc, struct err *err)
{
	enum node_kind kind;
	struct slice key;
	bool more, ok = doc_kind(doc, &kind, err);
	if (ok && kind == NODE_LIST)
		return visit_all(walk, doc, err);
	if (ok && walk->single)
		return visit(walk, doc, err);
	ok = ok && doc_enter(doc, err);
	while ((ok = ok && doc_next(doc, &key, &more, err)) && more)
		ok = slice_is(key, "items") ? visit_all(walk, doc, err)
					    : scan_see_page(walk->file, key, &walk->page, err);
	return ok;
}

static bool visit_once(struct operator_walk *walk, struct err *err)
{
	struct doc *doc = walk->file->doc;
	return visit_file(walk, doc, err) && doc_end(doc, err);
}

static bool tell_class(struct operator_walk *walk, size_t class, struct err *err)
{
	struct scan scan = {.tool = SLICE("trivy-operator"),
			    .version = walk->found[class].version,
			    .class = CLASS_OF[class],
			    .target = walk->subject,
			    .target_kind = walk->single ? SLICE("workload") : SLICE("cluster"),
			    .at = walk->found[class].newest,
			    .passed = walk->found[class].passed};
	walk->class = class;
	return scan_again(walk->file, err) && scan_begin(walk->file, &scan, err) &&
	       visit_once(walk, err) && scan_end(walk->file, walk->page ? SCAN_PAGE : NULL, err);
}

static bool read_reports(struct operator_walk *walk, struct err *err)
{
	bool ok = visit_once(walk, err);
	for (size_t i = 0; ok && i < CLASSES; i++)
		ok = !walk->found[i].reports || tell_class(walk, i, err);
	return ok;
}

static bool read_list(struct scan_file *file, struct err *err)
{
	return read_reports(&(struct operator_walk){.file = file, .class = CLASSES}, err);
}

static bool read_single(struct scan_file *file, struct err *err)
{
	struct operator_walk walk = {.file = file, .class = CLASSES, .single = true};
	return read_reports(&walk, err);
}

static bool is_report(const struct node *report)
{
	return slice_starts(node_text(report, "apiVersion"), "aquasecurity.github.io/") &&
	       kind_of(report) < KIND_COUNT;
}

static int detect_list(const struct scan_sniff *sniff)
{
	return is_report(cloud_peek_first(sniff, "items")) ? CLOUD_SURE : 0;
}

static int detect_single(const struct scan_sniff *sniff)
{
	return is_report(sniff->json) ? CLOUD_SURE : 0;
}

const struct scan_format FORMAT_TRIVY_OPERATOR = {
	.name = "trivy-operator",
	.title = "Trivy Operator reports of a cluster",
	.detect = detect_list,
	.read = read_list,
	.bare = SCAN_EMPTY_LIST,
};
const struct scan_format FORMAT_TRIVY_OPERATOR_ONE = {
	.name = "trivy-operator-report",
	.title = "Trivy Operator, one report",
	.detect = detect_single,
	.read = read_single,
};
