#include "plugins/scans/cloud/cloud.h"
#include "plugins/scans/formats.h"

#include <string.h>

// Inspector2: list-findings of the CLI and the API. Source: Inspector2 API reference, type Finding.

// Package managers as purl types (purl specification); system packages lack their distribution.
static const struct {
	const char *manager, *type;
} PURL_TYPES[] = {
	{"NODEPKG", "npm"},	  {"NPM", "npm"},      {"YARN", "npm"},
	{"PYTHONPKG", "pypi"},	  {"PIP", "pypi"},     {"PIPENV", "pypi"},
	{"POETRY", "pypi"},	  {"GOMOD", "golang"}, {"GOBINARY", "golang"},
	{"GO", "golang"},	  {"JAR", "maven"},    {"POM", "maven"},
	{"CARGO", "cargo"},	  {"BUNDLER", "gem"},  {"GEMSPEC", "gem"},
	{"COMPOSER", "composer"}, {"NUGET", "nuget"},  {"DOTNET_CORE", "nuget"},
};

static const char *purl_type(struct slice manager)
{
	for (size_t i = 0; i < sizeof PURL_TYPES / sizeof *PURL_TYPES; i++)
		if (slice_is(manager, PURL_TYPES[i].manager))
			return PURL_TYPES[i].type;
	return NULL;
}

// Maven's "group:artifact" is a path here, npm's "@" is escaped.
static struct slice purl_of(struct cloud *cloud, const struct node *package)
{
	const char *type = purl_type(node_text(package, "packageManager"));
	struct slice name = node_text(package, "name"), version = node_text(package, "version");
	struct slice made = {0};
	struct str text = {0};
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] == '@')
			str_add_text(&text, "%40");
		else
			str_add_char(&text, name.at[i] == ':' ? '/' : name.at[i]);
	if (type && name.len && version.len)
		made = cloud_format(cloud, "pkg:%s/%s@%.*s", type, str_text(&text),
				    (int)version.len, version.at);
	str_fini(&text);
	return made;
}

// "epoch:version-release" where there are such.
static struct slice version_of(struct cloud *cloud, const struct node *package)
{
	struct slice version = node_text(package, "version");
	struct slice release = node_text(package, "release");
	int64_t epoch = node_int(package, "epoch", 0);
	if (!release.len && !epoch)
		return version;
	struct slice before =
		epoch ? cloud_format(cloud, "%lld:", (long long)epoch) : (struct slice){0};
	return cloud_format(cloud, "%.*s%.*s%s%.*s", (int)before.len, before.at ? before.at : "",
			    (int)version.len, version.at ? version.at : "", release.len ? "-" : "",
			    (int)release.len, release.at ? release.at : "");
}

static void add_package(struct cloud *cloud, const struct cloud_package *package,
			struct scan_finding *f)
{
	struct slice fixed = node_text(package->node, "fixedInVersion");
	f->package = node_text(package->node, "name");
	f->version = version_of(cloud, package->node);
	f->fixed = slice_is(fixed, "NotAvailable") ? (struct slice){0} : fixed;
	f->file = cloud_place(cloud, f, package->where);
	f->places = package->places;
	f->purl = purl_of(cloud, package->node);
}

// The first score of version 3 or 4, else the first.
static void add_score(const struct node *details, struct scan_finding *f)
{
	const struct node *scores = node_at(details, "cvss"), *best = node_at(scores, "0");
	for (NODE_EACH(score, scores)) {
		best = score;
		if (!slice_starts(node_text(score, "version"), "2"))
			break;
	}
	f->cvss = node_text(best, "baseScore");
	f->vector = node_text(best, "scoringVector");
}

static void add_vulnerability(struct cloud *cloud, const struct node *details,
			      struct scan_finding *f)
{
	f->rule = node_text(details, "vulnerabilityId");
	f->ids = cloud_ids(cloud, f->rule, node_at(details, "relatedVulnerabilities"));
	f->link = node_text(details, "sourceUrl");
	f->file = cloud_place(cloud, f, (struct slice){0}); // of no package that is named
	add_score(details, f);
}

