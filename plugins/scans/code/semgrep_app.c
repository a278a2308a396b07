// What Semgrep's web API lists: {"findings": […]} of code, {"vulns": […]} of dependencies.
//
// A list is a page of a longer one unless it says that nothing follows ("hasMore": false), and a
// page closes nothing; what was fixed says so itself. Source: semgrep.dev/api/v1/docs, "List code
// findings", "List supply chain findings".
#include "plugins/scans/walk/walk.h"

static int detect(const struct scan_sniff *sniff)
{
	const struct node *code = node_at(sniff->json, "findings"),
			  *vulns = node_at(sniff->json, "vulns");
	if (node_has(code, "0.rule_name") || node_has(vulns, "0.matchedDependency"))
		return 100;
	bool none = code && code->kind == NODE_LIST && !code->count && sniff->json->count == 1;
	return none ? 60 : vulns && vulns->kind == NODE_LIST && !vulns->count ? 90 : 0;
}

struct app {
	struct walk_turns turns;
	bool listed; // there is a list in it
};

static bool take_more(struct walk *walk, const struct node *node, struct err *err)
{
	struct app *app = walk->context;
	(void)err;
	if (node->kind == NODE_BOOL && slice_is(node->text, "false"))
		app->turns.scan.partial = (struct slice){0};
	return true;
}

static const struct walk_member HEAD[] = {
	{.name = "hasMore", .node = take_more},
	{0},
};

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

static bool add_code(struct walk *walk, const struct node *node, struct err *err)
{
	struct app *app = walk->context;
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
		.cwe = words_cwe(node_at(node, "rule.cwe_names"), &walk->arena),
		.file = words_path(node_text(node, "location.file_path"), &walk->arena),
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
	return walk_turn(walk->file, &app->turns, FINDING_CODE, node_text(node, "repository.name"),
			 err) &&
	       scan_add(walk->file, &finding, err);
}

static bool add_vuln(struct walk *walk, const struct node *node, struct err *err)
{
	struct app *app = walk->context;
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
		.ids = words_join(node_at(advisory, "references.cveIds"), "", &walk->arena),
		.cwe = words_cwe(node_at(advisory, "references.cweIds"), &walk->arena),
		.package = package,
		.version = version,
		.purl = words_purl(node_text(advisory, "ecosystem"), package, version,
				   &walk->arena),
		.fixed = node_text(node, "closestSafeDependency.versionSpecifier"),
		.file = words_path(node_text(node, "dependencyFileLocation.path"), &walk->arena),
		.line = node_int(node, "dependencyFileLocation.startLine", 0),
		.seen = scan_time(node_text(node, "openedAt")),
		.link = node_text(advisory, "references.urls.0"),
		.status = slice_is(status, "FIXED") ? SLICE("closed") : (struct slice){0},
	};
	if (slice_is(status, "IGNORED"))
		set_claim(&finding, node_text(node, "triage.dismissReason"), (struct slice){0});
	return walk_turn(walk->file, &app->turns, FINDING_DEPENDENCY,
			 node_text(node, "repositoryName"), err) &&
	       scan_add(walk->file, &finding, err);
}

static bool add_all_code(struct walk *walk, struct err *err)
{
	struct app *app = walk->context;
	app->listed = true;
	return walk_list(walk, add_code, err);
}

static bool add_all_vulns(struct walk *walk, struct err *err)
{
	struct app *app = walk->context;
	app->listed = true;
	return walk_list(walk, add_vuln, err);
}

static const struct walk_member BODY[] = {
	{.name = "findings", .value = add_all_code},
	{.name = "vulns", .value = add_all_vulns},
	{0},
};

static bool read_report(struct scan_file *file, struct err *err)
{
	struct app app = {.turns.scan = {.tool = SLICE("semgrep"),
					 .category = SLICE("semgrep-app"),
					 .class = FINDING_CODE,
					 .target_kind = SLICE("repo"),
					 .partial = SLICE("a page of a list that may go on")}};
	struct walk walk = {.file = file, .context = &app};
	if (!walk_document(&walk, HEAD, err) || !scan_again(file, err) ||
	    !walk_document(&walk, BODY, err))
		return false;
	if (!app.listed)
		return walk_refuse(&walk, err, "there are neither 'findings' nor 'vulns' in it");
	return walk_turns_end(file, &app.turns, err);
}

const struct scan_format FORMAT_SEMGREP_APP = {
	.name = "semgrep-app",
	.title = "Semgrep's web API: findings, vulns",
	.detect = detect,
	.read = read_report,
};
