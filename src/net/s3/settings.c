#include "net/s3/private.h"

#include "base/clock.h"

#include <string.h>

// Documents as values: tags, legal hold, retention, versioning.

// The document as a tree; NULL when it is not set.
static bool read_tree(struct s3 *s3, const struct s3_document_find *find, struct arena *arena,
		      struct xml_node **root, struct err *err)
{
	struct str xml = {0};
	bool found;
	*root = NULL;
	bool done = s3_find_document(s3, find, &found, &xml, err) &&
		    (!found || xml_parse(str_slice(&xml), arena, root, err));
	str_fini(&xml);
	return done;
}

// ---- Tags ----

static enum s3_document tagging(const struct s3_name *name)
{
	return name ? S3_OBJECT_TAGGING : S3_BUCKET_TAGGING;
}

bool s3_tags_get(struct s3 *s3, const struct s3_name *name, struct arena *arena,
		 struct s3_tags *out, struct err *err)
{
	const struct s3_document_find find = {tagging(name), name};
	struct xml_node *root;
	size_t count = 0;
	*out = (struct s3_tags){0};
	if (!read_tree(s3, &find, arena, &root, err))
		return false;
	const struct xml_node *set = xml_child(root, "TagSet"), *first = set ? set->child : NULL;
	for (const struct xml_node *tag = first; tag; tag = tag->next)
		count++;
	out->at = arena_alloc(arena, count * sizeof *out->at + 1);
	for (const struct xml_node *tag = first; tag; tag = tag->next) {
		const char *key = xml_text(tag, "Key"), *value = xml_text(tag, "Value");
		if (!key || !value)
			return err_set(err, ERR_INVALID, "a tag without Key or Value") ||
			       s3_wrap(s3, name ? name->key : NULL, err);
		out->at[out->count++] = (struct s3_tag){key, value};
	}
	return true;
}

bool s3_tags_put(struct s3 *s3, const struct s3_name *name, const struct s3_tags *tags,
		 struct err *err)
{
	struct str xml = {0};
	str_add_text(&xml, "<Tagging" S3_XMLNS "><TagSet>");
	for (size_t i = 0; i < tags->count; i++) {
		str_add_text(&xml, "<Tag><Key>");
		xml_escape(&xml, tags->at[i].key);
		str_add_text(&xml, "</Key><Value>");
		xml_escape(&xml, tags->at[i].value);
		str_add_text(&xml, "</Value></Tag>");
	}
	str_add_text(&xml, "</TagSet></Tagging>");
	bool done = s3_document_put(s3, tagging(name), name, str_slice(&xml), err);
	str_fini(&xml);
	return done;
}

// ---- Legal hold and retention ----

bool s3_legal_hold_get(struct s3 *s3, const struct s3_name *name, bool *on, struct err *err)
{
	const struct s3_document_find find = {S3_LEGAL_HOLD, name};
	struct arena arena = {0};
	struct xml_node *root;
	bool done = read_tree(s3, &find, &arena, &root, err);
	const char *status = done && root ? xml_text(root, "Status") : "OFF";
	*on = !status || strcmp(status, "OFF") != 0; // a status that nobody knows holds
	arena_fini(&arena);
	return done;
}

bool s3_legal_hold_put(struct s3 *s3, const struct s3_name *name, bool on, struct err *err)
{
	struct str xml = {0};
	str_addf(&xml, "<LegalHold" S3_XMLNS "><Status>%s</Status></LegalHold>", on ? "ON" : "OFF");
	bool done = s3_document_put(s3, S3_LEGAL_HOLD, name, str_slice(&xml), err);
	str_fini(&xml);
	return done;
}

bool s3_retention_get(struct s3 *s3, const struct s3_name *name, struct s3_retention *out,
		      struct err *err)
{
	const struct s3_document_find find = {S3_RETENTION, name};
	struct arena arena = {0};
	struct xml_node *root;
	*out = (struct s3_retention){0};
	bool done = read_tree(s3, &find, &arena, &root, err);
	if (done && root) {
		const char *mode = xml_text(root, "Mode"),
			   *until = xml_text(root, "RetainUntilDate");
		out->is_compliance = !mode || strcmp(mode, "GOVERNANCE") != 0;
		done = clock_parse(slice_of(until), &out->until, err) ||
		       err_wrap(err, "RetainUntilDate") || s3_wrap(s3, name->key, err);
	}
	arena_fini(&arena);
	return done;
}

bool s3_retention_put(struct s3 *s3, const struct s3_name *name,
		      const struct s3_retention *retention, bool bypass, struct err *err)
{
	struct str xml = {0};
	char until[32];
	str_add_text(&xml, "<Retention" S3_XMLNS ">");
	if (retention->until)
		str_addf(&xml, "<Mode>%s</Mode><RetainUntilDate>%s</RetainUntilDate>",
			 retention->is_compliance ? "COMPLIANCE" : "GOVERNANCE",
			 clock_format(retention->until, until));
	str_add_text(&xml, "</Retention>");
	const struct s3_document_put put = {S3_RETENTION, name, str_slice(&xml), bypass};
	bool done = s3_put_document(s3, &put, err);
	str_fini(&xml);
	return done;
}

// ---- Versioning and buckets ----

bool s3_versioning_get(struct s3 *s3, enum s3_versions *out, struct err *err)
{
	const struct s3_document_find find = {S3_VERSIONING, NULL};
	struct arena arena = {0};
	struct xml_node *root;
	bool done = read_tree(s3, &find, &arena, &root, err);
	const char *status = xml_text(root, "Status");
	*out = !status				  ? S3_VERSIONS_NEVER
	       : strcmp(status, "Suspended") == 0 ? S3_VERSIONS_SUSPENDED
						  : S3_VERSIONS_ON;
	arena_fini(&arena);
	return done;
}

bool s3_versioning_put(struct s3 *s3, bool on, struct err *err)
{
	struct str xml = {0};
	str_addf(&xml,
		 "<VersioningConfiguration" S3_XMLNS
		 "><Status>%s</Status></VersioningConfiguration>",
		 on ? "Enabled" : "Suspended");
	bool done = s3_document_put(s3, S3_VERSIONING, NULL, str_slice(&xml), err);
	str_fini(&xml);
	return done;
}

bool s3_create_bucket(struct s3 *s3, bool with_lock, struct err *err)
{
	struct http_request request;
	struct http_response response;
	struct str xml = {0};
	s3_begin(s3, &request, "PUT", NULL);
	if (with_lock)
		http_request_add(&request, "x-amz-bucket-object-lock-enabled", "true");
	// us-east-1 is what no constraint means; other services' regions are their own affair.
	if (s3->is_aws && strcmp(s3->region, "us-east-1") != 0)
		str_addf(&xml,
			 "<CreateBucketConfiguration" S3_XMLNS "><LocationConstraint>%s"
			 "</LocationConstraint></CreateBucketConfiguration>",
			 s3->region);
	s3_set_body(&request, (struct slice){str_text(&xml), xml.len});
	bool done = s3_call(s3, &request, NULL, &response, err);
	http_response_fini(&response);
	http_request_fini(&request);
	str_fini(&xml);
	return done || s3_wrap(s3, NULL, err);
}