static void add_code(struct cloud *cloud, const struct node *details, struct scan_finding *f)
{
	f->class = FINDING_CODE;
	f->rule = cloud_text(details, "ruleId", "detectorId");
	f->file = node_text(details, "filePath.filePath");
	f->logical = f->resource;
	f->line = node_int(details, "filePath.startLine", 0);
	f->end_line = node_int(details, "filePath.endLine", 0);
	f->cwe = cloud_join(cloud, node_at(details, "cwes"), " ");
}

static void add_reach(struct cloud *cloud, const struct node *details, struct scan_finding *f)
{
	struct slice protocol = node_text(details, "protocol");
	int64_t first = node_int(details, "openPortRange.begin", 0);
	int64_t last = node_int(details, "openPortRange.end", first);
	f->class = FINDING_POSTURE;
	f->rule = SLICE("NETWORK_REACHABILITY");
	f->logical =
		cloud_format(cloud, "%.*s %lld-%lld", (int)protocol.len,
			     protocol.at ? protocol.at : "", (long long)first, (long long)last);
}

static void add_status(const struct node *finding, struct scan_finding *f)
{
	struct slice status = node_text(finding, "status");
	if (slice_is(status, "CLOSED"))
		f->status = SLICE("closed");
	if (!slice_is(status, "SUPPRESSED"))
		return;
	f->claim = SLICE("suppressed");
	f->claim_why = SLICE("a suppression rule of Inspector");
}

static void add_kind(struct cloud *cloud, const struct node *finding, struct scan_finding *f)
{
	const struct node *package = node_at(finding, "packageVulnerabilityDetails");
	const struct node *code = node_at(finding, "codeVulnerabilityDetails");
	const struct node *reach = node_at(finding, "networkReachabilityDetails");
	struct slice type = node_text(cloud->resource, "type");
	bool image = slice_is(type, "AWS_ECR_CONTAINER_IMAGE");
	f->class = image ? FINDING_CONTAINER : FINDING_DEPENDENCY;
	f->rule = node_text(finding, "type");
	if (package)
		add_vulnerability(cloud, package, f);
	else if (code)
		add_code(cloud, code, f);
	else if (reach || slice_is(f->rule, "NETWORK_REACHABILITY"))
		add_reach(cloud, reach, f);
}

// ---- What it looks at ----

// Kinds of resources, as BatchGetAccountStatus names them; each can be switched off by itself, and
// then has no findings, or closed ones. What is of an image is in a scan of that image.
static const struct kind {
	const char *name, *type;
	bool code;		 // of flaws in code alone
	const char *services[2]; // that are not looked at without it
} KINDS[] = {
	{"ec2", "AWS_EC2_INSTANCE", false, {"ec2", NULL}},
	{"ecr", "AWS_ECR_CONTAINER_IMAGE", false, {NULL, NULL}},
	{"lambdaCode", "AWS_LAMBDA_FUNCTION", true, {"lambda code", NULL}},
	{"lambda", "AWS_LAMBDA_FUNCTION", false, {"lambda dependency", NULL}},
	{"codeRepository", "CODE_REPOSITORY", false, {"inspector2", "none"}},
};
enum { KIND_COUNT = sizeof KINDS / sizeof *KINDS };

static size_t kind_of(const struct node *finding)
{
	struct slice type = node_text(finding, "resources.0.type");
	bool code = node_has(finding, "codeVulnerabilityDetails");
	size_t kind = 0;
	while (kind < KIND_COUNT &&
	       (!slice_is(type, KINDS[kind].type) || (KINDS[kind].code && !code)))
		kind++;
	return kind;
}

static bool is_off(const struct cloud *cloud, size_t kind)
{
	struct slice rest = cloud->survey->off;
	while (rest.len)
		if (slice_is(slice_word(&rest), KINDS[kind].name))
			return true;
	return cloud->survey->unsure.len && !(cloud->survey->kinds >> kind & 1);
}

