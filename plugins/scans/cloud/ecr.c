#include "plugins/scans/cloud/cloud.h"
#include "plugins/scans/formats.h"
#include "plugins/scans/words/words.h"

// ECR: describe-image-scan-findings, of basic and enhanced scanning. The answer is of one image;
// what it is of may stand behind the findings. Source: ECR API reference,
// DescribeImageScanFindings, types ImageScanFinding and EnhancedImageScanFinding.

// ---- What the scan is of ----

static bool take_image(struct cloud *cloud, struct doc *doc, struct err *err)
{
	const struct node *image;
	struct cloud_survey *survey = cloud->survey;
	bool several;
	if (!doc_read(doc, &image, err))
		return false;
	cloud_note(cloud, &survey->digest, &several, node_text(image, "imageDigest"));
	cloud_note(cloud, &survey->tag, &several, node_text(image, "imageTag"));
	doc_forget(doc);
	return true;
}

static bool take_status(struct cloud *cloud, struct doc *doc, struct err *err)
{
	const struct node *status;
	struct cloud_survey *survey = cloud->survey;
	bool several;
	if (!doc_read(doc, &status, err))
		return false;
	cloud_note(cloud, &survey->status, &several, node_text(status, "status"));
	cloud_note(cloud, &survey->status_why, &several, node_text(status, "description"));
	doc_forget(doc);
	return true;
}

static bool take_completed(struct cloud *cloud, struct doc *doc, struct err *err)
{
	struct slice text;
	bool ok = cloud_keep_text(cloud, doc, &text, err);
	cloud->survey->completed = ok ? cloud_when(text) : 0;
	return ok;
}

// Of the whole list, on each of its pages.
static bool take_counts(struct cloud *cloud, struct doc *doc, struct err *err)
{
	const struct node *counts;
	int64_t all = 0;
	if (!doc_read(doc, &counts, err))
		return false;
	for (NODE_EACH(count, counts)) {
		int64_t one = node_int(count, "", 0);
		all += one > 0 && one < INT32_MAX ? one : 0;
	}
	cloud->survey->counted = all > cloud->survey->counted ? all : cloud->survey->counted;
	doc_forget(doc);
	return true;
}

static bool walk_findings(struct cloud *cloud, struct doc *doc, struct err *err)
{
	struct slice key;
	bool more, ok = doc_enter(doc, err);
	cloud->survey->has_list = true;
	while ((ok = ok && doc_next(doc, &key, &more, err)) && more)
		if (slice_is(key, "findings") || slice_is(key, "enhancedFindings"))
			ok = cloud_items(cloud, doc, err);
		else if (slice_is(key, "imageScanCompletedAt"))
			ok = take_completed(cloud, doc, err);
		else if (slice_is(key, "findingSeverityCounts"))
			ok = take_counts(cloud, doc, err);
	return ok;
}

static bool walk_member(struct cloud *cloud, struct doc *doc, struct slice key, struct err *err)
{
	struct cloud_survey *survey = cloud->survey;
	if (slice_is(key, "imageScanFindings"))
		return walk_findings(cloud, doc, err);
	if (slice_is(key, "imageId"))
		return take_image(cloud, doc, err);
	if (slice_is(key, "imageScanStatus"))
		return take_status(cloud, doc, err);
	if (slice_is(key, "registryId"))
		return cloud_keep_text(cloud, doc, &survey->registry, err);
	if (slice_is(key, "repositoryName"))
		return cloud_keep_text(cloud, doc, &survey->repository, err);
	if (cloud_is_name(key, "nextToken"))
		return cloud_token(cloud, doc, err);
	return doc_skip(doc, err);
}

// Enhanced scanning is ACTIVE as long as it goes on; every other state is no result to rely on.
static const char *failure(const struct cloud *cloud)
{
	struct slice status = cloud->survey->status, why = cloud->survey->status_why;
	if (!status.len || slice_is(status, "COMPLETE") || slice_is(status, "ACTIVE"))
		return NULL;
	return arena_printf(cloud->file->arena, "the image's scan is %.*s%s%.*s", (int)status.len,
			    status.at, why.len ? ": " : "", (int)why.len, why.at ? why.at : "");
}

static bool walk(struct cloud *cloud, struct doc *doc, struct err *err)
{
	struct slice key;
	bool more, ok = doc_enter(doc, err);
	while ((ok = ok && doc_next(doc, &key, &more, err)) && more)
		ok = walk_member(cloud, doc, key, err);
	// One that failed has no findings, and says so.
	cloud->survey->has_list = cloud->survey->has_list || failure(cloud);
	return ok;
}

static void look(struct cloud *cloud, const struct node *finding)
{
	bool several;
	cloud->survey->listed++;
	cloud_note(cloud, &cloud->survey->region, &several,
		   cloud_arn(node_text(finding, "findingArn"), 3));
}

