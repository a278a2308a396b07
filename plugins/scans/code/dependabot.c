// Dependabot's alerts as GitHub's REST API lists them.
// Source: docs.github.com, REST API, "List Dependabot alerts for a repository".
#include "plugins/scans/code/github.h"
#include "plugins/scans/tour/tour.h"

static int detect(const struct scan_sniff *sniff)
{
	const struct node *first = node_at(sniff->json, "0");
	bool fits =
		node_has(first, "security_advisory") && node_has(first, "security_vulnerability");
	return fits ? 100 : 0;
}

static bool add(struct tour *tour, const struct node *node, struct err *err)
{
	const struct node *advisory = node_at(node, "security_advisory"),
			  *flaw = node_at(node, "security_vulnerability"),
			  *package = node_at(flaw, "package");
	struct slice raw = github_text(flaw, "severity"), name = github_text(package, "name");
	struct scan_finding finding = {
		.class = FINDING_DEPENDENCY,
		.rule = github_text(advisory, "ghsa_id"),
		.title = github_text(advisory, "summary"),
		.text = github_text(advisory, "description"),
		.raw = raw,
		.from = SLICE("tool"),
		.level = finding_level_of(raw),
		.cvss = github_score(advisory, "cvss.vector_string"),
		.vector = github_text(advisory, "cvss.vector_string"),
		.epss = github_text(advisory, "epss.percentage"),
		.ids = words_join(node_at(advisory, "identifiers"), "value", &tour->scratch),
		.cwe = words_join(node_at(advisory, "cwes"), "cwe_id", &tour->scratch),
		.package = name,
		.purl = words_purl(github_text(package, "ecosystem"), name, (struct slice){0},
				   &tour->scratch),
		.fixed = github_text(flaw, "first_patched_version.identifier"),
		.file = words_path(github_text(node, "dependency.manifest_path"), &tour->scratch),
		.uid = github_text(node, "html_url"),
		.seen = scan_time(github_text(node, "created_at")),
		.link = github_text(node, "html_url"),
	};
	github_set_state(&finding, node);
	return github_turn(tour, node, err) && scan_add(tour->file, &finding, err);
}

static bool read_report(struct scan_file *file, struct err *err)
{
	const struct scan scan = {.tool = SLICE("dependabot"), .class = FINDING_DEPENDENCY};
	return github_read_list(file, &scan, add, err);
}

const struct scan_format FORMAT_DEPENDABOT = {
	.name = "dependabot",
	.title = "Dependabot alerts (GitHub REST)",
	.detect = detect,
	.read = read_report,
	.bare = SCAN_EMPTY_LIST,
};
