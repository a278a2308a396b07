#include "plugins/scans/cloud/hub.h"

#include "plugins/scans/formats.h"

// The AWS Security Finding Format (ASFF): Security Hub's get-findings in a file, from its API or
// as an event, and what other tools write for it to import. Source: Security Hub user guide, "AWS
// Security Finding Format (ASFF)".

// ---- What the scan is of ----

static bool has_hub_marks(const struct node *finding)
{
	return node_has(finding, "ProductName") || node_has(finding, "CompanyName") ||
	       node_has(finding, "ProcessedAt") || node_has(finding, "WorkflowState") ||
	       node_has(finding, "FindingProviderFields");
}

// "arn:aws:securityhub:REGION::product/COMPANY/PRODUCT" ends in the product.
static struct slice product_of(const struct node *finding)
{
	struct slice rest = cloud_arn(node_text(finding, "ProductArn"), 5);
	slice_cut(&rest, '/');
	slice_cut(&rest, '/');
	return rest;
}

static bool is_passed(const struct node *finding)
{
	return slice_is(node_text(finding, "Compliance.Status"), "PASSED");
}

static struct cloud_home home(const struct node *finding)
{
	struct slice account = node_text(finding, "AwsAccountId");
	struct slice region = cloud_text(finding, "Region", "Resources.0.Region");
	if (!account.len)
		account = cloud_arn(node_text(finding, "Id"), 4);
	if (!region.len)
		region = cloud_arn(node_text(finding, "ProductArn"), 3);
	return (struct cloud_home){account, region};
}

static void look(struct cloud *cloud, const struct node *finding)
{
	struct cloud_survey *survey = cloud->survey;
	int64_t updated = cloud_time(finding, "UpdatedAt", "CreatedAt");
	cloud_note(cloud, &survey->product, &survey->products, product_of(finding));
	survey->newest = updated > survey->newest ? updated : survey->newest;
	survey->by_hub = survey->by_hub || has_hub_marks(finding);
	cloud->place->passed += is_passed(finding);
}

// A list that the hub has not put its marks on was written by the tool, when it was done.
static void settle(struct cloud *cloud, struct scan *scan)
{
	const struct cloud_survey *survey = cloud->survey;
	if (survey->is_asked)
		scan->filter = SLICE("archived records");
	// With a standard there are records, of checks that pass too.
	if (!survey->any && !survey->is_event)
		scan->partial = SLICE("Security Hub lists nothing, not even what passed: no "
				      "standard is enabled");
	if (survey->is_asked || survey->by_hub || survey->products || !survey->product.len)
		return;
	scan->tool = survey->product;
	scan->at = survey->newest;
	if (!slice_is(survey->product, "aquasecurity"))
		return;
	// Of an image or a folder, which it does not name; the account is only where it would go.
	scan->tool = SLICE("trivy");
	scan->class = FINDING_CONTAINER;
	scan->target = scan->target_kind = (struct slice){0};
}

// ---- A finding ----

// "Severity.Normalized": 0, 1 to 39, 40 to 69, 70 to 89, 90 to 100.
static enum finding_level normalized_level(int64_t number)
{
	if (number < 0 || number > 100)
		return LEVEL_UNKNOWN;
	if (number >= 70)
		return number >= 90 ? LEVEL_CRITICAL : LEVEL_HIGH;
	if (number >= 1)
		return number >= 40 ? LEVEL_MEDIUM : LEVEL_LOW;
	return LEVEL_INFO;
}

static enum finding_level level_at(const struct node *severity)
{
	struct slice label = node_text(severity, "Label");
	return label.len ? finding_level_of(label)
			 : normalized_level(node_int(severity, "Normalized", -1));
}

// What the product says, unless people or their rules have raised it: a lower level that somebody
// gave it is a decision, and decisions are in the ledger.
static void add_severity(const struct node *finding, struct scan_finding *f)
{
	const struct node *now = node_at(finding, "Severity");
	const struct node *product = node_at(finding, "FindingProviderFields.Severity");
	bool lowered = product && level_at(product) > level_at(now);
	const struct node *severity = lowered ? product : now;
	f->level = level_at(severity);
	f->raw = cloud_text(severity, "Label", "Normalized");
	f->from = lowered ? SLICE("product") : SLICE("tool");
}

static struct slice note_of(struct cloud *cloud, const struct node *finding, struct slice word)
{
	struct slice note = node_text(finding, "Note.Text");
	struct slice who = node_text(finding, "Note.UpdatedBy");
	return cloud_format(cloud, "Security Hub: %.*s%s%.*s%s%.*s", (int)word.len, word.at,
			    who.len ? " by " : "", (int)who.len, who.at ? who.at : "",
			    note.len ? ": " : "", (int)note.len, note.at ? note.at : "");
}

