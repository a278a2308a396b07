#include "net/s3/private.h"

#include "base/digest.h"

#include <string.h>

// One row per document: its parameter and the element it is.
static const struct {
	const char *query, *root;
	const char *absent, *absent_too; // codes that say it is not set; Ceph has its own
	bool is_objects, can_delete;
} DOCUMENTS[S3_DOCUMENTS] = {
	[S3_LIFECYCLE] = {"lifecycle", "LifecycleConfiguration", "NoSuchLifecycleConfiguration", "",
			  false, true},
	[S3_VERSIONING] = {"versioning", "VersioningConfiguration", "", "", false, false},
	[S3_OBJECT_LOCK] = {"object-lock", "ObjectLockConfiguration",
			    "ObjectLockConfigurationNotFoundError", "", false, false},
	[S3_BUCKET_TAGGING] = {"tagging", "Tagging", "NoSuchTagSet", "", false, true},
	[S3_OBJECT_TAGGING] = {"tagging", "Tagging", "NoSuchTagSet", "", true, true},
	[S3_LEGAL_HOLD] = {"legal-hold", "LegalHold", "NoSuchObjectLockConfiguration",
			   "ObjectLockConfigurationNotFoundError", true, false},
	[S3_RETENTION] = {"retention", "Retention", "NoSuchObjectLockConfiguration",
			  "ObjectLockConfigurationNotFoundError", true, false},
};

// ---- Documents ----

// The request about it; `name` where it is an object's, and only there.
static bool begin(struct s3 *s3, struct http_request *request, enum s3_document which,
		  const struct s3_name *name, struct err *err)
{
	struct str query = {0};
	*request = (struct http_request){0};
	if (DOCUMENTS[which].is_objects != (name != NULL))
		return err_set(err, ERR_INVALID, "?%s is about %s", DOCUMENTS[which].query,
			       name ? "the bucket" : "an object");
	s3_begin(s3, request, "GET", name ? name->key : NULL);
	uri_add_param(&query, DOCUMENTS[which].query, NULL);
	if (name && name->version)
		uri_add_param(&query, "versionId", name->version);
	s3_set_query(request, &query);
	return true;
}

static bool finish(const struct s3 *s3, const struct s3_name *name, bool done, struct err *err)
{
	return done || s3_wrap(s3, name ? name->key : NULL, err);
}

static bool check_root(struct slice xml, const char *root, struct err *err)
{
	struct arena arena = {0};
	struct xml_node *node;
	bool good =
		xml_parse(xml, &arena, &node, err) &&
		(strcmp(node->name, root) == 0 ||
		 err_set(err, ERR_INVALID, "line 1: <%.40s> instead of <%s>", node->name, root));
	arena_fini(&arena);
	return good;
}

// ERR_NOT_FOUND of the document itself, not of the key or the bucket.
static bool is_absent(struct http_response *response, enum s3_document which)
{
	struct aws_error error;
	aws_read_error(response, &error);
	return response->fault == HTTP_FINE && response->status == 404 && *error.code &&
	       (strcmp(error.code, DOCUMENTS[which].absent) == 0 ||
		strcmp(error.code, DOCUMENTS[which].absent_too) == 0);
}

bool s3_find_document(struct s3 *s3, const struct s3_document_find *find, bool *found,
		      struct str *out, struct err *err)
{
	struct http_request request;
	struct http_response response = {0};
	bool done = begin(s3, &request, find->which, find->name, err) &&
		    s3_call(s3, &request, NULL, &response, err);
	*found = done;
	if (!done)
		done = is_absent(&response, find->which);
	else
		done = check_root(str_slice(&response.body), DOCUMENTS[find->which].root, err) ||
		       err_wrap(err, "answer");
	if (done && *found)
		str_add_slice(out, str_slice(&response.body));
	http_response_fini(&response);
	http_request_fini(&request);
	return finish(s3, find->name, done, err);
}

bool s3_document_get(struct s3 *s3, enum s3_document which, const struct s3_name *name,
		     struct str *out, struct err *err)
{
	const struct s3_document_find find = {which, name};
	bool found;
	if (!s3_find_document(s3, &find, &found, out, err))
		return false;
	if (!found)
		err_set(err, ERR_NOT_FOUND, "?%s is not set", DOCUMENTS[which].query);
	return finish(s3, name, found, err);
}

bool s3_put_document(struct s3 *s3, const struct s3_document_put *put, struct err *err)
{
	struct http_request request;
	struct http_response response = {0};
	bool done = check_root(put->xml, DOCUMENTS[put->which].root, err) &&
		    begin(s3, &request, put->which, put->name, err);
	if (done) {
		request.method = "PUT";
		s3_set_body(&request, put->xml);
		if (put->bypass)
			http_request_add(&request, "x-amz-bypass-governance-retention", "true");
		done = s3_call(s3, &request, NULL, &response, err);
		http_request_fini(&request);
	}
	http_response_fini(&response);
	return finish(s3, put->name, done, err);
}

bool s3_document_put(struct s3 *s3, enum s3_document which, const struct s3_name *name,
		     struct slice xml, struct err *err)
{
	return s3_put_document(
		s3, &(struct s3_document_put){.which = which, .name = name, .xml = xml}, err);
}

bool s3_document_delete(struct s3 *s3, enum s3_document which, const struct s3_name *name,
			struct err *err)
{
	struct http_request request;
	struct http_response response = {0};
	if (!DOCUMENTS[which].can_delete)
		return err_set(err, ERR_INVALID, "?%s cannot be deleted", DOCUMENTS[which].query);
	bool done = begin(s3, &request, which, name, err);
	request.method = "DELETE";
	done = done && s3_call(s3, &request, NULL, &response, err);
	http_response_fini(&response);
	http_request_fini(&request);
	return finish(s3, name, done, err);
}