static void leave_out(struct cloud *cloud)
{
	scan_resume(cloud->file, cloud->current);
	for (size_t kind = 0; kind < KIND_COUNT; kind++)
		for (int i = 0; i < 2 && is_off(cloud, kind) && KINDS[kind].services[i]; i++)
			scan_leaves_out(cloud->file, "not_service",
					slice_of(KINDS[kind].services[i]));
}

// What is not looked at any more is closed for that, and gone after days.
static bool is_given_up(const struct cloud *cloud, const struct node *finding)
{
	size_t kind = kind_of(finding);
	return kind < KIND_COUNT && slice_is(node_text(finding, "status"), "CLOSED") &&
	       slice_equal(node_text(finding, "awsAccountId"), cloud->survey->account) &&
	       is_off(cloud, kind);
}

// ---- A finding ----

// One flaw, one finding of each package that has it: each has its own version and its own fix.
static bool tell_one(struct cloud *cloud, const struct node *finding, struct err *err)
{
	struct slice severity = node_text(finding, "severity");
	struct slice image =
		node_text(cloud->resource, "details.awsEcrContainerImage.repositoryName");
	struct scan_finding f = {.level = finding_level_of(severity),
				 .raw = severity,
				 .from = SLICE("tool"),
				 .title = node_text(finding, "title"),
				 .text = node_text(finding, "description"),
				 .epss = node_text(finding, "epss.score"),
				 .resource = image.len ? image : node_text(cloud->resource, "id"),
				 .uid = node_text(finding, "findingArn"),
				 .seen = cloud_time(finding, "firstObservedAt", "updatedAt")};
	add_kind(cloud, finding, &f);
	add_status(finding, &f);
	struct cloud_packages packages = cloud_packages(
		cloud, node_at(finding, "packageVulnerabilityDetails.vulnerablePackages"));
	bool done = packages.count || scan_add(cloud->file, &f, err);
	for (size_t i = 0; done && i < packages.count; i++) {
		add_package(cloud, &packages.of[i], &f);
		done = scan_add(cloud->file, &f, err);
	}
	return done;
}

bool inspector_tell(struct cloud *cloud, const struct node *finding, struct err *err)
{
	cloud->resource = node_at(finding, "resources.0");
	return tell_one(cloud, finding, err);
}

static bool tell(struct cloud *cloud, const struct node *finding, struct err *err)
{
	return is_given_up(cloud, finding) ||
	       cloud_tell_each(cloud, finding, "resources", tell_one, err);
}

static struct cloud_home home(const struct node *finding)
{
	struct slice arn = node_text(finding, "findingArn");
	struct slice region = node_text(finding, "resources.0.region");
	return (struct cloud_home){node_text(finding, "awsAccountId"),
				   region.len ? region : cloud_arn(arn, 3)};
}

static void look(struct cloud *cloud, const struct node *finding)
{
	cloud->survey->kinds |= 1u << kind_of(finding);
}

static bool walk(struct cloud *cloud, struct doc *doc, struct err *err)
{
	if (cloud->telling)
		leave_out(cloud);
	return cloud_walk(cloud, doc, &(struct cloud_shape){"findings", NULL, true}, err);
}

const struct cloud_service CLOUD_INSPECTOR = {
	"inspector2", "inspector", FINDING_DEPENDENCY, walk, home, look, tell, NULL, NULL};

static bool is_finding(const struct node *finding)
{
	return slice_is(cloud_arn(node_text(finding, "findingArn"), 2), "inspector2");
}

static int detect(const struct scan_sniff *sniff)
{
	if (is_finding(cloud_peek_first(sniff, "findings")) ||
	    is_finding(node_at(sniff->json, "detail")))
		return CLOUD_SURE;
	return cloud_peek_empty(sniff, "findings") ? CLOUD_EMPTY : 0;
}

static bool read(struct scan_file *file, struct err *err)
{
	return cloud_read(file, &CLOUD_INSPECTOR, err);
}

const struct scan_format FORMAT_INSPECTOR = {
	.name = "inspector",
	.title = "Amazon Inspector findings",
	.detect = detect,
	.read = read,
	.bare = 0,
};
