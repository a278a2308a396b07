// What Semgrep's web API lists: {"findings": […]} of code, {"vulns": […]} of dependencies.
//
// A list is a page of a longer one unless it says that nothing follows ("hasMore": false), and a
// page closes nothing; what was fixed says so itself. Source: semgrep.dev/api/v1/docs, "List code
// findings", "List supply chain findings".
#include "plugins/scans/tour/tour.h"

static int detect(const struct scan_sniff *sniff)
{
	const struct node *code = node_at(sniff->json, "findings"),
			  *vulns = node_at(sniff->json, "vulns");
	if (node_has(code, "0.rule_name") || node_has(vulns, "0.matchedDependency"))
		return 100;
	bool none = code && code->kind == NODE_LIST && !code->count && sniff->json->count == 1;
	return none ? 60 : vulns && vulns->kind == NODE_LIST && !vulns->count ? 90 : 0;
}

static bool take_more(struct tour *tour, const struct node *node, struct err *err)
{
	struct tour_turns *turns = tour->own;
	(void)err;
	if (node->kind == NODE_BOOL && slice_is(node->text, "false"))
		turns->scan.partial = (struct slice){0};
	return true;
}

static const struct tour_row HEAD[] = {{"hasMore", take_more, 0}, {NULL, NULL, 0}};

// ---- Findings ----

static const struct {
	const char *reason, *claim;
} REASONS[] = {
	{"acceptable_risk", "accepted"},
	{"false_positive", "false_positive"},
	{"FALSE_POSITIVE", "false_positive"},
	{"ACCEPTABLE_RISK", "accepted"},
};

static void set_claim(struct scan_finding *finding, struct slice reason, struct slice why)
{
	finding->claim = SLICE("suppressed");
	finding->claim_why = why.len ? why : reason;
	for (size_t i = 0; i < sizeof REASONS / sizeof *REASONS; i++)
		if (slice_is(reason, REASONS[i].reason))
			finding->claim = slice_of(REASONS[i].claim);
}

static bool add_code(struct tour *tour, const struct node *node, struct err *err)
{
	struct tour_turns *turns = tour->own;
	struct slice message = node_text(node, "rule_message"), raw = node_text(node, "severity"),
		     status = node_text(node, "status");
	struct scan_finding finding = {
		.class = FINDING_CODE,
		.rule = node_text(node, "rule_name"),
		.title = words_title(message),
		.text = message,
		.raw = raw,
		.from = SLICE("tool"),
		.level = finding_level_of(raw),
		.cwe = words_cwe(node_at(node, "rule.cwe_names"), &tour->scratch),
		.file = words_path(node_text(node, "location.file_path"), &tour->scratch),
		.line = node_int(node, "location.line", 0),
		.end_line = node_int(node, "location.end_line", 0),
		.print = node_text(node, "match_based_id"),
		.seen = scan_time(node_text(node, "created_at")),
		.link = node_text(node, "line_of_code_url"),
		.status = slice_is(status, "fixed") ? SLICE("closed") : (struct slice){0},
	};
	if (slice_is(status, "ignored"))
		set_claim(&finding, node_text(node, "triage_reason"),
			  node_text(node, "triage_comment"));
	struct slice url = slice_or(node_text(node, "repository.url"),
				    node_text(node, "line_of_code_url")),
		     repo = words_repo_at(node_text(node, "repository.name"), url, &tour->scratch);
	return tour_turn(tour->file, turns, FINDING_CODE, repo, err) &&
	       scan_add(tour->file, &finding, err);
}

static bool add_vuln(struct tour *tour, const struct node *node, struct err *err)
{
	struct tour_turns *turns = tour->own;
	const struct node *advisory = node_at(node, "advisory");
	struct slice raw = node_text(advisory, "severity"),
		     status = node_text(node, "triage.status"),
		     package = node_text(node, "matchedDependency.name"),
		     version = node_text(node, "matchedDependency.versionSpecifier");
	struct scan_finding finding = {
		.class = FINDING_DEPENDENCY,
		.rule = node_text(advisory, "ruleId"),
		.title = node_text(node, "title"),
		.text = node_text(advisory, "description"),
		.raw = raw,
		.from = SLICE("tool"),
		.level = finding_level_of(raw),
		.ids = words_join(node_at(advisory, "references.cveIds"), "", &tour->scratch),
		.cwe = words_cwe(node_at(advisory, "references.cweIds"), &tour->scratch),
		.package = package,
		.version = version,
		.purl = words_purl(node_text(advisory, "ecosystem"), package, version,
				   &tour->scratch),
		.fixed = node_text(node, "closestSafeDependency.versionSpecifier"),
		.file = words_path(node_text(node, "dependencyFileLocation.path"), &tour->scratch),
		.line = node_int(node, "dependencyFileLocation.startLine", 0),
		.seen = scan_time(node_text(node, "openedAt")),
		.link = node_text(advisory, "references.urls.0"),
		.status = slice_is(status, "FIXED") ? SLICE("closed") : (struct slice){0},
	};
	if (slice_is(status, "IGNORED"))
		set_claim(&finding, node_text(node, "triage.dismissReason"), (struct slice){0});
	struct slice repo =
		words_repo_at(node_text(node, "repositoryName"),
			      node_text(node, "dependencyFileLocation.url"), &tour->scratch);
	return tour_turn(tour->file, turns, FINDING_DEPENDENCY, repo, err) &&
	       scan_add(tour->file, &finding, err);
}

enum { SAW_CODE, SAW_VULNS };
static const struct tour_row BODY[] = {
	{"findings", NULL, 0},	   {"vulns", NULL, 0}, {"findings.[]", add_code, 0},
	{"vulns.[]", add_vuln, 0}, {NULL, NULL, 0},
};

static bool read_report(struct scan_file *file, struct err *err)
{
	struct tour_turns turns = {.scan = {.tool = SLICE("semgrep"),
					    .category = SLICE("semgrep-app"),
					    .class = FINDING_CODE,
					    .target_kind = SLICE("repo"),
					    .partial = SLICE("a page of a list that may go on")}};
	struct tour tour = {.file = file, .own = &turns};
	if (!tour_all(&tour, HEAD, err) || !tour_again(&tour, err) || !tour_all(&tour, BODY, err))
		return false;
	if (!tour_saw(&tour, SAW_CODE) && !tour_saw(&tour, SAW_VULNS))
		return tour_fault(&tour, err, "there are neither 'findings' nor 'vulns' in it");
	return tour_turns_end(file, &turns, err);
}

const struct scan_format FORMAT_SEMGREP_APP = {
	.name = "semgrep-app",
	.title = "Semgrep's web API: findings, vulns",
	.detect = detect,
	.read = read_report,
};
