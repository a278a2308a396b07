// Code scanning alerts of GitHub's REST API: a list, of which the API gives a page at a time.
// Source: docs.github.com, REST API, "List code scanning alerts for a repository".
#include "plugins/scans/code/github.h"
#include "plugins/scans/tour/tour.h"

static int detect(const struct scan_sniff *sniff)
{
	const struct node *first = node_at(sniff->json, "0");
	return node_has(first, "most_recent_instance") && node_has(first, "rule") ? 100 : 0;
}

// Alerts that have to do with security say how bad they are; others have a level only.
static struct slice severity(const struct node *node)
{
	struct slice security = github_text(node, "rule.security_severity_level");
	return security.len ? security : github_text(node, "rule.severity");
}

static bool add(struct tour *tour, const struct node *node, struct err *err)
{
	const struct node *instance = node_at(node, "most_recent_instance");
	struct slice raw = severity(node), message = github_text(instance, "message.text");
	struct scan_finding finding = {
		.class = FINDING_CODE,
		.rule = github_text(node, "rule.id"),
		.title = github_text(node, "rule.description"),
		.text = message,
		.raw = raw,
		.from = SLICE("tool"),
		.level = finding_level_of(raw),
		.cwe = words_cwe(node_at(node, "rule.tags"), &tour->scratch),
		.file = words_path(github_text(instance, "location.path"), &tour->scratch),
		.line = node_int(instance, "location.start_line", 0),
		.end_line = node_int(instance, "location.end_line", 0),
		.uid = github_text(node, "html_url"),
		.seen = scan_time(github_text(node, "created_at")),
		.link = github_text(node, "html_url"),
	};
	github_set_state(&finding, node);
	return github_turn(tour, node, err) && scan_add(tour->file, &finding, err);
}

static bool read_report(struct scan_file *file, struct err *err)
{
	const struct scan scan = {.tool = SLICE("github-code-scanning"), .class = FINDING_CODE};
	return github_read_list(file, &scan, add, err);
}

const struct scan_format FORMAT_GITHUB_CODE = {
	.name = "github-code-scanning",
	.title = "GitHub code scanning alerts (REST)",
	.detect = detect,
	.read = read_report,
	.bare = SCAN_EMPTY_LIST,
};
