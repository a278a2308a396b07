#include "plugins/scans/prowler/prowler.h"

#include "plugins/scans/formats.h"

// The JSON list of Prowler 3, and what its findings and the rows of its table say. They are the
// same findings as those of Prowler's OCSF: same tool, rule, resource and region.
// Source: prowler, lib/outputs/csv/csv.py (4 and 5), docs of version 3 (reporting: JSON, CSV).

enum field {
	STATUS,
	MUTED,
	CHECK,
	TITLE,
	DETAIL,
	SEVERITY,
	RESOURCE,
	NAME,
	ACCOUNT,
	REGION,
	TIME,
	VERSION,
	LINK,
};

// As the table has it since version 4, as it had it before, as the JSON has it; of other clouds
// too.
static const char *const NAMES[][6] = {
	[STATUS] = {"STATUS", "Status"},
	[MUTED] = {"MUTED"},
	[CHECK] = {"CHECK_ID", "CheckID"},
	[TITLE] = {"CHECK_TITLE", "CheckTitle"},
	[DETAIL] = {"STATUS_EXTENDED", "StatusExtended"},
	[SEVERITY] = {"SEVERITY", "Severity"},
	[RESOURCE] = {"RESOURCE_UID", "RESOURCE_ARN", "ResourceArn"},
	[NAME] = {"RESOURCE_NAME", "RESOURCE_ID", "ResourceId", "ResourceName"},
	[ACCOUNT] = {"ACCOUNT_UID", "ACCOUNT_ID", "AccountId", "SUBSCRIPTION", "Subscription",
		     "ProjectId"},
	[REGION] = {"REGION", "Region", "LOCATION", "Location"},
	[TIME] = {"TIMESTAMP", "ASSESSMENT_START_TIME", "AssessmentStartTime"},
	[VERSION] = {"PROWLER_VERSION"},
	[LINK] = {"RELATED_URL", "RelatedUrl"},
};

static struct slice told(const struct node *finding, enum field field)
{
	for (size_t i = 0; i < sizeof NAMES[0] / sizeof *NAMES[0] && NAMES[field][i]; i++) {
		struct slice text = node_text(node_member(finding, NAMES[field][i]), "");
		if (text.len)
			return text;
	}
	return (struct slice){0};
}

static bool is_passed(const struct node *finding)
{
	return slice_is(told(finding, STATUS), "PASS");
}

// To be made by a person, or told for information.
static bool is_untested(const struct node *finding)
{
	struct slice status = told(finding, STATUS);
	return slice_is(status, "MANUAL") || slice_is(status, "INFO");
}

// In version 3 the status itself says so.
static bool is_muted(const struct node *finding)
{
	struct slice status = told(finding, STATUS);
	return slice_is(told(finding, MUTED), "True") || slice_is(status, "MUTED") ||
	       slice_is(status, "WARNING");
}

static struct cloud_home home(const struct node *finding)
{
	return (struct cloud_home){told(finding, ACCOUNT), told(finding, REGION)};
}

static void look(struct cloud *cloud, const struct node *finding)
{
	struct cloud_survey *survey = cloud->survey;
	int64_t at = cloud_when(told(finding, TIME));
	bool several;
	cloud_note(cloud, &survey->version, &several, told(finding, VERSION));
	survey->newest = at > survey->newest ? at : survey->newest;
	cloud->place->passed += is_passed(finding);
	cloud->place->untested += is_untested(finding);
}

static void settle(struct cloud *cloud, struct scan *scan)
{
	const struct cloud_survey *survey = cloud->survey;
	scan->version = survey->version;
	scan->at = survey->newest;
	scan->blind = SLICE("it lists no check");
}

static bool tell(struct cloud *cloud, const struct node *finding, struct err *err)
{
	struct slice resource = told(finding, RESOURCE);
	cloud_made_check(cloud, told(finding, CHECK));
	if (is_passed(finding))
		return true;
	struct scan_finding f = {
		.class = FINDING_POSTURE,
		.level = finding_level_of(told(finding, SEVERITY)),
		.raw = told(finding, SEVERITY),
		.from = SLICE("tool"),
		.rule = told(finding, CHECK),
		.title = told(finding, TITLE),
		.text = told(finding, DETAIL),
		.resource = resource.len ? resource : told(finding, NAME),
		.param = told(finding, REGION),
		.link = told(finding, LINK),
	};
	if (is_untested(finding))
		f.status = SLICE("untested");
	if (is_muted(finding)) {
		f.claim = SLICE("suppressed");
		f.claim_why = SLICE("muted in the tool");
	}
	return scan_add(cloud->file, &f, err);
}

static bool walk(struct cloud *cloud, struct doc *doc, struct err *err)
{
	return cloud_walk(cloud, doc, &(struct cloud_shape){"findings", NULL, false}, err);
}

const struct cloud_service CLOUD_PROWLER = {"prowler", "prowler", FINDING_POSTURE, walk, home,
					    look,      tell,	  settle,	   NULL};

static int detect(const struct scan_sniff *sniff)
{
	const struct node *finding = cloud_peek_first(sniff, "findings");
	return node_has(finding, "CheckID") && node_has(finding, "Status") &&
			       node_has(finding, "StatusExtended")
		       ? CLOUD_SURE
		       : 0;
}

static bool read(struct scan_file *file, struct err *err)
{
	return cloud_read(file, &CLOUD_PROWLER, err);
}

const struct scan_format FORMAT_PROWLER = {
	.name = "prowler-json",
	.title = "Prowler 3, its JSON",
	.detect = detect,
	.read = read,
	.bare = SCAN_EMPTY_LIST,
};
