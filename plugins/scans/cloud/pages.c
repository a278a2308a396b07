#include "plugins/scans/cloud/cloud.h"

#include "base/vec.h"
#include "plugins/scans/formats.h"

// What gavel asked of a service's API: the answers of all pages in one document
// (src/libexec/fetch/aws/aws.h), each walked like a file that is one answer.

static const struct cloud_service *const SERVICES[] = {
	&CLOUD_SECURITY_HUB, &CLOUD_GUARDDUTY, &CLOUD_INSPECTOR, &CLOUD_ANALYZER, &CLOUD_ECR,
};

enum { VERSION = 1 };

struct pages {
	struct cloud cloud;
	struct cloud_survey head; // what the document says of all its lists
	struct slice service;
	vec(struct cloud_survey) surveys; // of each list, by the first walk
	size_t list;			  // which list the second walk is at
	int64_t version;
	bool has_lists;
};

static bool find_service(struct pages *pages, struct err *err)
{
	for (size_t i = 0; i < sizeof SERVICES / sizeof *SERVICES; i++)
		if (slice_is(pages->service, SERVICES[i]->name))
			pages->cloud.service = SERVICES[i];
	if (pages->cloud.service && pages->version == VERSION)
		return true;
	return err_set(err, ERR_INVALID, "%s: pages of service '%.*s', version %lld, are not known",
		       pages->cloud.file->name, (int)pages->service.len,
		       pages->service.at ? pages->service.at : "", (long long)pages->version);
}

// That a page names the next one is how it should be here.
static bool walk_pages(struct pages *pages, struct doc *doc, struct err *err)
{
	bool more, ok = doc_enter(doc, err);
	while ((ok = ok && doc_next(doc, NULL, &more, err)) && more) {
		pages->cloud.survey->has_list = false;
		ok = pages->cloud.service->walk(&pages->cloud, doc, err) &&
		     cloud_has_list(&pages->cloud, err);
	}
	pages->cloud.survey->has_more = false;
	return ok;
}

static bool walk_list(struct pages *pages, struct doc *doc, struct err *err)
{
	struct cloud *cloud = &pages->cloud;
	struct slice key;
	bool more, ok = doc_enter(doc, err);
	while ((ok = ok && doc_next(doc, &key, &more, err)) && more)
		if (slice_is(key, "pages"))
			ok = walk_pages(pages, doc, err);
		else if (slice_is(key, "category"))
			ok = cloud_keep_text(cloud, doc, &cloud->survey->category, err);
		else if (slice_is(key, "tag"))
			ok = cloud_keep_text(cloud, doc, &cloud->survey->tag, err);
		else if (slice_is(key, "failed"))
			ok = cloud_keep_text(cloud, doc, &cloud->survey->failed, err);
		else if (slice_is(key, "off"))
			ok = cloud_keep_text(cloud, doc, &cloud->survey->off, err);
		else if (slice_is(key, "unsure"))
			ok = cloud_keep_text(cloud, doc, &cloud->survey->unsure, err);
	return ok;
}

// Whose findings they are is known: those of other accounts in a list are the administrator's.
static bool learn_list(struct pages *pages, struct doc *doc, struct err *err)
{
	struct cloud_survey survey = pages->head;
	survey.is_asked = true;
	pages->cloud.survey = &survey;
	bool ok = walk_list(pages, doc, err);
	survey.account = pages->head.account;
	survey.region = pages->head.region;
	*vec_push(&pages->surveys) = survey;
	return ok;
}

static bool tell_list(struct pages *pages, struct doc *doc, struct err *err)
{
	pages->cloud.survey = &pages->surveys.at[pages->list++];
	return cloud_begin(&pages->cloud, err) && walk_list(pages, doc, err) &&
	       cloud_end(&pages->cloud, cloud_failure(&pages->cloud), err);
}

static bool walk_lists(struct pages *pages, struct doc *doc, struct err *err)
{
	bool more, ok = find_service(pages, err) && doc_enter(doc, err);
	pages->has_lists = true;
	while ((ok = ok && doc_next(doc, NULL, &more, err)) && more)
		ok = pages->cloud.telling ? tell_list(pages, doc, err)
					  : learn_list(pages, doc, err);
	return ok;
}

static bool take_number(struct pages *pages, struct doc *doc, int64_t *out, struct err *err)
{
	const struct node *number;
	(void)pages;
	if (!doc_read(doc, &number, err))
		return false;
	*out = node_int(number, "", 0);
	doc_forget(doc);
	return true;
}

static bool walk_member(struct pages *pages, struct doc *doc, struct slice key, struct err *err)
{
	struct cloud *cloud = &pages->cloud;
	if (slice_is(key, "lists"))
		return walk_lists(pages, doc, err);
	if (slice_is(key, "service"))
		return cloud_keep_text(cloud, doc, &pages->service, err);
	if (slice_is(key, "account"))
		return cloud_keep_text(cloud, doc, &pages->head.account, err);
	if (slice_is(key, "region"))
		return cloud_keep_text(cloud, doc, &pages->head.region, err);
	if (slice_is(key, "version"))
		return take_number(pages, doc, &pages->version, err);
	if (slice_is(key, "at"))
		return take_number(pages, doc, &pages->head.at, err);
	return doc_skip(doc, err);
}

// Ours, so its members are in the order that we write them in.
static bool walk(struct pages *pages, struct doc *doc, struct err *err)
{
	struct slice key;
	bool more, ok = doc_enter(doc, err);
	pages->has_lists = false;
	while ((ok = ok && doc_next(doc, &key, &more, err)) && more)
		ok = walk_member(pages, doc, key, err);
	if (ok && !pages->has_lists)
		return err_set(err, ERR_INVALID, "%s: pages without 'lists'",
			       pages->cloud.file->name);
	return ok && doc_end(doc, err);
}

static bool read(struct scan_file *file, struct err *err)
{
	struct pages pages = {.cloud = {.file = file}};
	bool ok = walk(&pages, file->doc, err) && scan_again(file, err);
	pages.cloud.telling = true;
	ok = ok && walk(&pages, file->doc, err);
	vec_fini(&pages.surveys);
	cloud_fini(&pages.cloud);
	return ok;
}

static int detect(const struct scan_sniff *sniff)
{
	return slice_is(node_text(sniff->json, "gavel"), "aws-findings") ? 100 : 0;
}

const struct scan_format FORMAT_AWS_PAGES = {
	.name = "aws-findings",
	.title = "findings as an AWS service's API answered",
	.detect = detect,
	.read = read,
};
