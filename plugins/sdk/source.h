// Bytes of a stored file, decompressed as they come, with the digest of what was stored.
//
// gzip (RFC 1952, also several members), zip with one file in it, and plain files; told apart
// by content.
#ifndef GAVEL_PLUGINS_SDK_SOURCE_H
#define GAVEL_PLUGINS_SDK_SOURCE_H

#include "base/digest.h"

#include <stdint.h>

struct source;

// Opens name below the folder root_fd. `shown` names the file in errors; it must outlive the
// source.
bool source_open(int root_fd, const char *name, const char *shown, struct source **out,
		 struct err *err);
// The same of an open file; the descriptor is taken.
struct source *source_new(int fd, const char *shown);
void source_close(struct source *source);
// Up to `room` bytes; *len 0 at the end. ERR_INVALID when the compressed data is damaged or cut
// short, or inflates to hundreds of times its size.
bool source_read(struct source *source, char *bytes, size_t room, size_t *len, struct err *err);
int64_t source_stored(const struct source *source); // stored bytes read so far
// Before the first read: the digest will not be asked for.
void source_unhashed(struct source *source);
// At the end: the digest of all stored bytes.
void source_digest(struct source *source, char out[DIGEST_HEX]);

// Decompresses as much of a gzip or zip file's head as there is; other bytes come back as they are.
void source_head(struct slice head, struct str *out);

#endif
