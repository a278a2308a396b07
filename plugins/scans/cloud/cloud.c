#include "plugins/scans/cloud/cloud.h"

#include "plugins/scans/words/words.h"

#include <string.h>

// ---- The file ----

const char *cloud_failure(const struct cloud *cloud)
{
	const char *failure = cloud->survey->failed.len ? cloud->survey->failed.at : NULL;
	if (!failure && cloud->service->failure)
		failure = cloud->service->failure(cloud);
	return failure || !cloud->survey->has_more ? failure : SCAN_PAGE;
}

// What has no list of findings is no list without findings: it would close them all.
bool cloud_has_list(const struct cloud *cloud, struct err *err)
{
	return cloud->survey->has_list ||
	       err_set(err, ERR_INVALID, "%s: no list of findings in it", cloud->file->name);
}

// Of events several may stand one after the other, as Firehose keeps them.
static bool walk_file(struct cloud *cloud, struct err *err)
{
	struct doc *doc = cloud->file->doc;
	bool more = true;
	while (more) {
		if (!cloud->service->walk(cloud, doc, err))
			return false;
		if (!cloud->survey->is_event)
			return doc_end(doc, err);
		if (!doc_follows(doc, &more, err))
			return false;
	}
	return true;
}

bool cloud_read(struct scan_file *file, const struct cloud_service *service, struct err *err)
{
	struct cloud_survey learned = {0};
	struct cloud cloud = {.file = file, .service = service, .survey = &learned};
	bool ok = walk_file(&cloud, err) && cloud_has_list(&cloud, err) && scan_again(file, err) &&
		  cloud_begin(&cloud, err) && walk_file(&cloud, err) &&
		  cloud_end(&cloud, cloud_failure(&cloud), err);
	map_fini(&cloud.images);
	return ok;
}

// ---- Walks ----

static bool must_be(struct cloud *cloud, struct doc *doc, enum node_kind wanted, struct err *err)
{
	enum node_kind kind;
	if (!doc_kind(doc, &kind, err))
		return false;
	return kind == wanted ||
	       err_set(err, ERR_INVALID, "%s:%lld: %s", cloud->file->name, (long long)doc_line(doc),
		       wanted == NODE_LIST ? "the findings are no list" : "a finding is no object");
}

bool cloud_item(struct cloud *cloud, struct doc *doc, struct err *err)
{
	const struct node *finding;
	bool ok = true;
	cloud->survey->has_list = cloud->survey->any = true;
	if (!must_be(cloud, doc, NODE_MAP, err) || !doc_read(doc, &finding, err))
		return false;
	if (cloud->telling)
		ok = cloud->service->tell(cloud, finding, err);
	else
		cloud->service->look(cloud, finding);
	arena_fini(&cloud->words);
	doc_forget(doc);
	return ok;
}

bool cloud_items(struct cloud *cloud, struct doc *doc, struct err *err)
{
	bool more, ok = must_be(cloud, doc, NODE_LIST, err) && doc_enter(doc, err);
	cloud->survey->has_list = true;
	while ((ok = ok && doc_next(doc, NULL, &more, err)) && more)
		ok = cloud_item(cloud, doc, err);
	return ok;
}

bool cloud_is_name(struct slice key, const char *name)
{
	return key.len == strlen(name) && strncasecmp(key.at, name, key.len) == 0;
}

bool cloud_keep_text(struct cloud *cloud, struct doc *doc, struct slice *out, struct err *err)
{
	const struct node *node;
	if (!doc_read(doc, &node, err))
		return false;
	*out = slice_of(arena_slice(cloud->file->arena, node_text(node, "")));
	doc_forget(doc);
	return true;
}

bool cloud_token(struct cloud *cloud, struct doc *doc, struct err *err)
{
	struct slice token;
	bool ok = cloud_keep_text(cloud, doc, &token, err);
	cloud->survey->has_more = ok && token.len;
	return ok;
}

static bool keep_time(struct cloud *cloud, struct doc *doc, struct err *err)
{
	struct slice text;
	bool ok = cloud_keep_text(cloud, doc, &text, err);
	int64_t at = ok ? cloud_when(text) : 0;
	cloud->survey->at = at > cloud->survey->at ? at : cloud->survey->at;
	return ok;
}

// An event of EventBridge says itself when it was; its detail is a finding, or has a list of them.
static bool walk_event(struct cloud *cloud, struct doc *doc, const struct cloud_shape *shape,
		       struct err *err)
{
	struct slice key;
	bool more;
	cloud->survey->is_event = true;
	if (shape->detail)
		return cloud_item(cloud, doc, err);
	bool ok = doc_enter(doc, err);
	while ((ok = ok && doc_next(doc, &key, &more, err)) && more)
		if (cloud_is_name(key, shape->list))
			ok = cloud_items(cloud, doc, err);
	return ok;
}

static bool walk_member(struct cloud *cloud, struct doc *doc, const struct cloud_shape *shape,
			struct slice key, struct err *err)
{
	if (cloud_is_name(key, shape->list))
		return cloud_items(cloud, doc, err);
	if (cloud_is_name(key, "NextToken"))
		return cloud_token(cloud, doc, err);
	if (slice_is(key, "detail"))
		return walk_event(cloud, doc, shape, err);
	if (slice_is(key, "time"))
		return keep_time(cloud, doc, err);
	if (!shape->one || !slice_is(key, shape->one))
		return doc_skip(doc, err);
	cloud->survey->is_event = true;
	return cloud_item(cloud, doc, err);
}

