// What bodies have in common, each as a number. Private to this folder.
#ifndef GAVEL_STORE_FINDER_COMMON_KEYS_H
#define GAVEL_STORE_FINDER_COMMON_KEYS_H

#include "store/finder/paired.h"

// Numbers of the index, and the CVE that is paired with a body.
enum { BY_FILE, BY_PACKAGE, BY_FLAW, BY_INDEXED, BY_PAIR = BY_INDEXED, BY_COUNT };

struct common_keys {
	uint32_t (*by)[BY_COUNT]; // of body after body, from 0 to the last that is indexed; to free
	size_t count;
};

// Those of the bits of `by`; an SQLite code.
int common_keys_read(struct common_keys *out, sqlite3 *db, int by,
		     const struct finder_paired *paired);

#endif
