#include "net/checksum.h"
#include "net/s3/private.h"

#include "base/digest.h"

#include <string.h>

// ---- PutObject ----

static bool hash_body(const struct s3_put *put, char hex[DIGEST_HEX], struct err *err)
{
	int64_t bytes;
	if (put->bytes.at || put->fd_bytes <= 0) {
		digest_bytes(put->bytes.at, put->bytes.len, hex);
		return true;
	}
	return digest_fd(put->fd, hex, &bytes, err) &&
	       (bytes == put->fd_bytes || err_set(err, ERR_INVALID, "%lld bytes to send, not %lld",
						  (long long)bytes, (long long)put->fd_bytes));
}

static void add_checksum(struct http_request *request, const char *hex)
{
	struct str raw = {0}, encoded = {0}, text = {0};
	for (size_t i = 0; hex[i]; i += 2)
		str_addf(&encoded, "%%%.2s", hex + i);
	uri_decode(&raw, str_slice(&encoded));
	base64_encode(&text, str_slice(&raw));
	http_request_add(request, "x-amz-checksum-sha256", "%s", str_text(&text));
	str_fini(&raw);
	str_fini(&encoded);
	str_fini(&text);
}

static void set_put(struct http_request *request, const struct s3_put *put, const char *hex)
{
	http_request_add(request, "Content-Type", "%s",
			 put->content_type ? put->content_type : "application/octet-stream");
	add_checksum(request, hex);
	if (put->only_new)
		http_request_add(request, "If-None-Match", "*");
	request->body = put->bytes;
	request->body_fd = put->fd;
	request->body_bytes = put->bytes.at ? 0 : put->fd_bytes;
}

bool s3_put(struct s3 *s3, const struct s3_put *put, struct s3_object *out, struct err *err)
{
	struct http_request request;
	struct http_response response = {0};
	char hex[DIGEST_HEX];
	*out = (struct s3_object){0};
	if (!hash_body(put, hex, err))
		return s3_wrap(s3, put->key, err);
	s3_begin(s3, &request, "PUT", put->key);
	set_put(&request, put, hex);
	request.payload = hex;
	bool done = s3_call(s3, &request, NULL, &response, err);
	if (done) {
		const char *version = http_response_field(&response, "x-amz-version-id");
		const char *etag = http_response_field(&response, "etag");
		struct arena arena = {0};
		out->key = arena_text(&arena, put->key);
		out->version = arena_text(&arena, version);
		out->etag = s3_strip_quotes(&arena, etag);
		s3_keep_answer(s3, &arena);
		out->bytes = put->bytes.at ? (int64_t)put->bytes.len : put->fd_bytes;
	}
	http_response_fini(&response);
	http_request_fini(&request);
	return done || s3_wrap(s3, put->key, err);
}

// ---- DeleteObjects ----

enum { BATCH = 1000 };

// XML 1.0 has no way to write these; such a key is deleted by a request of its own.
static bool fits_xml(const char *key)
{
	for (; *key; key++)
		if ((unsigned char)*key < ' ' && !strchr("\t\n\r", *key))
			return false;
	return true;
}

static bool tell_refusal(const struct s3_refusals *refusals, const struct xml_node *node,
			 struct err *err)
{
	const struct s3_refusal refusal = {
		.key = xml_text(node, "Key"),
		.version = xml_text(node, "VersionId"),
		.code = xml_text(node, "Code"),
		.message = xml_text(node, "Message"),
	};
	return refusals->refused(refusals->context, &refusal, err);
}

static bool read_outcome(struct http_response *response, size_t asked,
			 const struct s3_refusals *refusals, struct err *err)
{
	struct xml_node *root;
	size_t answered = 0;
	if (!xml_parse(str_slice(&response->body), &response->arena, &root, err))
		return err_wrap(err, "answer");
	for (const struct xml_node *node = root->child; node; node = node->next) {
		bool refused = strcmp(node->name, "Error") == 0;
		answered += refused || strcmp(node->name, "Deleted") == 0;
		if (refused && !tell_refusal(refusals, node, err))
			return false;
	}
	return answered == asked ||
	       err_set(err, ERR_INCOMPLETE, "%zu of %zu names were answered for", answered, asked);
}

static void add_bypass(struct http_request *request, bool bypass)
{
	if (bypass)
		http_request_add(request, "x-amz-bypass-governance-retention", "true");
}

static bool send_batch(struct s3 *s3, const struct s3_delete *what, struct slice names,
		       const struct s3_refusals *refusals, struct err *err)
{
	struct http_request request;
	struct http_response response;
	s3_begin(s3, &request, "POST", NULL);
	request.query = "delete";
	s3_set_body(&request, names);
	add_bypass(&request, what->bypass);
	bool done = s3_call(s3, &request, NULL, &response, err) &&
		    read_outcome(&response, what->count, refusals, err);
	http_response_fini(&response);
	http_request_fini(&request);
	return done || s3_wrap(s3, NULL, err);
}

// `what` holds names that all fit.
static bool delete_batch(struct s3 *s3, const struct s3_delete *what,
			 const struct s3_refusals *refusals, struct err *err)
{
	struct str xml = {0};
	str_add_text(&xml, "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
	for (size_t i = 0; i < what->count; i++) {
		str_add_text(&xml, "<Object><Key>");
		xml_escape(&xml, what->names[i].key);
		str_add_text(&xml, "</Key>");
		if (what->names[i].version) {
			str_add_text(&xml, "<VersionId>");
			xml_escape(&xml, what->names[i].version);
			str_add_text(&xml, "</VersionId>");
		}
		str_add_text(&xml, "</Object>");
	}
	str_add_text(&xml, "</Delete>");
	bool done = send_batch(s3, what, str_slice(&xml), refusals, err);
	str_fini(&xml);
	return done;
}

static bool delete_one(struct s3 *s3, const struct s3_name *name, bool bypass,
		       const struct s3_refusals *refusals, struct err *err)
{
	struct http_request request;
	struct http_response response;
	struct aws_error error;
	s3_begin(s3, &request, "DELETE", name->key);
	s3_add_conditions(&request, &(struct s3_get){.version = name->version});
	add_bypass(&request, bypass);
	bool done = s3_call(s3, &request, NULL, &response, err);
	if (!done && response.fault == HTTP_FINE && response.status == 403) {
		aws_read_error(&response, &error);
		const struct s3_refusal refusal = {name->key, name->version, error.code,
						   error.message};
		done = refusals->refused(refusals->context, &refusal, err);
	} else if (!done) {
		s3_wrap(s3, name->key, err);
	}
	http_response_fini(&response);
	http_request_fini(&request);
	return done;
}

bool s3_delete(struct s3 *s3, const struct s3_delete *what, const struct s3_refusals *refusals,
	       struct err *err)
{
	bool done = true;
	for (size_t at = 0, count; done && at < what->count; at += count) {
		const struct s3_name *names = what->names + at;
		count = 0;
		while (count < BATCH && at + count < what->count && fits_xml(names[count].key))
			count++;
		const struct s3_delete batch = {names, count, what->bypass};
		if (count) {
			done = delete_batch(s3, &batch, refusals, err);
		} else {
			done = delete_one(s3, names, what->bypass, refusals, err);
			count = 1;
		}
	}
	return done;
}
