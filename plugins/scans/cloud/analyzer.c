#include "plugins/scans/cloud/cloud.h"
#include "plugins/scans/formats.h"

#include <string.h>

// IAM Access Analyzer: list-findings, list-findings-v2, get-finding, get-finding-v2, and events of
// EventBridge, each of one finding. It has no severity: ours is high for what the public may reach,
// medium for what another account may, low for access that nobody uses. A summary of version 2 does
// not say which of the first two it is: unknown. Source: IAM Access Analyzer API reference, types
// FindingSummary and FindingSummaryV2; IAM user guide, "Monitoring ... with Amazon EventBridge".

enum { WHO_MAX = 200 };

// What the finding says of who may do what: of version 2 in details of their own.
static const struct node *access_of(const struct node *finding)
{
	const struct node *details = node_at(finding, "findingDetails.0.externalAccessDetails");
	if (!details)
		details = node_at(finding, "findingDetails.0.internalAccessDetails");
	return details ? details : finding;
}

// What a finding of each type says of its resource (type FindingType of the API).
static const struct {
	const char *type, *said;
} TYPES[] = {
	{"ExternalAccess", "can be reached from outside"},
	{"InternalAccess", "can be reached from within"},
	{"UnusedIAMRole", "is not used"},
	{"UnusedIAMUserAccessKey", "has an access key that is not used"},
	{"UnusedIAMUserPassword", "has a password that is not used"},
	{"UnusedPermission", "has permissions that are not used"},
};

// Version 1 tells no type: all of it is access from outside. NULL: a type that nobody knows.
static const char *said_of(struct slice type)
{
	if (!type.len)
		return TYPES[0].said;
	for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
		if (slice_is(type, TYPES[i].type))
			return TYPES[i].said;
	return NULL;
}

static bool is_kind(const struct node *finding, const char *kind)
{
	return slice_starts(node_text(finding, "findingType"), kind);
}

static void add_level(const struct node *finding, const struct node *access, struct scan_finding *f)
{
	bool told = node_has(access, "isPublic");
	bool is_public = node_bool(access, "isPublic", false);
	f->from = SLICE("assumed");
	if (is_kind(finding, "Unused"))
		f->level = LEVEL_LOW;
	else if (told || is_kind(finding, "Internal"))
		f->level = is_public ? LEVEL_HIGH : LEVEL_MEDIUM;
	else
		f->from = (struct slice){0};
}

// "AWS:444455556666", "Federated:accounts.example"; "" when nobody is named.
static struct slice principal_of(struct cloud *cloud, const struct node *access)
{
	struct str text = {0};
	for (NODE_EACH(principal, node_at(access, "principal"))) {
		str_add_text(&text, text.len ? " " : "");
		str_add_slice(&text, principal->key);
		str_add_char(&text, ':');
		str_add_slice(&text, principal->text);
	}
	struct slice made = cloud_format(cloud, "%s", str_text(&text));
	str_fini(&text);
	return made;
}

// Who may do what: with the resource it tells findings apart, as an analyzer that is made anew
// gives them other ids.
static struct slice reach_of(struct cloud *cloud, const struct node *access)
{
	struct slice who = principal_of(cloud, access);
	struct slice what = cloud_join(cloud, node_at(access, "action"), " ");
	return cloud_format(cloud, "%.*s%s%.*s", (int)who.len, who.at ? who.at : "",
			    who.len && what.len ? " " : "", (int)what.len, what.at ? what.at : "");
}

static struct slice title_of(struct cloud *cloud, const struct node *finding,
			     const struct scan_finding *f)
{
	struct slice type = node_text(finding, "resourceType");
	struct slice kind = node_text(finding, "findingType");
	const char *how = f->level == LEVEL_HIGH ? "can be reached by the public" : said_of(kind);
	if (!how)
		return cloud_format(cloud, "%.*s: %.*s", (int)type.len, type.at ? type.at : "",
				    (int)kind.len, kind.at);
	int len = f->logical.len < WHO_MAX ? (int)f->logical.len : WHO_MAX;
	bool named = len && f->level != LEVEL_HIGH;
	return cloud_format(cloud, "%.*s %s%s%.*s", (int)type.len, type.at ? type.at : "", how,
			    named ? " by " : "", named ? len : 0,
			    f->logical.at ? f->logical.at : "");
}

static void add_status(const struct node *finding, struct scan_finding *f)
{
	struct slice status = node_text(finding, "status");
	if (slice_is(status, "RESOLVED"))
		f->status = SLICE("closed");
	if (!slice_is(status, "ARCHIVED"))
		return;
	f->claim = SLICE("suppressed");
	f->claim_why = SLICE("archived in IAM Access Analyzer as intended access");
}

