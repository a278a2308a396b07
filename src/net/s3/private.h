// What the files of the S3 client share. Private to s3/ (and its fuzz target).
#ifndef GAVEL_NET_S3_PRIVATE_H
#define GAVEL_NET_S3_PRIVATE_H

#include "net/aws.h"
#include "net/checksum.h"
#include "net/s3.h"
#include "net/xml.h"

// What documents of ours begin with, behind their element's name.
#define S3_XMLNS " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\""

struct s3 {
	struct aws aws;
	char *bucket, *region, *endpoint;
	char *origin; // where requests go: with the bucket's name in host style
	bool is_path_style, is_aws, requester_pays;
	struct credentials *credentials;
	struct arena answer; // texts of the last answer
};

// A request about a key, or with NULL about the bucket.
void s3_begin(struct s3 *s3, struct http_request *request, const char *method, const char *key);
void s3_set_query(struct http_request *request, struct str *query); // takes and frees it
// aws_send; a bucket that lies in another region is told as that.
bool s3_call(struct s3 *s3, struct http_request *request, const struct http_sink *sink,
	     struct http_response *out, struct err *err);
// Puts "s3://bucket/key: " before the error's text. Returns false.
bool s3_wrap(const struct s3 *s3, const char *key, struct err *err);
bool s3_parse_int(const char *text, int64_t *out); // digits alone, all of them

// One page of a listing, as read from XML; all memory is the arena's.
struct s3_page {
	struct s3_object *objects;
	size_t count;
	bool is_truncated;
	const char *next, *next_version; // token or key marker, version marker; NULL when absent
	const char *after;		 // the last key, when the token cannot be read
};

bool s3_read_page(struct slice xml, bool versions, struct arena *arena, struct s3_page *out,
		  struct err *err);
// Fields of a head or get answer; texts copied to the arena.
bool s3_read_object(const struct http_response *response, struct arena *arena,
		    struct s3_object *out, struct err *err);
// Content-Range: the first byte, and the size of the whole. False when absent or garbled.
bool s3_read_range(const struct http_response *response, int64_t *first, int64_t *whole);

// HeadObject with what the service promises of the whole object; the caller owns the arena.
struct s3_headed {
	struct arena arena;
	struct s3_object object;
	struct checksum_promise promise;
};

// with_promise needs the right to decrypt where a key of KMS encrypts.
bool s3_ask_head(struct s3 *s3, const struct s3_get *get, bool with_promise, struct s3_headed *out,
		 struct err *err);
// Puts the texts of an answer in the place of the last one's, which may have been asked with.
void s3_keep_answer(struct s3 *s3, struct arena *arena);
void s3_add_conditions(struct http_request *request, const struct s3_get *get);
// A body of XML (which must outlive the request) with its MD5 and SHA-256.
void s3_set_body(struct http_request *request, struct slice xml);
struct s3_document_find {
	enum s3_document which;
	const struct s3_name *name; // NULL: the bucket's
};

// As s3_document_get, but not set is true with *found false.
bool s3_find_document(struct s3 *s3, const struct s3_document_find *find, bool *found,
		      struct str *out, struct err *err);

struct s3_document_put {
	enum s3_document which;
	const struct s3_name *name; // NULL: the bucket's
	struct slice xml;
	bool bypass; // governance retention may be shortened
};

bool s3_put_document(struct s3 *s3, const struct s3_document_put *put, struct err *err);
const char *s3_strip_quotes(struct arena *arena, const char *etag); // NULL stays NULL

#endif
