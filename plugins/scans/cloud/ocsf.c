#include "plugins/scans/cloud/cloud.h"
#include "plugins/scans/formats.h"
#include "plugins/scans/words/words.h"

#include <ctype.h>

// Findings in the Open Cybersecurity Schema Framework, as Prowler writes them: a list of events of
// category Findings. Source: OCSF schema 1.4, classes Compliance Finding and Detection Finding.

static struct slice lower(struct cloud *cloud, struct slice text)
{
	char *copy = arena_slice(cloud->file->arena, text);
	for (char *c = copy; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return slice_of(copy);
}

// Milliseconds in the schema, seconds in what Prowler writes.
static int64_t time_of(const struct node *finding)
{
	int64_t number = node_int(finding, "time", 0);
	if (!number)
		return cloud_time(finding, "time_dt", "finding_info.created_time_dt");
	return number > 100000000000 ? number / 1000 : number;
}

static bool is_passed(const struct node *finding)
{
	return slice_is(node_text(finding, "status_code"), "PASS");
}

// A check that a person has to make.
static bool is_manual(const struct node *finding)
{
	return slice_is(node_text(finding, "status_code"), "MANUAL");
}

static struct cloud_home home(const struct node *finding)
{
	return (struct cloud_home){node_text(finding, "cloud.account.uid"),
				   cloud_text(finding, "cloud.region", "resources.0.region")};
}

static void look(struct cloud *cloud, const struct node *finding)
{
	struct cloud_survey *survey = cloud->survey;
	int64_t at = time_of(finding);
	bool several;
	cloud_note(cloud, &survey->product, &survey->products,
		   node_text(finding, "metadata.product.name"));
	cloud_note(cloud, &survey->version, &several,
		   node_text(finding, "metadata.product.version"));
	survey->newest = at > survey->newest ? at : survey->newest;
	cloud->place->passed += is_passed(finding);
	cloud->place->untested += is_manual(finding);
}

static void settle(struct cloud *cloud, struct scan *scan)
{
	const struct cloud_survey *survey = cloud->survey;
	if (survey->product.len && !survey->products) {
		scan->tool = lower(cloud, survey->product);
		scan->version = survey->version;
	}
	scan->at = survey->newest;
}

// severity_id: 0 unknown, 1 informational, … 5 critical, 6 fatal, 99 other.
static enum finding_level level_of(const struct node *finding)
{
	static const enum finding_level LEVELS[] = {LEVEL_UNKNOWN, LEVEL_INFO, LEVEL_LOW,
						    LEVEL_MEDIUM,  LEVEL_HIGH, LEVEL_CRITICAL,
						    LEVEL_CRITICAL};
	int64_t id = node_int(finding, "severity_id", -1);
	if (id >= 0 && id < (int64_t)(sizeof LEVELS / sizeof *LEVELS))
		return LEVELS[id];
	return finding_level_of(node_text(finding, "severity"));
}

// status_id: 3 suppressed, 4 resolved; or its caption alone.
static bool has_status(const struct node *finding, int64_t id, const char *caption)
{
	return node_int(finding, "status_id", 0) == id ||
	       (!node_has(finding, "status_id") &&
		words_same(node_text(finding, "status"), caption));
}

static void add_status(const struct node *finding, struct scan_finding *f)
{
	if (has_status(finding, 4, "resolved"))
		f->status = SLICE("closed");
	if (!has_status(finding, 3, "suppressed"))
		return;
	f->claim = SLICE("suppressed");
	f->claim_why = SLICE("muted in the tool");
}

static struct slice rule_of(const struct node *finding)
{
	return cloud_text(finding, "metadata.event_code", "finding_info.types.0");
}

static bool tell(struct cloud *cloud, const struct node *finding, struct err *err)
{
	cloud_made_check(cloud, rule_of(finding));
	if (is_passed(finding))
		return true;
	struct scan_finding f = {
		.class = FINDING_POSTURE,
		.level = level_of(finding),
		.raw = node_text(finding, "severity"),
		.from = SLICE("tool"),
		.rule = rule_of(finding),
		.title = node_text(finding, "finding_info.title"),
		.text = cloud_text(finding, "status_detail", "message"),
		.resource = cloud_text(finding, "resources.0.uid", "resources.0.name"),
		.places = cloud_lines(cloud, node_at(finding, "resources"), "uid", 1),
		.param = cloud_text(finding, "resources.0.region", "cloud.region"),
		.seen = cloud_time(finding, "finding_info.first_seen_time_dt",
				   "finding_info.created_time_dt"),
		.link = node_text(finding, "finding_info.src_url")};
	add_status(finding, &f);
	if (is_manual(finding))
		f.status = SLICE("untested");
	return scan_add(cloud->file, &f, err);
}

static bool walk(struct cloud *cloud, struct doc *doc, struct err *err)
{
	return cloud_walk(cloud, doc, &(struct cloud_shape){"findings", NULL, false}, err);
}

static const struct cloud_service OCSF = {"ocsf", "ocsf", FINDING_POSTURE, walk, home,
					  look,	  tell,	  settle,	   NULL};

static int detect(const struct scan_sniff *sniff)
{
	const struct node *finding = cloud_peek_first(sniff, "findings");
	return node_has(finding, "class_uid") && node_has(finding, "finding_info") &&
			       node_has(finding, "metadata")
		       ? CLOUD_SURE
		       : 0;
}

static bool read(struct scan_file *file, struct err *err)
{
	return cloud_read(file, &OCSF, err);
}

const struct scan_format FORMAT_OCSF = {
	.name = "ocsf",
	.title = "OCSF findings (Prowler)",
	.detect = detect,
	.read = read,
	.bare = SCAN_EMPTY_LIST,
};
