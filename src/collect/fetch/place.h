// Addresses of objects: what people write, what is kept as provenance, what an object is called in
// the spool.
//
//	s3://bucket/prefix/2018/a%20b.csv#etag=0123…	 an object, in an `input` line
//	https://host/bill.csv#modified=1545000000,13412	 where the server has no ETag: time, bytes
//	aws://ecr/REGION/ACCOUNT/findings.json#modified=…,-1 what a service answered at that time
//
// In s3:// what could end or break the address is percent-encoded: bytes up to the blank, '%', '#',
// '?', DEL. Must not: keep a query of https://, which may be a secret.
#ifndef GAVEL_COLLECT_FETCH_PLACE_H
#define GAVEL_COLLECT_FETCH_PLACE_H

#include "collect/fetch/spool.h"
#include "collect/files.h"

// "https://host/file?secret" without the query, "user:secret@" as "…@"; s3:// as it is. Memory is
// the arena's.
const char *place_shown(const char *address, struct arena *arena);
// The provenance of a file below root.
const char *place_of_file(const char *root, const struct file_entry *file, struct arena *arena);
// A provenance back into where the object lies ("s3://bucket/a b.csv") and what it is: its ETag,
// time and size, as far as they stand there (bytes -1 else). The name is all that follows the
// bucket, or the last part of an https:// path. False when it is no address.
bool place_parse(const char *uri, struct arena *arena, const char **place, struct file_entry *out);
// What an address names, appended for people to read: no escapes, no ETag.
void place_add(const char *uri, struct str *out);
// The configured source that a place belongs to, or NULL: the one with the longest address.
const struct source_config *place_source(const struct config *config, const char *place);
// The object's name in the spool: SHA-256 over its provenance.
void place_spool_name(const char *uri, char out[SPOOL_NAME]);

#endif
