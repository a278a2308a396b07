#include "plugins/scans/cloud/cloud.h"
#include "plugins/scans/formats.h"

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
	bool ok = true;
	if (cloud->telling)
		ok = service->tell(cloud, finding, err);
	else
		service->look(cloud, finding);
	arena_fini(&cloud->words);
	doc_forget(doc);
	return ok;
}

static bool walk(struct cloud *cloud, struct err *err)
{
	bool more = true;
	while (more)
		if (!take_line(cloud, cloud->file->doc, err) ||
		    !doc_follows(cloud->file->doc, &more, err))
			return false;
	return true;
}

static bool read(struct scan_file *file, struct err *err)
{
	struct cloud_survey learned = {0};
	struct cloud cloud = {.file = file, .survey = &learned};
	bool ok = walk(&cloud, err) && scan_again(file, err) && cloud_begin(&cloud, err) &&
		  walk(&cloud, err) && cloud_end(&cloud, NULL, err);
	map_fini(&cloud.images);
	return ok;
}

static int detect(const struct scan_sniff *sniff)
{
	return service_of(sniff->json) ? CLOUD_SURE : 0;
}

const struct scan_format FORMAT_CLOUD_LINES = {
	.name = "aws-lines",
	.title = "AWS GuardDuty or Security Hub findings, one a line",
	.detect = detect,
	.read = read,
};
