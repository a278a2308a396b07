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
	cloud_fini(&cloud);
	return ok;
}

void cloud_fini(struct cloud *cloud)
{
	map_fini(&cloud->images);
	map_fini(&cloud->places);
	arena_fini(&cloud->words);
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

bool cloud_take(struct cloud *cloud, const struct node *finding, struct err *err)
{
	const struct cloud_service *service = cloud->service;
	bool ok = cloud_turn(cloud, finding, err);
	if (ok && cloud->telling)
		ok = service->tell(cloud, finding, err);
	else if (ok && service->look)
		service->look(cloud, finding);
	arena_fini(&cloud->words);
	return ok;
}

bool cloud_item(struct cloud *cloud, struct doc *doc, struct err *err)
{
	const struct node *finding;
	cloud->survey->has_list = cloud->survey->any = true;
	if (!must_be(cloud, doc, NODE_MAP, err) || !doc_read(doc, &finding, err))
		return false;
	bool ok = cloud_take(cloud, finding, err);
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

void cloud_made_check(struct cloud *cloud, struct slice rule)
{
	if (!slice_is(cloud->scan.tool, "prowler") || cloud->survey->is_event)
		return;
	scan_resume(cloud->file, cloud->current);
	scan_lists_rule(cloud->file, rule);
}