bool cloud_walk(struct cloud *cloud, struct doc *doc, const struct cloud_shape *shape,
		struct err *err)
{
	enum node_kind kind;
	struct slice key;
	bool more;
	if (!doc_kind(doc, &kind, err))
		return false;
	if (kind == NODE_LIST)
		return cloud_items(cloud, doc, err);
	bool ok = doc_enter(doc, err);
	while ((ok = ok && doc_next(doc, &key, &more, err)) && more)
		ok = walk_member(cloud, doc, shape, key, err);
	return ok;
}

// ---- Surveys ----

void cloud_note(struct cloud *cloud, struct slice *first, bool *several, struct slice text)
{
	if (!text.len)
		return;
	if (first->len && !slice_equal(*first, text))
		*several = true;
	else if (!first->len)
		*first = slice_of(arena_slice(cloud->file->arena, text));
}

void cloud_note_place(struct cloud *cloud, struct slice account, struct slice region)
{
	struct cloud_survey *survey = cloud->survey;
	cloud_note(cloud, &survey->account, &survey->accounts, account);
	cloud_note(cloud, &survey->region, &survey->regions, region);
}

// Several accounts in one list have no name of their own: whoever imports gives them one.
static struct slice target_of(struct cloud *cloud)
{
	const struct cloud_survey *survey = cloud->survey;
	if (!survey->account.len || survey->accounts)
		return (struct slice){0};
	if (!survey->region.len || survey->regions)
		return survey->account;
	return slice_of(
		arena_printf(cloud->file->arena, "%s/%s", survey->account.at, survey->region.at));
}

bool cloud_begin(struct cloud *cloud, struct err *err)
{
	const struct cloud_survey *survey = cloud->survey;
	struct scan scan = {.tool = slice_of(cloud->service->tool),
			    .class = cloud->service->class,
			    .category = survey->category,
			    .target = target_of(cloud),
			    .target_kind = SLICE("account"),
			    .at = survey->at,
			    .passed = survey->passed};
	if (!survey->any)
		scan.partial = survey->unsure;
	if (survey->is_event)
		scan.partial = SLICE("an event or a single finding, not a list");
	if (cloud->service->settle)
		cloud->service->settle(cloud, &scan);
	cloud->telling = true;
	cloud->scan = scan;
	bool ok = scan_begin(cloud->file, &scan, err);
	cloud->current = scan_current(cloud->file);
	return ok;
}

bool cloud_end(struct cloud *cloud, const char *failed, struct err *err)
{
	scan_resume(cloud->file, cloud->current);
	return scan_end(cloud->file, failed, err);
}

void cloud_made_check(struct cloud *cloud, struct slice rule)
{
	if (!slice_is(cloud->scan.tool, "prowler") || cloud->survey->is_event)
		return;
	scan_resume(cloud->file, cloud->current);
	scan_lists_rule(cloud->file, rule);
}

// ---- Images ----

// A repository has many images, each of which is looked at as long as it is there: what tells
// their scans apart is the digest, beside the category that a person gave to the list.
static struct slice category_of(struct cloud *cloud, const struct cloud_image *image)
{
	const json_t *config = cloud->file->request->config;
	struct slice told = slice_of(json_string_value(json_object_get(config, "category")));
	return told.len ? WORDS(&cloud->words, told, SLICE(" "), image->digest) : image->digest;
}

static bool begin_image(struct cloud *cloud, const struct cloud_image *image, struct err *err)
{
	struct scan scan = cloud->scan;
	scan.class = FINDING_CONTAINER;
	scan.category = category_of(cloud, image);
	scan.target = image->name;
	scan.target_kind = SLICE("image");
	scan.digest = image->digest;
	scan.ref = image->tag;
	scan.passed = scan.untested = 0;
	scan_resume(cloud->file, 0);
	bool ok = scan_begin(cloud->file, &scan, err);
	size_t current = scan_current(cloud->file);
	ok = ok && scan_end(cloud->file, cloud_failure(cloud), err);
	scan_resume(cloud->file, current);
	return ok;
}

static bool turn_to(struct cloud *cloud, const struct cloud_image *image, struct err *err)
{
	bool added;
	struct slice name = WORDS(&cloud->words, image->name, SLICE("@"), image->digest);
	int64_t *scan = map_put(&cloud->images, name, &added);
	if (!added)
		scan_resume(cloud->file, (size_t)*scan);
	else if (!begin_image(cloud, image, err))
		return false;
	*scan = (int64_t)scan_current(cloud->file);
	return true;
}

bool cloud_tell_each(struct cloud *cloud, const struct node *finding, const char *resources,
		     cloud_teller *tell, struct err *err)
{
	struct cloud_image image;
	bool ok = true, any = false;
	for (NODE_EACH(resource, node_at(finding, resources))) {
		if (!ok || !cloud_image(cloud, resource, &image))
			continue;
		any = true;
		cloud->resource = resource;
		ok = turn_to(cloud, &image, err) && tell(cloud, finding, err);
	}
	if (any)
		return ok;
	cloud->resource = node_at(node_at(finding, resources), "0");
	scan_resume(cloud->file, cloud->current);
	return tell(cloud, finding, err);
}
