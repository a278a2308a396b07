#include "plugins/scans/operator/operator.h"

#include "plugins/scans/cloud/cloud.h"

#include <string.h>

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

static const struct operator_kind KINDS[] = {
	{"VulnerabilityReport", FINDING_CONTAINER, "", "report.vulnerabilities",
	 fill_vulnerability},
	{"ConfigAuditReport", FINDING_IAC, "", "report.checks", fill_check},
	{"RbacAssessmentReport", FINDING_IAC, "/rbac", "report.checks", fill_check},
	{"InfraAssessmentReport", FINDING_IAC, "/infra", "report.checks", fill_check},
	{"ExposedSecretReport", FINDING_SECRET, "", "report.secrets", fill_secret},
	{"ComplianceReport", FINDING_POSTURE, "", "status.summaryReport.controlCheck",
	 fill_control},
};

const struct operator_kind *operator_kind_of(const struct node *report)
{
	struct slice kind = node_text(report, "kind");
	for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
		if (slice_ends(kind, KINDS[i].name))
			return &KINDS[i];
	return NULL;
}

const struct operator_kind *operator_kind_none(void)
{
	return &KINDS[0];
}

// ---- What it is of ----

static struct slice label(const struct node *report, const char *name)
{
	return node_text(node_member(node_at(report, "metadata.labels"), name), "");
}

#define LABEL_SPACE "trivy-operator.resource.namespace"

struct slice operator_space(const struct node *report, bool *unnamed)
{
	struct slice space = node_text(report, "metadata.namespace");
	if (slice_starts(node_text(report, "kind"), "Cluster"))
		return (struct slice){0};
	space = space.len ? space : label(report, LABEL_SPACE);
	*unnamed = !space.len;
	return space;
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

struct slice operator_subject(struct arena *arena, const struct node *report)
{
	static const char *const LABELS[] = {LABEL_SPACE, "trivy-operator.resource.kind",
					     "trivy-operator.resource.name",
					     "trivy-operator.container.name"};
	struct str text = {0};
	for (size_t i = 0; i < sizeof LABELS / sizeof *LABELS; i++) {
		struct slice part = label(report, LABELS[i]);
		part = i == 2 ? without_hash(label(report, LABELS[1]), part) : part;
		str_add_text(&text, text.len && part.len ? "/" : "");
		str_add_slice(&text, part);
	}
	if (!text.len)
		str_add_slice(&text, node_text(report, "metadata.name"));
	struct slice made = slice_of(arena_slice(arena, str_slice(&text)));
	str_fini(&text);
	return made;
}

int64_t operator_time(const struct node *report)
{
	int64_t at = cloud_time(report, "report.updateTimestamp", "status.updateTimestamp");
	return at ? at : cloud_time(report, "metadata.creationTimestamp", "");
}

int64_t operator_passed(const struct node *report, const struct operator_kind *kind)
{
	struct scan_finding ignored = {0};
	int64_t passed = 0;
	for (NODE_EACH(row, node_at(report, kind->rows)))
		passed += !kind->fill(row, &ignored);
	return passed;
}

// ---- Its findings ----

static struct slice place_of(struct operator_walk *walk, struct slice subject, struct slice path)
{
	return slice_of(arena_printf(&walk->words, "%.*s%s%.*s", (int)subject.len, subject.at,
				     path.len ? ": " : "", (int)path.len, path.at ? path.at : ""));
}

static bool tell_row(struct operator_walk *walk, const struct node *row,
		     const struct operator_kind *kind, struct slice subject, struct err *err)
{
	struct slice severity = node_text(row, "severity");
	struct scan_finding f = {.class = kind->class,
				 .level = finding_level_of(severity),
				 .raw = severity,
				 .from = SLICE("tool"),
				 .title = node_text(row, "title"),
				 .resource = subject};
	bool failed = kind->fill(row, &f);
	if (f.class == FINDING_CONTAINER) // the object is part of where its package lies
		f.file = place_of(walk, subject, f.file);
	return !failed || scan_add(walk->file, &f, err);
}

bool operator_tell(struct operator_walk *walk, const struct node *report,
		   const struct operator_kind *kind, struct err *err)
{
	struct slice subject = operator_subject(&walk->words, report);
	bool ok = true;
	for (NODE_EACH(row, node_at(report, kind->rows)))
		ok = ok && tell_row(walk, row, kind, subject, err);
	return ok;
}
