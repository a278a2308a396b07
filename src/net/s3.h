// S3: one bucket of one service, read and, where a person decided so, written.
//
//	struct s3_options options = {.bucket = "bills", .region = "eu-central-1"};
//	if (!s3_open(&options, &s3, err)) …
//	s3_list(s3, &(struct s3_list){.prefix = "cur/"}, &visitor, err);
//	s3_download(s3, &(struct s3_get){.key = k}, &(struct s3_file){.fd = fd}, &object, err);
//	s3_close(s3);
//
// Every request is signed by aws_sign, retried as retry.h says, corrected once for a clock that is
// wrong and once for keys that have ended. Keys of objects are any bytes but NUL; they are encoded
// once, sent as they stand (never normalised), and listed with encoding-type=url so that control
// characters survive. Errors begin "s3://bucket/key: " and end with the service's code, status and
// request id: ERR_NOT_FOUND (404), ERR_DENIED (401, 403), ERR_STALE (412: not the ETag that was
// asked for), ERR_BUSY (throttled, and still after all tries), ERR_IO (no connection),
// ERR_INCOMPLETE (cut, or a checksum that is wrong), ERR_INVALID (the rest), ERR_INTERRUPTED.
// Not for two threads. Must not: change what is stored except in the functions that say so.
// Sources: Amazon S3 API Reference, the action's page named at each function.
#ifndef GAVEL_NET_S3_H
#define GAVEL_NET_S3_H

#include "net/credentials.h"
#include "net/retry.h"

enum s3_style {
	S3_STYLE_AUTO, // virtual host at AWS, path at other endpoints and for names with dots
	S3_STYLE_PATH, // https://host/bucket/key
	S3_STYLE_HOST, // https://bucket.host/key
};

// Text is copied. NULL and zero take the default.
struct s3_options {
	const char *bucket;
	const char *region;   // else as credentials_region, else us-east-1
	const char *endpoint; // else AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, the profile's, AWS
			      // itself; http:// is plain text on the wire and only used when
			      // written here or there
	enum s3_style style;
	const char *profile;
	bool anonymous;	     // unsigned, for public buckets
	bool requester_pays; // sends x-amz-request-payer
	struct http_options http;
	struct retry_options retry;
};

struct s3;

// Checks names, finds region and endpoint; sends nothing. ERR_INVALID: a bucket name against the
// rules ("Bucket naming rules"), an endpoint that is no address.
bool s3_open(const struct s3_options *options, struct s3 **out, struct err *err);
void s3_close(struct s3 *s3);
// "s3://bucket/prefix" into its two parts, copied to the arena; the prefix may be "".
bool s3_parse_uri(const char *uri, struct arena *arena, const char **bucket, const char **key,
		  struct err *err);

// An object as listed, or as head, get and put answer. Its texts live until the next head, get,
// download or put with the same client, which may be asked with them; in a visitor as long as the
// visit.
struct s3_object {
	const char *key;
	const char *version;	   // NULL where none; "null" is a version of that name
	const char *etag;	   // without quotes; NULL for a delete marker
	const char *storage_class; // NULL = STANDARD
	int64_t bytes, modified;
	bool is_latest, is_delete_marker; // from s3_list_versions
	// From head and get alone; NULL or 0 where not sent.
	const char *content_type, *content_encoding;
	const char *lock_mode; // GOVERNANCE, COMPLIANCE
	int64_t retain_until;
	bool legal_hold;
	int parts;	   // of a multipart upload, from the ETag's "-N"; 0 = uploaded in one
	bool not_modified; // get and head with unless_etag: it is still that one; nothing came
};

// ---- Reading (s3/list.c, s3/object.c, s3/download.c) ----

struct s3_list {
	const char *prefix;    // NULL = all
	const char *after;     // keys behind this one; NULL = from the first
	const char *delimiter; // "/" gives one level; folders are objects with bytes = -1
	int page;	       // keys a page, 1 to 1000 (default)
};

struct s3_visitor {
	bool (*object)(void *context, const struct s3_object *object, struct err *err);
	void *context;
};

// All objects in the order of the service, page by page (ListObjectsV2). A visitor that returns
// false ends the listing with its own error. ERR_INCOMPLETE: pages that do not follow one another.
bool s3_list(struct s3 *s3, const struct s3_list *list, const struct s3_visitor *visitor,
	     struct err *err);
// All versions and delete markers, newest of a key first (ListObjectVersions); not list->after.
bool s3_list_versions(struct s3 *s3, const struct s3_list *list, const struct s3_visitor *visitor,
		      struct err *err);

struct s3_get {
	const char *key;
	const char *version;	 // or NULL
	const char *etag;	 // only this one (If-Match), else ERR_STALE; or NULL
	const char *unless_etag; // only another one (If-None-Match); or NULL
	int64_t offset;		 // first byte, 0 = all
	int64_t bytes;		 // how many, 0 = to the end
};

// HeadObject.
bool s3_head(struct s3 *s3, const struct s3_get *get, struct s3_object *out, struct err *err);
// GetObject. A body that is cut goes on from where it was cut, bound to the same ETag. A whole
// object is checked against its x-amz-checksum-sha256, -sha1, -crc32 or -crc32c, else against an
// ETag that is its MD5; a mismatch is ERR_INCOMPLETE. A sink gets each byte once, in order.
bool s3_get(struct s3 *s3, const struct s3_get *get, const struct http_sink *sink,
	    struct s3_object *out, struct err *err);
