#include "plugins/scans/cloud/cloud.h"

#include <stdlib.h>
#include <string.h>

// ---- The file ----

const char *cloud_failure(const struct cloud *cloud)
{
	return cloud->service->failure ? cloud->service->failure(cloud) : NULL;
}

static const char *why_failed(const struct cloud *cloud)
{
	const char *failure = cloud_failure(cloud);
	if (failure || !cloud->survey->has_more)
		return failure;
	return "this is one page of a longer list: it names a next page; have the whole list in "
	       "the file";
}

static bool walk_file(struct cloud *cloud, struct err *err)
{
	return cloud->service->walk(cloud, cloud->file->doc, err) && doc_end(cloud->file->doc, err);
}

bool cloud_read(struct scan_file *file, const struct cloud_service *service, struct err *err)
{
	struct cloud_survey learned = {0};
	struct cloud cloud = {.file = file, .service = service, .survey = &learned};
	return walk_file(&cloud, err) && scan_again(file, err) && cloud_begin(&cloud, err) &&
	       walk_file(&cloud, err) && scan_end(file, why_failed(&cloud), err);
}

// ---- Walks ----

bool cloud_item(struct cloud *cloud, struct doc *doc, struct err *err)
{
	const struct node *finding;
	bool ok = true;
	if (!doc_read(doc, &finding, err))
		return false;
	if (cloud->telling)
		ok = cloud->service->tell(cloud, finding, err);
	else
		cloud->service->look(cloud, finding);
	cloud->survey->items += !cloud->telling;
	arena_fini(&cloud->words);
	doc_forget(doc);
	return ok;
}

bool cloud_items(struct cloud *cloud, struct doc *doc, struct err *err)
{
	enum node_kind kind;
	bool more;
	if (!doc_kind(doc, &kind, err))
		return false;
	if (kind == NODE_NULL)
		return doc_skip(doc, err);
	bool ok = doc_enter(doc, err);
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
	cloud->survey->at = ok ? cloud_when(text) : 0;
	return ok;
}

// An event of EventBridge says itself when it was; its detail is a finding, or has a list of them.
static bool walk_event(struct cloud *cloud, struct doc *doc, const struct cloud_shape *shape,
		       struct err *err)
{
	struct slice key;
	bool more;
	cloud->survey->is_event = true;
	if (shape->one && strcmp(shape->one, "detail") == 0)
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
	if (survey->is_event)
		scan.partial = SLICE("an event or a single finding, not a list");
	if (cloud->service->settle)
		cloud->service->settle(cloud, &scan);
	cloud->telling = true;
	return scan_begin(cloud->file, &scan, err);
}

// ---- Findings ----

struct slice cloud_arn(struct slice arn, int part)
{
	struct slice found = {0};
	if (!slice_starts(arn, "arn:"))
		return found;
	for (int i = 0; i <= part && arn.at; i++)
		found = i < 5 ? slice_cut(&arn, ':') : arn;
	return found;
}

struct slice cloud_text(const struct node *node, const char *path, const char *other)
{
	struct slice text = node_text(node, path);
	return text.len ? text : node_text(node, other);
}

// "1770000000.5" and "1.7700000005E9" are seconds too.
int64_t cloud_when(struct slice text)
{
	char digits[40] = {0};
	int64_t at = scan_time(text);
	if (at || !text.len || text.len >= sizeof digits)
		return at;
	memcpy(digits, text.at, text.len);
	char *end;
	double seconds = strtod(digits, &end);
	return !*end && seconds > 0 && seconds < 1e11 ? (int64_t)seconds : 0;
}

int64_t cloud_time(const struct node *node, const char *path, const char *other)
{
	return cloud_when(cloud_text(node, path, other));
}

static struct slice keep(struct cloud *cloud, struct str *text)
{
	struct slice kept = slice_of(arena_slice(&cloud->words, str_slice(text)));
	str_fini(text);
	return kept;
}

struct slice cloud_format(struct cloud *cloud, const char *format, ...)
{
	struct str text = {0};
	va_list args;
	va_start(args, format);
	str_addv(&text, format, args);
	va_end(args);
	return keep(cloud, &text);
}

struct slice cloud_lines(struct cloud *cloud, const struct node *list, const char *path, int skip)
{
	struct str text = {0};
	for (NODE_EACH(item, list)) {
		struct slice line = node_text(item, path);
		if (skip-- > 0 || !line.len)
			continue;
		str_add_text(&text, text.len ? "\n" : "");
		str_add_slice(&text, line);
	}
	return keep(cloud, &text);
}

struct slice cloud_join(struct cloud *cloud, const struct node *list, const char *separator)
{
	struct str text = {0};
	for (NODE_EACH(item, list)) {
		str_add_text(&text, text.len ? separator : "");
		str_add_slice(&text, node_text(item, ""));
	}
	return keep(cloud, &text);
}

struct slice cloud_ids(struct cloud *cloud, struct slice id, const struct node *related)
{
	struct slice cve = {0};
	int cves = slice_starts(id, "CVE-");
	for (NODE_EACH(other, related))
		if (slice_starts(other->text, "CVE-")) {
			cve = other->text;
			cves++;
		}
	if (cves != 1 || !cve.len)
		return id;
	return cloud_format(cloud, "%.*s %.*s", (int)id.len, id.at ? id.at : "", (int)cve.len,
			    cve.at);
}

// ---- Detection ----

static const struct node *peek_list(const struct scan_sniff *sniff, const char *name)
{
	const struct node *json = sniff->json;
	if (!json || json->kind == NODE_LIST)
		return json;
	for (NODE_EACH(member, json))
		if (cloud_is_name(member->key, name))
			return member;
	return node_member(node_at(json, "detail"), name);
}

const struct node *cloud_peek_first(const struct scan_sniff *sniff, const char *name)
{
	const struct node *list = peek_list(sniff, name);
	return list && list->kind == NODE_LIST ? list->first : NULL;
}

bool cloud_peek_empty(const struct scan_sniff *sniff, const char *name)
{
	const struct node *list = node_member(sniff->json, name);
	return list && list->kind == NODE_LIST && !list->first && sniff->json->count == 1;
}