static bool tell(struct cloud *cloud, const struct node *finding, struct err *err)
{
	const struct node *access = access_of(finding);
	struct slice type = node_text(finding, "findingType");
	struct scan_finding f = {.class = FINDING_POSTURE,
				 .rule = type.len ? type : SLICE("ExternalAccess"),
				 .text = node_text(finding, "error"),
				 .resource = node_text(finding, "resource"),
				 .logical = principal_of(cloud, access),
				 .param = reach_of(cloud, access),
				 .seen = cloud_time(finding, "createdAt", "analyzedAt")};
	add_level(finding, access, &f);
	add_status(finding, &f);
	f.title = title_of(cloud, finding, &f);
	return scan_add(cloud->file, &f, err);
}

// What it is of names the region, but for buckets and what is IAM's.
static struct cloud_home home(const struct node *finding)
{
	return (struct cloud_home){cloud_text(finding, "resourceOwnerAccount", "accountId"),
				   cloud_arn(node_text(finding, "resource"), 3)};
}

// What an analyzer looks for is a category: each is a list of its own.
static void look(struct cloud *cloud, const struct node *finding)
{
	struct cloud_survey *survey = cloud->survey;
	bool known = said_of(node_text(finding, "findingType")) || is_kind(finding, "Unused");
	if (!known)
		survey->unknown = true;
	else if (!survey->category.len)
		survey->category = is_kind(finding, "Unused")	  ? SLICE("unused")
				   : is_kind(finding, "Internal") ? SLICE("internal")
								  : SLICE("external");
}

// Each region has a list of its own, which buckets and roles do not name; what is not used is of
// none.
static bool is_untold(const struct cloud *cloud, const struct scan *scan)
{
	return !cloud->survey->is_asked && !slice_is(scan->category, "unused") &&
	       scan->target.len && !memchr(scan->target.at, '/', scan->target.len);
}

// Findings of types that nobody knows alone are no list of those that are known.
static void settle(struct cloud *cloud, struct scan *scan)
{
	if (!scan->partial.len && is_untold(cloud, scan))
		scan->partial = SLICE("buckets and roles do not name the region that the list is "
				      "of; --target ACCOUNT/REGION, or `target` of the source, "
				      "says it");
	if (cloud->survey->unknown && !scan->category.len)
		scan->category = SLICE("other");
}

static bool walk(struct cloud *cloud, struct doc *doc, struct err *err)
{
	return cloud_walk(cloud, doc, &(struct cloud_shape){"findings", "finding", true}, err);
}

const struct cloud_service CLOUD_ANALYZER = {
	"accessanalyzer", "access-analyzer", FINDING_POSTURE, walk, home, look, tell, settle, NULL};

// Times are the analyzer's, not the finding's: nothing else has these members.
static bool is_finding(const struct node *finding)
{
	return node_has(finding, "analyzedAt") && node_has(finding, "resourceOwnerAccount") &&
	       node_has(finding, "id");
}

// An event names the account in its own way, and the id of what is not used.
static bool is_detail(const struct node *detail)
{
	return node_has(detail, "analyzedAt") && node_has(detail, "accountId") &&
	       node_has(detail, "resource") &&
	       (node_has(detail, "id") || node_has(detail, "findingId"));
}

static int detect(const struct scan_sniff *sniff)
{
	if (is_finding(cloud_peek_first(sniff, "findings")) ||
	    is_finding(node_member(sniff->json, "finding")) ||
	    is_detail(node_member(sniff->json, "detail")))
		return CLOUD_SURE;
	return cloud_peek_empty(sniff, "findings") ? CLOUD_EMPTY : 0;
}

static bool read(struct scan_file *file, struct err *err)
{
	return cloud_read(file, &CLOUD_ANALYZER, err);
}

const struct scan_format FORMAT_ANALYZER = {
	.name = "access-analyzer",
	.title = "AWS IAM Access Analyzer findings, and its events",
	.detect = detect,
	.read = read,
	.bare = 0,
};

// ---- get-finding-v2: a finding with nothing around it ----

static bool walk_one(struct cloud *cloud, struct doc *doc, struct err *err)
{
	cloud->survey->is_event = true;
	return cloud_item(cloud, doc, err);
}

static int detect_one(const struct scan_sniff *sniff)
{
	return is_finding(sniff->json) && node_has(sniff->json, "findingDetails") ? CLOUD_SURE : 0;
}

static bool read_one(struct scan_file *file, struct err *err)
{
	struct cloud_service one = CLOUD_ANALYZER;
	one.walk = walk_one;
	return cloud_read(file, &one, err);
}

const struct scan_format FORMAT_ANALYZER_ONE = {
	.name = "access-analyzer-finding",
	.title = "AWS IAM Access Analyzer, one finding",
	.detect = detect_one,
	.read = read_one,
	.bare = 0,
};