struct s3_file {
	int fd;
	int64_t have; // bytes that are there from an earlier time; get->etag is needed then
};

// Writes the object (of `get` key, version and etag count) to a descriptor at the same offsets,
// which is first cut to file->have bytes and whose position moves; those are kept, the rest is
// fetched, and the checksum covers all of it. After an error the file holds what came, to go on
// from; after ERR_INCOMPLETE by a checksum it is empty. Not fsynced.
bool s3_download(struct s3 *s3, const struct s3_get *get, const struct s3_file *file,
		 struct s3_object *out, struct err *err);

// ---- Writing (s3/write.c) ----

struct s3_put {
	const char *key;
	struct slice bytes; // what; or, when at is NULL and fd_bytes >= 0,
	int fd;		    // this many bytes of this descriptor from offset 0
	int64_t fd_bytes;
	const char *content_type; // NULL = application/octet-stream
	bool only_new;		  // If-None-Match: *; ERR_STALE when the key is there
};

// PutObject with its SHA-256 signed and as x-amz-checksum-sha256; at most 5 GiB. Answers key,
// etag and version (NULL without versioning).
bool s3_put(struct s3 *s3, const struct s3_put *put, struct s3_object *out, struct err *err);

struct s3_name {
	const char *key, *version; // version NULL: the newest (a marker where versioned)
};

struct s3_delete {
	const struct s3_name *names;
	size_t count;
	bool bypass; // x-amz-bypass-governance-retention
};

struct s3_refusal {
	const char *key, *version, *code, *message;
};

struct s3_refusals {
	bool (*refused)(void *context, const struct s3_refusal *refusal, struct err *err);
	void *context;
};

// DeleteObjects, 1000 a request, with Content-MD5. What the service refuses is told one by one;
// true = every name was answered for, refused or not.
bool s3_delete(struct s3 *s3, const struct s3_delete *what, const struct s3_refusals *refusals,
	       struct err *err);

// The address that anyone can GET for `seconds`, to the end of *out. A secret.
bool s3_presign(struct s3 *s3, const struct s3_get *get, int64_t seconds, struct str *out,
		struct err *err);

// ---- What is set on buckets and objects (s3/config.c) ----

// Documents as the service keeps them, XML. Put replaces the whole.
enum s3_document {
	S3_LIFECYCLE,	   // GetBucketLifecycleConfiguration, PutBucketLifecycleConfiguration
	S3_VERSIONING,	   // GetBucketVersioning, PutBucketVersioning
	S3_OBJECT_LOCK,	   // GetObjectLockConfiguration, PutObjectLockConfiguration
	S3_BUCKET_TAGGING, // GetBucketTagging, PutBucketTagging
	S3_OBJECT_TAGGING, // GetObjectTagging, PutObjectTagging
	S3_LEGAL_HOLD,	   // GetObjectLegalHold, PutObjectLegalHold
	S3_RETENTION,	   // GetObjectRetention, PutObjectRetention
	S3_DOCUMENTS,
};

// The document's text, well-formed. `name` NULL for the bucket's. Not set at all is ERR_NOT_FOUND.
bool s3_document_get(struct s3 *s3, enum s3_document which, const struct s3_name *name,
		     struct str *out, struct err *err);
bool s3_document_put(struct s3 *s3, enum s3_document which, const struct s3_name *name,
		     struct slice xml, struct err *err);
bool s3_document_delete(struct s3 *s3, enum s3_document which, const struct s3_name *name,
			struct err *err); // lifecycle and tagging

struct s3_tag {
	const char *key, *value;
};

struct s3_tags {
	struct s3_tag *at;
	size_t count;
};

// The tags of an object, or with `name` NULL of the bucket; none at all is count 0.
bool s3_tags_get(struct s3 *s3, const struct s3_name *name, struct arena *arena,
		 struct s3_tags *out, struct err *err);
bool s3_tags_put(struct s3 *s3, const struct s3_name *name, const struct s3_tags *tags,
		 struct err *err);
// *on is ON or OFF; not set is OFF.
bool s3_legal_hold_get(struct s3 *s3, const struct s3_name *name, bool *on, struct err *err);
bool s3_legal_hold_put(struct s3 *s3, const struct s3_name *name, bool on, struct err *err);

struct s3_retention {
	bool is_compliance; // else governance
	int64_t until;	    // 0 = none
};

bool s3_retention_get(struct s3 *s3, const struct s3_name *name, struct s3_retention *out,
		      struct err *err);
// bypass: shortens governance retention where the keys may.
bool s3_retention_put(struct s3 *s3, const struct s3_name *name,
		      const struct s3_retention *retention, bool bypass, struct err *err);

enum s3_versions { S3_VERSIONS_NEVER, S3_VERSIONS_ON, S3_VERSIONS_SUSPENDED };

bool s3_versioning_get(struct s3 *s3, enum s3_versions *out, struct err *err);
bool s3_versioning_put(struct s3 *s3, bool on, struct err *err);

// CreateBucket, for tests and set-up; with_lock turns object lock (and versioning) on.
bool s3_create_bucket(struct s3 *s3, bool with_lock, struct err *err);

#endif