// What people say of it: never taken for what the product sees.
static void add_claim(struct cloud *cloud, const struct node *finding, struct scan_finding *f)
{
	static const struct {
		const char *path, *word, *claim;
	} CLAIMS[] = {{"Workflow.Status", "SUPPRESSED", "suppressed"},
		      {"Workflow.Status", "RESOLVED", "resolved"},
		      {"VerificationState", "FALSE_POSITIVE", "false_positive"},
		      {"VerificationState", "BENIGN_POSITIVE", "suppressed"}};
	for (size_t i = 0; i < sizeof CLAIMS / sizeof *CLAIMS; i++) {
		struct slice word = node_text(finding, CLAIMS[i].path);
		if (!slice_is(word, CLAIMS[i].word))
			continue;
		f->claim = slice_of(CLAIMS[i].claim);
		f->claim_why = note_of(cloud, finding, word);
		return;
	}
}

// A generator that is an address tells detectors apart, not rules: its type does that.
static struct slice rule_of(const struct node *finding)
{
	struct slice rule = node_text(finding, "GeneratorId");
	struct slice type = node_text(finding, "Types.0"), last = type;
	if (rule.len && !slice_starts(rule, "arn:"))
		return rule;
	while (type.at)
		last = slice_cut(&type, '/');
	return last.len ? last : rule;
}

// One flaw, one finding of each package that has it. Further resources are its places, else those
// where the package lies too.
static bool tell_packages(struct cloud *cloud, const struct node *finding, struct scan_finding *f,
			  struct err *err)
{
	struct cloud_packages packages =
		cloud_packages(cloud, node_at(finding, "Vulnerabilities.0.VulnerablePackages"));
	bool trivy = slice_starts(node_text(finding, "GeneratorId"), "Trivy");
	struct slice resources = f->places;
	if (trivy || !packages.count)
		return scan_add(cloud->file, f, err);
	for (size_t i = 0; i < packages.count; i++) {
		hub_add_package(cloud, &packages.of[i], f);
		f->places = resources.len ? resources : packages.of[i].places;
		if (!scan_add(cloud->file, f, err))
			return false;
	}
	return true;
}

static bool tell_one(struct cloud *cloud, const struct node *finding, struct err *err)
{
	struct slice id = node_text(finding, "Id"), product = node_text(finding, "ProductArn");
	bool passed = is_passed(finding);
	struct scan_finding f = {
		.class = FINDING_POSTURE,
		.rule = rule_of(finding),
		.title = node_text(finding, "Title"),
		.text = node_text(finding, "Description"),
		.resource = node_text(cloud->resource, "Id"),
		.places = cloud_lines(cloud, node_at(finding, "Resources"), "Id", 1),
		.uid = cloud_format(cloud, "%.*s %.*s", (int)product.len,
				    product.at ? product.at : "", (int)id.len, id.at ? id.at : ""),
		.seen = cloud_time(finding, "FirstObservedAt", "CreatedAt"),
		.link = cloud_text(finding, "Remediation.Recommendation.Url", "SourceUrl")};
	if (slice_is(node_text(finding, "RecordState"), "ARCHIVED"))
		f.status = SLICE("archived");
	else if (passed)
		f.status = SLICE("passed");
	add_severity(finding, &f);
	add_claim(cloud, finding, &f);
	hub_add_kind(cloud, finding, &f);
	return tell_packages(cloud, finding, &f, err);
}

static bool tell(struct cloud *cloud, const struct node *finding, struct err *err)
{
	cloud_made_check(cloud, rule_of(finding));
	if (is_passed(finding) && !cloud->survey->is_event) // a list without it closes it
		return true;
	return cloud_tell_each(cloud, finding, "Resources", tell_one, err);
}

static bool walk(struct cloud *cloud, struct doc *doc, struct err *err)
{
	return cloud_walk(cloud, doc, &(struct cloud_shape){"findings", NULL, false}, err);
}

const struct cloud_service CLOUD_SECURITY_HUB = {
	"securityhub", "securityhub", FINDING_POSTURE, walk, home, look, tell, settle, NULL};

// ---- The format ----

bool hub_is_finding(const struct node *finding)
{
	return node_has(finding, "ProductArn") && node_has(finding, "GeneratorId") &&
	       node_has(finding, "Resources");
}

static int detect(const struct scan_sniff *sniff)
{
	if (hub_is_finding(cloud_peek_first(sniff, "findings")))
		return CLOUD_SURE;
	return cloud_peek_empty(sniff, "Findings") || cloud_peek_empty(sniff, "findings")
		       ? CLOUD_EMPTY
		       : 0;
}

static bool read(struct scan_file *file, struct err *err)
{
	return cloud_read(file, &CLOUD_SECURITY_HUB, err);
}

const struct scan_format FORMAT_ASFF = {
	.name = "asff",
	.title = "AWS Security Hub findings (ASFF)",
	.detect = detect,
	.read = read,
	.bare = SCAN_EMPTY_LIST,
};