static struct slice cut_list(const struct cloud *cloud)
{
	return scan_keep(cloud->file, "it counts %lld findings and lists %lld",
			 (long long)cloud->survey->counted, (long long)cloud->survey->listed);
}

// The repository in its registry; the region is known to enhanced scanning and to the API.
static struct slice name_of(const struct cloud *cloud)
{
	const struct cloud_survey *survey = cloud->survey;
	struct slice registry = survey->registry, name = survey->repository;
	if (!registry.len || !name.len)
		return name;
	if (survey->region.len)
		return words_ecr(registry, survey->region, name, cloud->file->arena);
	return WORDS(cloud->file->arena, registry, SLICE("/"), name);
}

static bool is_last(struct slice path, struct slice name)
{
	return path.len > name.len && path.at[path.len - name.len - 1] == '/' &&
	       slice_equal(slice_from(path, path.len - name.len), name);
}

// A repository of that name may be in another region: which it is of is what a person says. Where
// that does not name the repository, as of a folder of several, its name tells it apart.
static void name_vague(const struct cloud *cloud, struct scan *scan)
{
	struct slice told = scan_told(cloud->file), name = cloud->survey->repository;
	scan->vague = true;
	if (!told.len)
		scan->partial = SLICE("nothing tells its region, and another one may have a "
				      "repository of that name; --target NAME, or `target` of the "
				      "source, says which it is");
	else if (!slice_is(told, ".") && !slice_equal(told, name) && !is_last(told, name))
		scan->category = name;
}

static void settle(struct cloud *cloud, struct scan *scan)
{
	const struct cloud_survey *survey = cloud->survey;
	scan->target = name_of(cloud);
	scan->target_kind = SLICE("image");
	scan->digest = survey->digest;
	scan->ref = survey->tag;
	scan->at = survey->completed ? survey->completed : survey->at;
	if (!survey->region.len)
		name_vague(cloud, scan);
	if (survey->counted > survey->listed)
		scan->partial = cut_list(cloud);
}

// ---- A finding of basic scanning ----

static struct slice attribute(const struct node *finding, const char *name)
{
	for (NODE_EACH(pair, node_at(finding, "attributes")))
		if (slice_is(node_text(pair, "key"), name))
			return node_text(pair, "value");
	return (struct slice){0};
}

static void add_score(const struct node *finding, struct scan_finding *f)
{
	static const char *const NAMES[][2] = {{"CVSS4_SCORE", "CVSS4_VECTOR"},
					       {"CVSS3_SCORE", "CVSS3_VECTOR"},
					       {"CVSS2_SCORE", "CVSS2_VECTOR"}};
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES && !f->cvss.len; i++) {
		f->cvss = attribute(finding, NAMES[i][0]);
		f->vector = attribute(finding, NAMES[i][1]);
	}
}

static bool tell_basic(struct cloud *cloud, const struct node *finding, struct err *err)
{
	struct slice name = node_text(finding, "name"), severity = node_text(finding, "severity");
	struct scan_finding f = {.class = FINDING_CONTAINER,
				 .level = finding_level_of(severity),
				 .raw = severity,
				 .from = SLICE("tool"),
				 .rule = name,
				 .ids = name,
				 .package = attribute(finding, "package_name"),
				 .version = attribute(finding, "package_version"),
				 .text = node_text(finding, "description"),
				 .link = node_text(finding, "uri")};
	f.title = f.package.len
			  ? cloud_format(cloud, "%.*s in %.*s", (int)name.len,
					 name.at ? name.at : "", (int)f.package.len, f.package.at)
			  : name;
	add_score(finding, &f);
	return scan_add(cloud->file, &f, err);
}

static bool tell(struct cloud *cloud, const struct node *finding, struct err *err)
{
	return node_has(finding, "findingArn") ? inspector_tell(cloud, finding, err)
					       : tell_basic(cloud, finding, err);
}

const struct cloud_service CLOUD_ECR = {"ecr",	"ecr",	FINDING_CONTAINER, walk, NULL, look, tell,
					settle, failure};

// ---- The format ----

static int detect(const struct scan_sniff *sniff)
{
	bool scan = node_has(sniff->json, "imageScanFindings") ||
		    node_has(sniff->json, "imageScanStatus");
	bool image = node_has(sniff->json, "imageId") || node_has(sniff->json, "repositoryName");
	return scan && (image || node_has(sniff->json, "imageScanFindings")) ? CLOUD_SURE : 0;
}

static bool read(struct scan_file *file, struct err *err)
{
	return cloud_read(file, &CLOUD_ECR, err);
}

const struct scan_format FORMAT_ECR = {
	.name = "ecr",
	.title = "Amazon ECR image scan findings",
	.detect = detect,
	.read = read,
	.bare = 0,
};
