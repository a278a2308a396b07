#include "plugins/scans/cloud/hub.h"

static bool is_container(const struct cloud *cloud)
{
	struct slice type = node_text(cloud->resource, "Type");
	return slice_is(type, "AwsEcrContainerImage") || slice_is(type, "Container");
}

// ---- Vulnerabilities ----

void hub_add_package(struct cloud *cloud, const struct cloud_package *package,
		     struct scan_finding *f)
{
	struct slice fixed = node_text(package->node, "FixedInVersion");
	f->package = node_text(package->node, "Name");
	f->version = node_text(package->node, "Version");
	f->file = cloud_place(cloud, f, package->where);
	f->fixed = slice_is(fixed, "NotAvailable") ? (struct slice){0} : fixed;
}

// The first score of version 3 or 4, else the first.
static void add_score(const struct node *scores, struct scan_finding *f)
{
	const struct node *best = node_at(scores, "0");
	for (NODE_EACH(score, scores)) {
		best = score;
		if (!slice_starts(node_text(score, "Version"), "2"))
			break;
	}
	f->cvss = node_text(best, "BaseScore");
	f->vector = node_text(best, "BaseVector");
}

static enum finding_class class_of(const struct cloud *cloud)
{
	return is_container(cloud) ? FINDING_CONTAINER : FINDING_DEPENDENCY;
}

static void add_vulnerability(struct cloud *cloud, const struct node *vulnerability,
			      struct scan_finding *f)
{
	f->class = class_of(cloud);
	f->rule = node_text(vulnerability, "Id");
	f->ids = cloud_ids(cloud, f->rule, node_at(vulnerability, "RelatedVulnerabilities"));
	f->epss = node_text(vulnerability, "EpssScore");
	add_score(node_at(vulnerability, "Cvss"), f);
	f->file = cloud_place(cloud, f, (struct slice){0}); // of no package that is named
}

// "CVE-2026-1234 - kernel" is all that some say of theirs.
static void add_titled(struct cloud *cloud, struct scan_finding *f)
{
	struct slice rest = f->title, id = slice_word(&rest);
	bool named = slice_starts(id, "CVE-") || slice_starts(id, "GHSA-");
	if (!named)
		return;
	f->class = class_of(cloud);
	f->ids = f->rule = id;
	f->file = cloud_place(cloud, f, (struct slice){0});
}

// ---- What Trivy writes: its own words in the resource's details ----

// "Trivy found a secret in FILE: KIND"; nothing else names the kind.
static struct slice kind_of_secret(struct slice title)
{
	struct slice kind = title;
	while (title.at)
		kind = slice_cut(&title, ':');
	return slice_trim(kind);
}

static void add_trivy_package(const struct cloud *cloud, const struct node *other,
			      struct scan_finding *f)
{
	f->class = class_of(cloud);
	f->ids = f->rule = node_text(other, "CVE ID");
	f->package = node_text(other, "PkgName");
	f->version = node_text(other, "Installed Package");
	f->fixed = node_text(other, "Patched Package");
	f->cvss = cloud_text(other, "NvdCvssScoreV3", "NvdCvssScoreV2");
	f->vector = cloud_text(other, "NvdCvssVectorV3", "NvdCvssVectorV2");
}

static void add_trivy_place(const struct node *finding, const struct node *other,
			    struct scan_finding *f)
{
	bool secret = slice_starts(node_text(finding, "Types.0"), "Sensitive Data");
	f->class = secret ? FINDING_SECRET : FINDING_IAC;
	f->rule = secret ? kind_of_secret(f->title) : f->rule;
	f->file = cloud_text(other, "Filename", "File Name");
	f->line = node_int(other, "Start Line", 0);
	f->end_line = node_int(other, "End Line", 0);
}

// Its ids are those of files and flaws: several findings have one.
static void add_trivy(const struct cloud *cloud, const struct node *finding, struct scan_finding *f)
{
	const struct node *other = node_at(cloud->resource, "Details.Other");
	f->uid = (struct slice){0};
	if (node_has(other, "CVE ID"))
		add_trivy_package(cloud, other, f);
	else
		add_trivy_place(finding, other, f);
}

void hub_add_kind(struct cloud *cloud, const struct node *finding, struct scan_finding *f)
{
	const struct node *vulnerability = node_at(finding, "Vulnerabilities.0");
	if (slice_starts(node_text(finding, "GeneratorId"), "Trivy"))
		add_trivy(cloud, finding, f);
	else if (vulnerability)
		add_vulnerability(cloud, vulnerability, f);
	else
		add_titled(cloud, f);
}
