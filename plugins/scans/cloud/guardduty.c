#include "plugins/scans/cloud/cloud.h"
#include "plugins/scans/formats.h"

// GuardDuty: get-findings of the CLI (Pascal case), the API's answers and the events of
// EventBridge (camel case). Source: GuardDuty API reference, type Finding; "GuardDuty finding
// format".

// What the finding is about, by what is there. Access keys are told by their user.
static const char *const RESOURCES[] = {
	"InstanceDetails.InstanceId",
	"instanceDetails.instanceId",
	"S3BucketDetails.0.Arn",
	"s3BucketDetails.0.arn",
	"EksClusterDetails.Arn",
	"eksClusterDetails.arn",
	"EcsClusterDetails.Arn",
	"ecsClusterDetails.arn",
	"LambdaDetails.FunctionArn",
	"lambdaDetails.functionArn",
	"RdsDbInstanceDetails.DbInstanceArn",
	"rdsDbInstanceDetails.dbInstanceArn",
	"EbsVolumeDetails.ScannedVolumeDetails.0.VolumeArn",
	"ebsVolumeDetails.scannedVolumeDetails.0.volumeArn",
	"ContainerDetails.Id",
	"containerDetails.id",
	"AccessKeyDetails.UserName",
	"accessKeyDetails.userName",
	"ResourceType",
	"resourceType",
};

static struct slice resource_of(const struct node *finding)
{
	const struct node *resource = node_at(finding, "Resource");
	struct slice text = {0};
	if (!resource)
		resource = node_at(finding, "resource");
	for (size_t i = 0; i < sizeof RESOURCES / sizeof *RESOURCES && !text.len; i++)
		text = node_text(resource, RESOURCES[i]);
	return text;
}

// "Severity levels of GuardDuty findings": 9.0 critical, 7.0 high, 4.0 medium, 1.0 low. These are
// the bands of CVSS version 3, below 1.0 too.
static enum finding_level level_of(struct slice number)
{
	return finding_level_of_score(number, false);
}

static struct cloud_home home(const struct node *finding)
{
	return (struct cloud_home){cloud_text(finding, "AccountId", "accountId"),
				   cloud_text(finding, "Region", "region")};
}

static bool tell(struct cloud *cloud, const struct node *finding, struct err *err)
{
	struct slice severity = cloud_text(finding, "Severity", "severity");
	struct scan_finding f = {
		.class = FINDING_POSTURE,
		.level = level_of(severity),
		.raw = severity,
		.from = SLICE("tool"),
		.rule = cloud_text(finding, "Type", "type"),
		.title = cloud_text(finding, "Title", "title"),
		.text = cloud_text(finding, "Description", "description"),
		.resource = resource_of(finding),
		.uid = cloud_text(finding, "Arn", "arn"),
		.seen = cloud_time(finding, "Service.EventFirstSeen", "service.eventFirstSeen"),
		.n = node_int(finding, "Service.Count", node_int(finding, "service.count", 0))};
	bool archived = node_bool(finding, "Service.Archived",
				  node_bool(finding, "service.archived", false));
	if (archived)
		f.status = SLICE("archived");
	return scan_add(cloud->file, &f, err);
}

// A list of findings, or an event whose detail is one.
static bool walk(struct cloud *cloud, struct doc *doc, struct err *err)
{
	return cloud_walk(cloud, doc, &(struct cloud_shape){"findings", NULL, true}, err);
}

static void settle(struct cloud *cloud, struct scan *scan)
{
	(void)cloud;
	scan->partial = SLICE("a stream of events: what is not in it any more is not gone");
}

const struct cloud_service CLOUD_GUARDDUTY = {"guardduty", "guardduty", FINDING_POSTURE, walk, home,
					      NULL,	   tell,	settle,		 NULL};

bool guardduty_is_finding(const struct node *finding)
{
	struct slice arn = cloud_text(finding, "Arn", "arn");
	return slice_is(cloud_arn(arn, 2), "guardduty") &&
	       cloud_text(finding, "Type", "type").len &&
	       (node_has(finding, "Service") || node_has(finding, "service"));
}

static int detect(const struct scan_sniff *sniff)
{
	if (guardduty_is_finding(cloud_peek_first(sniff, "findings")) ||
	    guardduty_is_finding(node_at(sniff->json, "detail")))
		return CLOUD_SURE;
	return cloud_peek_empty(sniff, "Findings") ? CLOUD_EMPTY : 0;
}

static bool read(struct scan_file *file, struct err *err)
{
	return cloud_read(file, &CLOUD_GUARDDUTY, err);
}

const struct scan_format FORMAT_GUARDDUTY = {
	.name = "guardduty",
	.title = "AWS GuardDuty findings",
	.detect = detect,
	.read = read,
	.bare = 0,
};

// ---- One a line ----

// Findings one a line, with no list around them: what GuardDuty exports to a bucket, and single
// findings of Security Hub as events are cut down to. They are a part of what there is, at the time
// of the last change. Source: GuardDuty user guide, "Exporting findings".

static const struct cloud_service *service_of(const struct node *finding)
{
	return guardduty_is_finding(finding) ? &CLOUD_GUARDDUTY
	       : hub_is_finding(finding)     ? &CLOUD_SECURITY_HUB
					     : NULL;
}

static bool take_line(struct cloud *cloud, struct doc *doc, struct err *err)
{
	const struct node *finding;
	struct cloud_survey *survey = cloud->survey;
	if (!doc_read(doc, &finding, err))
		return false;
	const struct cloud_service *service = service_of(finding);
	if (!service || (cloud->service && service != cloud->service))
		return err_set(err, ERR_INVALID,
			       "%s:%lld: no finding of the service that those before it are of",
			       cloud->file->name, (long long)doc_line(doc));
	int64_t changed = cloud_time(finding, "UpdatedAt", "updatedAt");
	cloud->service = service;
	survey->is_event = survey->has_list = true;
	survey->at = changed > survey->at ? changed : survey->at;
	bool ok = cloud_take(cloud, finding, err);
	doc_forget(doc);
	return ok;
}

static bool walk_lines(struct cloud *cloud, struct err *err)
{
	bool more = true;
	while (more)
		if (!take_line(cloud, cloud->file->doc, err) ||
		    !doc_follows(cloud->file->doc, &more, err))
			return false;
	return true;
}

static bool read_lines(struct scan_file *file, struct err *err)
{
	struct cloud_survey learned = {0};
	struct cloud cloud = {.file = file, .survey = &learned};
	bool ok = walk_lines(&cloud, err) && scan_again(file, err) && cloud_begin(&cloud, err) &&
		  walk_lines(&cloud, err) && cloud_end(&cloud, NULL, err);
	cloud_fini(&cloud);
	return ok;
}

static int detect_lines(const struct scan_sniff *sniff)
{
	return service_of(sniff->json) ? CLOUD_SURE : 0;
}

const struct scan_format FORMAT_CLOUD_LINES = {
	.name = "aws-lines",
	.title = "AWS GuardDuty or Security Hub findings, one a line",
	.detect = detect_lines,
	.read = read_lines,
};
