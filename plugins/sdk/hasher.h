// The digest of a file's bytes, made while the caller works on them: chunks are hashed by a thread
// of its own, which begins with the third one, so that small files need none.
//
//	hasher_room -> the caller fills the chunk -> hasher_add -> the caller reads it ->
// hasher_room …
//
// Must not: change a chunk, or look into it.
#ifndef GAVEL_PLUGINS_SDK_HASHER_H
#define GAVEL_PLUGINS_SDK_HASHER_H

#include "base/digest.h"

enum { HASHER_CHUNK = 512 * 1024 };

struct hasher;

struct hasher *hasher_new(void);
void hasher_free(struct hasher *hasher); // NULL is fine
void hasher_rest(struct hasher *hasher); // from the start: the digest is not wanted
// HASHER_CHUNK bytes to be filled. What was given before may not be read any more, but for the
// chunk added last.
unsigned char *hasher_room(struct hasher *hasher);
// That many bytes of the chunk are the file's next ones; they stay as they are while they are read.
void hasher_add(struct hasher *hasher, size_t len);
void hasher_hex(struct hasher *hasher,
		char out[DIGEST_HEX]); // ends it; only hasher_free may follow

#endif
