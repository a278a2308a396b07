// Answers of GitHub's GraphQL API that hold vulnerabilityAlerts: of one repository, of a search's,
// of an organization's. A scan per repository; it is whole when the answer says that no page
// follows. Source: docs.github.com, GraphQL API, RepositoryVulnerabilityAlert.
#include "plugins/scans/code/github.h"
#include "plugins/scans/tour/tour.h"

static int detect(const struct scan_sniff *sniff)
{
	const struct node *data = node_at(sniff->json, "data");
	bool fits = node_has(data, "repository.vulnerabilityAlerts") ||
		    node_has(data, "search.nodes.0.vulnerabilityAlerts") ||
		    node_has(data, "organization.repositories.nodes.0.vulnerabilityAlerts");
	return fits ? 100 : 0;
}

static bool add(struct tour *tour, const struct node *node, struct err *err)
{
	const struct node *flaw = node_at(node, "securityVulnerability"),
			  *advisory = node_at(flaw, "advisory");
	struct slice raw = github_text(flaw, "severity"), name = github_text(flaw, "package.name"),
		     ids = words_join(node_at(advisory, "identifiers"), "value", &tour->scratch),
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
		.cwe = words_join(node_at(advisory, "cwes.nodes"), "cweId", &tour->scratch),
		.package = name,
		.purl = words_purl(github_text(flaw, "package.ecosystem"), name, (struct slice){0},
				   &tour->scratch),
		.fixed = github_text(flaw, "firstPatchedVersion.identifier"),
		.file = words_path(github_text(node, "vulnerableManifestPath"), &tour->scratch),
		.uid = github_text(node, "id"),
		.seen = scan_time(github_text(node, "createdAt")),
		.link = github_text(advisory, "references.0.url"),
	};
	github_set_state(&finding, node);
	return scan_add(tour->file, &finding, err);
}

// By its name alone it may be anybody's: what a person names goes before, and the name tells the
// repositories of one answer apart.
static void name_bare(struct tour *tour, struct slice name, struct scan *scan)
{
	scan->target = name;
	scan->vague = true;
	if (scan_told(tour->file).len)
		scan->category = WORDS(&tour->scratch, scan->category, SLICE(" "), name);
}

static bool take_repository(struct tour *tour, const struct node *node, struct err *err)
{
	struct slice full = github_text(node, "nameWithOwner"),
		     url = words_repo(github_text(node, "url"), &tour->scratch);
	const struct node *alerts = node_at(node, "vulnerabilityAlerts");
	const char *more = "pageInfo.hasNextPage";
	struct scan scan = {
		.tool = SLICE("dependabot"),
		.category = SLICE("graphql"),
		.class = FINDING_DEPENDENCY,
		.target = github_named(tour->file, full, url, &tour->scratch),
		.target_kind = SLICE("repo"),
	};
	if (!full.len && !url.len)
		name_bare(tour, github_text(node, "name"), &scan);
	if (node_bool(alerts, more, true))
		scan.partial = GITHUB_PAGE;
	if (!scan_begin(tour->file, &scan, err))
		return false;
	for (NODE_EACH(alert, node_at(alerts, "nodes")))
		if (!add(tour, alert, err))
			return false;
	bool told = node_has(alerts, "nodes");
	return scan_end(tour->file, told ? NULL : "the answer has no alerts in it", err);
}

// GraphQL answers in part when a part could not be had.
static bool refuse_errors(struct tour *tour, const struct node *node, struct err *err)
{
	struct slice message = node_text(node, "0.message");
	if (!node->count)
		return true;
	return err_set(err, ERR_INCOMPLETE, "%s: the query failed: %.*s", tour->file->name,
		       (int)message.len, message.at);
}

enum { SAW_REPOSITORY, SAW_SEARCH, SAW_ORGANIZATION };
static const struct tour_row ANSWER[] = {
	{"data.repository", take_repository, 0},
	{"data.search.nodes", NULL, 0},
	{"data.organization.repositories.nodes", NULL, 0},
	{"data.search.nodes.[]", take_repository, 0},
	{"data.organization.repositories.nodes.[]", take_repository, 0},
	{"errors", refuse_errors, 0},
	{NULL, NULL, 0},
};

static bool read_report(struct scan_file *file, struct err *err)
{
	struct tour tour = {.file = file};
	if (!tour_all(&tour, ANSWER, err))
		return false;
	return tour_saw(&tour, SAW_REPOSITORY) || tour_saw(&tour, SAW_SEARCH) ||
	       tour_saw(&tour, SAW_ORGANIZATION) ||
	       tour_refuse(&tour, "GitHub's GraphQL API", "data", err);
}

const struct scan_format FORMAT_GITHUB_GRAPHQL = {
	.name = "github-graphql",
	.title = "GitHub vulnerability alerts (GraphQL)",
	.detect = detect,
	.read = read_report,
};
