// Answers of GitHub's GraphQL API that hold vulnerabilityAlerts: of one repository, of a search's,
// of an organization's. A scan per repository; it is whole when the answer says that no page
// follows. Source: docs.github.com, GraphQL API, RepositoryVulnerabilityAlert.
#include "plugins/scans/code/github.h"
#include "plugins/scans/walk/walk.h"

static int detect(const struct scan_sniff *sniff)
{
	const struct node *data = node_at(sniff->json, "data");
	bool fits = node_has(data, "repository.vulnerabilityAlerts") ||
		    node_has(data, "search.nodes.0.vulnerabilityAlerts") ||
		    node_has(data, "organization.repositories.nodes.0.vulnerabilityAlerts");
	return fits ? 100 : 0;
}

static bool add(struct walk *walk, const struct node *node, struct err *err)
{
	const struct node *flaw = node_at(node, "securityVulnerability"),
			  *advisory = node_at(flaw, "advisory");
	struct slice raw = github_text(flaw, "severity"), name = github_text(flaw, "package.name"),
		     ids = words_join(node_at(advisory, "identifiers"), "value", &walk->arena),
		     first = ids;
	struct scan_finding finding = {
		.class = FINDING_DEPENDENCY,
		.rule = slice_word(&first),
		.title = github_text(advisory, "summary"),
		.text = github_text(advisory, "description"),
		.raw = raw,
		.from = SLICE("tool"),
		.level = finding_level_of(raw),
		.cvss = github_score(advisory, "cvss.vectorString"),
		.vector = github_text(advisory, "cvss.vectorString"),
		.ids = ids,
		.cwe = words_join(node_at(advisory, "cwes.nodes"), "cweId", &walk->arena),
		.package = name,
		.purl = words_purl(github_text(flaw, "package.ecosystem"), name, (struct slice){0},
				   &walk->arena),
		.fixed = github_text(flaw, "firstPatchedVersion.identifier"),
		.file = words_path(github_text(node, "vulnerableManifestPath"), &walk->arena),
		.uid = github_text(node, "id"),
		.seen = scan_time(github_text(node, "createdAt")),
		.link = github_text(advisory, "references.0.url"),
	};
	github_set_state(&finding, node);
	return scan_add(walk->file, &finding, err);
}

static bool take_repository(struct walk *walk, const struct node *node, struct err *err)
{
	struct slice full = github_text(node, "nameWithOwner");
	const struct node *alerts = node_at(node, "vulnerabilityAlerts");
	const char *more = "pageInfo.hasNextPage";
	struct scan scan = {
		.tool = SLICE("dependabot"),
		.category = SLICE("graphql"),
		.class = FINDING_DEPENDENCY,
		.target = full.len ? full : github_text(node, "name"),
		.target_kind = SLICE("repo"),
	};
	if (node_bool(alerts, more, true))
		scan.partial = GITHUB_PAGE;
	if (!scan_begin(walk->file, &scan, err))
		return false;
	for (NODE_EACH(alert, node_at(alerts, "nodes")))
		if (!add(walk, alert, err))
			return false;
	bool told = node_has(alerts, "nodes");
	return scan_end(walk->file, told ? NULL : "the answer has no alerts in it", err);
}

static bool take_repositories(struct walk *walk, struct err *err)
{
	return walk_list(walk, take_repository, err);
}

static const struct walk_member NODES[] = {
	{.name = "nodes", .value = take_repositories, .required = true},
	{0},
};

static bool take_nodes(struct walk *walk, struct err *err)
{
	return walk_map(walk, NODES, err);
}

static const struct walk_member ORGANIZATION[] = {
	{.name = "repositories", .value = take_nodes, .required = true},
	{0},
};

static bool take_organization(struct walk *walk, struct err *err)
{
	return walk_map(walk, ORGANIZATION, err);
}

static const struct walk_member DATA[] = {
	{.name = "repository", .node = take_repository},
	{.name = "search", .value = take_nodes},
	{.name = "organization", .value = take_organization},
	{0},
};

static bool take_data(struct walk *walk, struct err *err)
{
	return walk_map(walk, DATA, err);
}

// GraphQL answers in part when a part could not be had.
static bool refuse_errors(struct walk *walk, const struct node *node, struct err *err)
{
	struct slice message = node_text(node, "0.message");
	if (!node->count)
		return true;
	return err_set(err, ERR_INCOMPLETE, "%s: the query failed: %.*s", walk->file->name,
		       (int)message.len, message.at);
}

static const struct walk_member ANSWER[] = {
	{.name = "errors", .node = refuse_errors},
	{.name = "data", .value = take_data, .required = true},
	{0},
};

static bool read_report(struct scan_file *file, struct err *err)
{
	struct walk walk = {.file = file};
	return walk_document(&walk, ANSWER, err);
}

const struct scan_format FORMAT_GITHUB_GRAPHQL = {
	.name = "github-graphql",
	.title = "GitHub vulnerability alerts (GraphQL)",
	.detect = detect,
	.read = read_report,
};
